// What goes into a statement and what comes back. Four storage types, the same on both databases:
// 64-bit integer, double, UTF-8 text, bytes; each may be null. Text with a zero byte or that is not
// UTF-8, and a double that is not a number, are refused when bound: Fault(invalid). A minus zero is
// stored as zero. Bind a value as its column's type: SQLite refuses most others, but PostgreSQL
// rounds a double for an integer column and writes bytes as hexadecimal into a text column.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"

namespace refocus::database {

/// One parameter. Text and bytes are views: they must live until the call they are given to
/// returns, which temporaries in the argument list do. Ids and instants are bound as their text.
class Param {
 public:
  using Value =
      std::variant<std::nullptr_t, std::int64_t, double, std::string_view, ByteView, std::string>;

  Param(std::nullptr_t) : value_(nullptr) {}         // NOLINT(google-explicit-constructor)
  Param(std::int64_t value) : value_(value) {}       // NOLINT(google-explicit-constructor)
  Param(int value) : value_(std::int64_t{value}) {}  // NOLINT(google-explicit-constructor)
  Param(double value) : value_(value) {}             // NOLINT(google-explicit-constructor)
  Param(std::string_view text) : value_(text) {}     // NOLINT(google-explicit-constructor)
  Param(const std::string& text) : value_(std::string_view(text)) {}  // NOLINT
  Param(const char* text)
      : value_(std::string_view(text)) {}                 // NOLINT(google-explicit-constructor)
  Param(ByteView bytes) : value_(bytes) {}                // NOLINT(google-explicit-constructor)
  Param(const Bytes& bytes) : value_(ByteView(bytes)) {}  // NOLINT(google-explicit-constructor)
  Param(Instant moment) : value_(moment.text()) {}        // NOLINT(google-explicit-constructor)
  template <class Kind>
  Param(const Id<Kind>& id) : value_(id.text()) {}  // NOLINT(google-explicit-constructor)
  template <class T>
  Param(const std::optional<T>& value)  // NOLINT(google-explicit-constructor)
      : value_(value ? Param(*value).value_ : Value(nullptr)) {}
  Param(bool) = delete;  // say 0 or 1, or name the state

  [[nodiscard]] const Value& value() const { return value_; }

 private:
  Value value_;
};

/// The parameters $1, $2 … of one statement, in order.
using Params = std::span<const Param>;

/// One row of a result, alive inside the callback that is given it. Columns count from 0. A getter
/// of another type than the column's, or of a null, throws Fault(internal): it is a defect. Two
/// exceptions, because the databases name the results of expressions differently: real() reads an
/// integer too, and integer() reads a truth value and a whole sum.
class Row {
 public:
  virtual ~Row() = default;
  [[nodiscard]] virtual bool isNull(int column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  [[nodiscard]] virtual double real(int column) const = 0;
  [[nodiscard]] virtual std::string_view text(int column) const = 0;
  [[nodiscard]] virtual ByteView bytes(int column) const = 0;

  [[nodiscard]] std::optional<std::string> optionalText(int column) const {
    if (isNull(column)) return std::nullopt;
    return std::string(text(column));
  }
  [[nodiscard]] std::optional<std::int64_t> optionalInteger(int column) const {
    if (isNull(column)) return std::nullopt;
    return integer(column);
  }
  [[nodiscard]] Instant instant(int column) const { return Instant::parse(text(column)); }
  template <class IdType>
  [[nodiscard]] IdType id(int column) const {
    return IdType::stored(text(column));
  }
};

}  // namespace refocus::database
