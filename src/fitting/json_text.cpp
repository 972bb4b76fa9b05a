#include "fitting/json_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <utility>

namespace refocus::fitting {

void JsonText::newLine() {
  text_ += '\n';
  text_.append(hasMembers_.size() * 2, ' ');
}

void JsonText::begin() {
  if (std::exchange(isNamed_, false) || hasMembers_.empty()) return;
  if (hasMembers_.back()) text_ += ',';
  hasMembers_.back() = true;
  newLine();
}

void JsonText::open(char bracket) {
  begin();
  text_ += bracket;
  hasMembers_.push_back(false);
}

void JsonText::close(char bracket) {
  const bool hadMembers = hasMembers_.back();
  hasMembers_.pop_back();
  if (hadMembers) newLine();
  text_ += bracket;
}

JsonText& JsonText::name(std::string_view member) {
  begin();
  quoted(member);
  text_ += ": ";
  isNamed_ = true;
  return *this;
}

void JsonText::quoted(std::string_view value) {
  text_ += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(text_), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      text_ += c;
    }
  }
  text_ += '"';
}

void JsonText::number(double value) {
  if (!std::isfinite(value)) return null();
  begin();
  fmt::format_to(std::back_inserter(text_), "{:.17g}", value);
}

void JsonText::number(std::optional<double> value) {
  if (!value) return null();
  number(*value);
}

void JsonText::count(std::uint64_t value) {
  begin();
  text_ += std::to_string(value);
}

void JsonText::count(std::optional<int> value) {
  if (!value) return null();
  count(static_cast<std::uint64_t>(*value));
}

void JsonText::numbers(std::span<const double> values) {
  begin();
  text_ += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    fmt::format_to(std::back_inserter(text_), "{}{:.17g}", i == 0 ? "" : ", ", values[i]);
  }
  text_ += ']';
}

void JsonText::text(std::string_view value) {
  begin();
  quoted(value);
}

void JsonText::truth(bool value) {
  begin();
  text_ += value ? "true" : "false";
}

void JsonText::null() {
  begin();
  text_ += "null";
}

std::string JsonText::take() {
  text_ += '\n';
  return std::exchange(text_, {});
}

}  // namespace refocus::fitting
