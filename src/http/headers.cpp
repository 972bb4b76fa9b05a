#include "http/headers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/fault.hpp"

namespace refocus::http {
namespace {

constexpr char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// tchar of RFC 9110, section 5.6.2.
constexpr std::array<bool, 256> kTokenCharacters = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view(
           "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table.at(static_cast<unsigned char>(c)) = true;
  }
  return table;
}();

bool isToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return kTokenCharacters[static_cast<unsigned char>(c)];
  });
}

bool isControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

}  // namespace

bool equalIgnoringCase(std::string_view left, std::string_view right) {
  return left.size() == right.size() && std::ranges::equal(left, right, {}, lowered, lowered);
}

std::string_view withoutBlanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

void Headers::add(std::string_view name, std::string_view value) {
  if (!isToken(name)) throw Fault(FaultCode::invalid, "a header's name must be a token");
  if (std::ranges::any_of(value, isControl)) {
    throw Fault(FaultCode::invalid,
                fmt::format("the value of header {} holds a control character", name));
  }
  if (entries_.empty()) {
    entries_.reserve(24);
    text_.reserve(1024);
  }
  entries_.push_back({static_cast<std::uint32_t>(text_.size()),
                      static_cast<std::uint32_t>(name.size()),
                      static_cast<std::uint32_t>(value.size())});
  text_.append(name).append(value);
}

void Headers::set(std::string_view name, std::string_view value) {
  std::erase_if(entries_,
                [&](const Entry& entry) { return equalIgnoringCase(viewOf(entry).name, name); });
  add(name, value);
}

void Headers::clear() {
  text_.clear();
  entries_.clear();
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const Entry& entry : entries_) {
    const Header header = viewOf(entry);
    if (equalIgnoringCase(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Entry& entry : entries_) {
    const Header header = viewOf(entry);
    if (equalIgnoringCase(header.name, name)) values.push_back(header.value);
  }
  return values;
}

Header Headers::at(std::size_t index) const { return viewOf(entries_.at(index)); }

Header Headers::viewOf(const Entry& entry) const {
  const std::string_view text = text_;
  return {text.substr(entry.begin, entry.nameLength),
          text.substr(entry.begin + entry.nameLength, entry.valueLength)};
}

}  // namespace refocus::http
