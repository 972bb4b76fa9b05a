#include "http/fields.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace refocus::http {
namespace {

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool isUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

enum class Plus : std::uint8_t { itself, space };

std::optional<std::string> decoded(std::string_view text, Plus plus) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hexValue(text[i + 1]);
      const int low = hexValue(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      result.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      result.push_back(text[i] == '+' && plus == Plus::space ? ' ' : text[i]);
    }
  }
  return result;
}

void appendEncoded(std::string& to, std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    if (isUnreserved(c)) {
      to.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      to.push_back('%');
      to.push_back(kDigits[byte >> 4U]);
      to.push_back(kDigits[byte & 15U]);
    }
  }
}

std::expected<Field, FormError> parsePair(std::string_view pair, const FormLimits& limits) {
  const auto equals = pair.find('=');
  auto name = decoded(pair.substr(0, equals), Plus::space);
  auto value = decoded(
      equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), Plus::space);
  if (!name || !value) return std::unexpected(FormError::malformed);
  return checkedField(*std::move(name), *std::move(value), limits);
}

}  // namespace

std::expected<Field, FormError> checkedField(std::string name, std::string value,
                                             const FormLimits& limits) {
  if (name.size() > limits.nameBytes) return std::unexpected(FormError::nameTooLong);
  if (value.size() > limits.valueBytes) return std::unexpected(FormError::valueTooLong);
  if (!isPlainText(name) || !isPlainText(value)) return std::unexpected(FormError::badText);
  return Field{std::move(name), withLineFeeds(std::move(value))};
}

bool isPlainText(std::string_view text) {
  return text.find('\0') == std::string_view::npos && isUtf8(text);
}

std::string withLineFeeds(std::string text) {
  if (text.find('\r') == std::string::npos) return text;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') continue;
      text[kept++] = '\n';
    } else {
      text[kept++] = text[i];
    }
  }
  text.resize(kept);
  return text;
}

std::optional<std::string_view> Fields::find(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &Field::name);
  if (found == fields_.end()) return std::nullopt;
  return found->value;
}

std::string_view Fields::text(std::string_view name) const {
  return find(name).value_or(std::string_view{});
}

std::vector<std::string_view> Fields::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Field& field : fields_) {
    if (field.name == name) values.emplace_back(field.value);
  }
  return values;
}

std::string_view wordsOf(FormError error) {
  switch (error) {
    case FormError::notAForm:
      return "The body is not a form.";
    case FormError::malformed:
      return "The form is cut off or malformed.";
    case FormError::badText:
      return "The form holds text that is not UTF-8.";
    case FormError::tooManyFields:
      return "The form has too many fields.";
    case FormError::nameTooLong:
      return "A field of the form has a name that is too long.";
    case FormError::valueTooLong:
      return "A field of the form is too long.";
    case FormError::tooManyFiles:
      return "The form has too many files.";
    case FormError::fileTooLarge:
      return "A file of the form is too large.";
  }
  return "The form cannot be read.";
}

std::expected<Fields, FormError> parseUrlencoded(std::string_view text, const FormLimits& limits) {
  Fields fields;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (fields.size() == limits.fields) return std::unexpected(FormError::tooManyFields);
    auto field = parsePair(pair, limits);
    if (!field) return std::unexpected(field.error());
    fields.add(std::move(field->name), std::move(field->value));
  }
  return fields;
}

std::string urlencoded(const Fields& fields) {
  std::string text;
  for (const Field& field : fields) {
    if (!text.empty()) text.push_back('&');
    appendEncoded(text, field.name);
    text.push_back('=');
    appendEncoded(text, field.value);
  }
  return text;
}

std::string percentEncoded(std::string_view text) {
  std::string encoded;
  appendEncoded(encoded, text);
  return encoded;
}

std::optional<std::string> percentDecoded(std::string_view text) {
  return decoded(text, Plus::itself);
}

}  // namespace refocus::http
