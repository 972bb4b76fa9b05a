// The header fields of a request or a response, in order. Names are compared without regard to
// ASCII case. `add` and `set` throw Fault(invalid) for a name that is no token or a value that
// holds a control character, so that no value can end its line and begin another header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::http {

/// ASCII letters compare equal in either case; all else byte by byte.
[[nodiscard]] bool equalIgnoringCase(std::string_view left, std::string_view right);
/// The text without spaces and tabs at its ends.
[[nodiscard]] std::string_view withoutBlanks(std::string_view text);

struct Header {
  std::string_view name;
  std::string_view value;
};

/// All fields lie in one text, so that a request with twenty headers costs two allocations.
class Headers {
 public:
  void add(std::string_view name, std::string_view value);
  /// Replaces every field of the name by one.
  void set(std::string_view name, std::string_view value);
  void clear();

  /// The value of the first field of the name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// The field at a place below size(). Views hold until the headers change.
  [[nodiscard]] Header at(std::size_t index) const;

 private:
  struct Entry {
    std::uint32_t begin;
    std::uint32_t nameLength;
    std::uint32_t valueLength;
  };
  [[nodiscard]] Header viewOf(const Entry& entry) const;

  std::string text_;
  std::vector<Entry> entries_;
};

}  // namespace refocus::http
