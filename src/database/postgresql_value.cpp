#include "database/postgresql_value.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "database/row_fault.hpp"

namespace refocus::database {
namespace {

// Fixed for ever in PostgreSQL's pg_type.
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kName = 19;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;
constexpr Oid kUnknown = 705;
constexpr Oid kVarchar = 1043;
constexpr Oid kNumeric = 1700;

std::string_view typeName(Oid type) {
  switch (type) {
    case kBool:
    case kInt2:
    case kInt4:
    case kInt8:
      return "integer";
    case kFloat4:
    case kFloat8:
    case kNumeric:
      return "real";
    case kName:
    case kText:
    case kUnknown:
    case kVarchar:
      return "text";
    case kBytea:
      return "bytes";
    default:
      return "of a type that Refocus does not use";
  }
}

/// Big-endian bytes, as the wire has them.
template <class Unsigned>
Unsigned readBig(std::string_view bytes) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    value = static_cast<Unsigned>((value << 8) | static_cast<unsigned char>(bytes.at(i)));
  }
  return value;
}

std::array<char, 8> writeBig(std::uint64_t value) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes.at(i) = static_cast<char>(value >> (8 * (7 - i)));
  }
  return bytes;
}

std::optional<std::int64_t> integerOf(Oid type, std::string_view raw) {
  switch (type) {
    case kBool:
      return raw.at(0);
    case kInt2:
      return static_cast<std::int16_t>(readBig<std::uint16_t>(raw));
    case kInt4:
      return static_cast<std::int32_t>(readBig<std::uint32_t>(raw));
    case kInt8:
      return static_cast<std::int64_t>(readBig<std::uint64_t>(raw));
    default:
      return std::nullopt;
  }
}

/// A number's text read as all of it, or nothing.
template <class Number>
std::optional<Number> parsed(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::vector<Oid> typesOf(Params params) {
  std::vector<Oid> types;
  types.reserve(params.size());
  for (const auto& param : params) {
    types.push_back(std::visit(
        [](const auto& held) -> Oid {
          using Held = std::remove_cvref_t<decltype(held)>;
          if constexpr (std::is_same_v<Held, std::nullptr_t>)
            return 0;
          else if constexpr (std::is_same_v<Held, std::int64_t>)
            return kInt8;
          else if constexpr (std::is_same_v<Held, double>)
            return kFloat8;
          else if constexpr (std::is_same_v<Held, ByteView>)
            return kBytea;
          else
            return kText;
        },
        param.value()));
  }
  return types;
}

PostgresqlValues::PostgresqlValues(Params params) : formats_(params.size(), 1) {
  numbers_.reserve(params.size());
  data_.reserve(params.size());
  lengths_.reserve(params.size());
  for (const auto& param : params) add(param.value());
}

void PostgresqlValues::add(const Param::Value& value) {
  std::visit(
      [this](const auto& held) {
        using Held = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::nullptr_t>) {
          data_.push_back(nullptr);
          lengths_.push_back(0);
        } else if constexpr (std::is_same_v<Held, std::int64_t>) {
          numbers_.push_back(writeBig(static_cast<std::uint64_t>(held)));
          addBytes(numbers_.back().data(), numbers_.back().size());
        } else if constexpr (std::is_same_v<Held, double>) {
          numbers_.push_back(writeBig(std::bit_cast<std::uint64_t>(held + 0.0)));  // no -0.0
          addBytes(numbers_.back().data(), numbers_.back().size());
        } else {
          addBytes(held.data(), held.size());
        }
      },
      value);
}

void PostgresqlValues::addBytes(const void* bytes, std::size_t size) {
  // libpq takes a null pointer for a null, and an empty view may have one.
  data_.push_back(bytes == nullptr ? "" : static_cast<const char*>(bytes));
  lengths_.push_back(static_cast<int>(size));  // checkParams has bounded it
}

bool PostgresqlRow::isNull(int column) const {
  static_cast<void>(typeOf(column));
  return PQgetisnull(result_, row_, column) != 0;
}

std::int64_t PostgresqlRow::integer(int column) const {
  const Oid type = typeOf(column);
  const auto bytes = raw(column);
  auto value = integerOf(type, bytes);
  if (type == kNumeric) value = parsed<std::int64_t>(decimalText(bytes));
  if (!value) throwWrongType(column, "integer", typeName(type));
  return *value;
}

double PostgresqlRow::real(int column) const {
  const Oid type = typeOf(column);
  const auto bytes = raw(column);
  if (type == kFloat8) return std::bit_cast<double>(readBig<std::uint64_t>(bytes));
  if (type == kFloat4)
    return static_cast<double>(std::bit_cast<float>(readBig<std::uint32_t>(bytes)));
  if (const auto whole = integerOf(type, bytes)) return static_cast<double>(*whole);
  if (type == kNumeric) {
    if (const auto value = parsed<double>(decimalText(bytes))) return *value;
  }
  throwWrongType(column, "real", typeName(type));
}

std::string_view PostgresqlRow::text(int column) const {
  const Oid type = typeOf(column);
  if (typeName(type) != "text") throwWrongType(column, "text", typeName(type));
  return raw(column);
}

ByteView PostgresqlRow::bytes(int column) const {
  const Oid type = typeOf(column);
  if (type != kBytea) throwWrongType(column, "bytes", typeName(type));
  return asBytes(raw(column));
}

Oid PostgresqlRow::typeOf(int column) const {
  if (column < 0 || column >= PQnfields(result_)) throwNoSuchColumn(column, PQnfields(result_));
  return PQftype(result_, column);
}

/// The bytes of a column that is not null.
std::string_view PostgresqlRow::raw(int column) const {
  if (PQgetisnull(result_, row_, column) != 0) {
    throwWrongType(column, typeName(typeOf(column)), "null");
  }
  return {PQgetvalue(result_, row_, column),
          static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

std::string decimalText(std::string_view binary) {
  // Count of base-10000 digits, the power of the first, sign, digits shown after the point; then
  // the digits, 16 bits each (PostgreSQL, src/backend/utils/adt/numeric.c, numeric_send).
  const auto word = [&](std::size_t i) { return readBig<std::uint16_t>(binary.substr(2 * i, 2)); };
  const int count = word(0);
  const int weight = static_cast<std::int16_t>(word(1));
  const auto sign = word(2);
  const int scale = word(3);
  if (sign == 0xC000) return "nan";
  if (sign == 0xD000) return "inf";
  if (sign == 0xF000) return "-inf";
  const auto digit = [&](int power) {  // of 10000 to the power
    const int at = weight - power;
    return at < 0 || at >= count ? 0 : static_cast<int>(word(static_cast<std::size_t>(4 + at)));
  };
  std::string text = sign == 0x4000 ? "-" : "";
  text += fmt::format("{}", weight < 0 ? 0 : digit(weight));
  for (int power = weight - 1; power >= 0; --power) text += fmt::format("{:04}", digit(power));
  std::string fraction;
  for (int power = -1; 4 * -power < scale + 4; --power)
    fraction += fmt::format("{:04}", digit(power));
  fraction.resize(static_cast<std::size_t>(scale));
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return fraction.empty() ? text : text + "." + fraction;
}

}  // namespace refocus::database
