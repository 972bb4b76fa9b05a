// Named values as a form or a query sends them: in order, a name as often as it came. Reading and
// writing of application/x-www-form-urlencoded. Bad input is a FormError, never an exception.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace refocus::http {

struct Field {
  std::string name;
  std::string value;
  bool operator==(const Field&) const = default;
};

class Fields {
 public:
  void add(std::string name, std::string value) {
    fields_.push_back({std::move(name), std::move(value)});
  }

  /// The first value of the name; nothing if the name did not come.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  /// The first value of the name; empty if the name did not come.
  [[nodiscard]] std::string_view text(std::string_view name) const;
  /// Every value of the name, in order (check boxes).
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }

  [[nodiscard]] std::size_t size() const { return fields_.size(); }
  [[nodiscard]] bool empty() const { return fields_.empty(); }
  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }
  bool operator==(const Fields&) const = default;

 private:
  std::vector<Field> fields_;
};

/// Why a form, a query or an upload could not be read.
enum class FormError : std::uint8_t {
  notAForm,   ///< another content type, or a multipart body without a usable boundary
  malformed,  ///< cut off, a bad percent sign, a part without a name
  badText,    ///< text that is not UTF-8, or holds a NUL
  tooManyFields,
  nameTooLong,
  valueTooLong,
  tooManyFiles,
  fileTooLarge,
};

/// A sentence for logs and plain answers.
[[nodiscard]] std::string_view wordsOf(FormError error);

struct FormLimits {
  std::size_t fields = 1000;
  std::size_t nameBytes = 256;
  std::size_t valueBytes = 256 * 1024;
  std::size_t files = 8;
  std::size_t fileBytes = 64 * 1024 * 1024;
};

/// Reads `a=1&b=two+words`. Line ends in values become LF.
[[nodiscard]] std::expected<Fields, FormError> parseUrlencoded(std::string_view text,
                                                               const FormLimits& limits = {});

/// UTF-8 without NUL.
[[nodiscard]] bool isPlainText(std::string_view text);
/// The text with every CRLF and lone CR as one LF, as the program keeps text.
[[nodiscard]] std::string withLineFeeds(std::string text);
/// A field whose name and value keep the limits and are plain text; line ends become LF.
[[nodiscard]] std::expected<Field, FormError> checkedField(std::string name, std::string value,
                                                           const FormLimits& limits);

/// The inverse of parseUrlencoded: "a=1&b=two%20words". For links, and for tests that fill forms.
[[nodiscard]] std::string urlencoded(const Fields& fields);
/// One value for use inside a path segment or a query: all but unreserved characters as %XX.
[[nodiscard]] std::string percentEncoded(std::string_view text);
/// The inverse, `+` left alone. Nothing if a percent sign is not followed by two hex digits.
[[nodiscard]] std::optional<std::string> percentDecoded(std::string_view text);

}  // namespace refocus::http
