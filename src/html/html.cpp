#include "html/html.hpp"

#include <array>
#include <charconv>

#include "base/fault.hpp"

namespace refocus::html {
namespace {

constexpr std::array<std::uint8_t, 256> specials() {
  std::array<std::uint8_t, 256> table{};
  for (const char c : {'&', '<', '>', '"', '\'', '\r', '\0'}) {
    table[static_cast<unsigned char>(c)] = 1;
  }
  return table;
}
constexpr auto kSpecial = specials();

std::string_view replacementFor(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\r':
      return "&#13;";  // a bare one would be read as a newline
    default:
      return "\xEF\xBF\xBD";  // NUL: what a browser would show for it
  }
}

/// Where the next character stands that cannot be written as it is. Eight are looked at together:
/// nearly all text has none.
std::size_t nextSpecial(std::string_view text, std::size_t from) {
  const auto special = [&](std::size_t i) { return kSpecial[static_cast<unsigned char>(text[i])]; };
  for (; from + 8 <= text.size(); from += 8) {
    if (special(from) | special(from + 1) | special(from + 2) | special(from + 3) |
        special(from + 4) | special(from + 5) | special(from + 6) | special(from + 7)) {
      break;
    }
  }
  while (from < text.size() && special(from) == 0) ++from;
  return from;
}

void appendEscaped(std::string& out, std::string_view text) {
  std::size_t from = 0;
  for (auto at = nextSpecial(text, 0); at < text.size(); at = nextSpecial(text, from)) {
    out.append(text, from, at - from);
    out += replacementFor(text[at]);
    from = at + 1;
  }
  out.append(text, from, std::string_view::npos);
}

void appendNumber(std::string& out, std::int64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void appendAttribute(std::string& out, std::string_view name, std::string_view value) {
  out += ' ';
  out += name;
  out += "=\"";
  appendEscaped(out, value);
  out += '"';
}

std::string_view checkedUrl(std::string_view url) {
  return isSafeUrl(url) ? url : std::string_view{"#"};
}

bool equalsIgnoringCase(std::string_view left, std::string_view lowerRight) {
  if (left.size() != lowerRight.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const char c = left[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != lowerRight[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool isSafeUrl(std::string_view url) {
  // Browsers drop tabs and newlines inside a scheme, so no control character is let through.
  for (const char c : url) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
  }
  const auto end = url.find_first_of(":/?#");
  if (end == std::string_view::npos || url[end] != ':') return true;
  const auto scheme = url.substr(0, end);
  for (const std::string_view allowed : {"http", "https", "mailto", "tel"}) {
    if (equalsIgnoringCase(scheme, allowed)) return true;
  }
  return false;
}

Html raw(std::string markup) { return Html{std::move(markup)}; }

Attributes::Attributes(std::initializer_list<NameValue> list) {
  for (const auto& [name, value] : list) add(name, value);
}

void Attributes::add(std::string name, std::string value) {
  if (!isAttributeName(name)) {
    throw Fault(FaultCode::invalid, "html: '" + name + "' is not an attribute that may be written");
  }
  list_.push_back({std::move(name), std::move(value)});
}

Html isolated(std::string_view words) { return el("span", attr("dir", "auto"), words); }

Html lines(std::string_view words) {
  Html all;
  while (true) {
    const auto end = words.find('\n');
    auto line = words.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    all += text(line);
    if (end == std::string_view::npos) break;
    all += el("br");
    words.remove_prefix(end + 1);
  }
  return el("span", attr("dir", "auto"), std::move(all));
}

Html hidden(std::string_view name, std::string_view value) {
  return el("input", attr("type", "hidden"), attr("name", name), attr("value", value));
}

namespace detail {
namespace {

/// From this size on, moving what stands in front is cheaper than another buffer.
constexpr std::size_t kWorthKeeping = 4096;

/// What a parser drops: the first newline in these elements.
bool dropsFirstNewline(std::string_view tag) { return tag == "textarea" || tag == "pre"; }

}  // namespace

Html Renderer::render(const Tag* tag, std::span<const Part> parts) {
  std::string out;
  const auto size = sizeOf(tag, parts);
  const auto kept = largestTemporary(parts);
  if (kept == parts.size()) out.reserve(size);
  if (tag != nullptr) open(out, *tag, parts);
  const auto start = out.size();

  if (kept == parts.size()) {
    content(out, parts);
  } else {
    content(out, parts.first(kept));
    auto& buffer = parts[kept].temporary_->markup_;
    buffer.reserve(size);
    buffer.insert(0, out);
    out = std::move(buffer);
    content(out, parts.subspan(kept + 1));
  }
  if (tag != nullptr) close(out, *tag, start);
  return Html{std::move(out)};
}

std::size_t Renderer::sizeOf(const Tag* tag, std::span<const Part> parts) {
  std::size_t size = tag != nullptr ? 2 * tag->name().size() + 5 : 0;
  for (const auto& part : parts) {
    size += part.name_.size() + part.value_.size() + part.value_.size() / 16 + 4;
    for (const auto& html : part.list_) size += html.markup().size();
  }
  return size;
}

/// Its place, or past the end if none is worth keeping.
std::size_t Renderer::largestTemporary(std::span<const Part> parts) {
  auto found = parts.size();
  auto largest = kWorthKeeping;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].temporary_ == nullptr || parts[i].value_.size() < largest) continue;
    found = i;
    largest = parts[i].value_.size();
  }
  return found;
}

void Renderer::open(std::string& out, const Tag& tag, std::span<const Part> parts) {
  out += '<';
  out += tag.name();
  for (const auto& part : parts) {
    if (part.kind_ == Part::Kind::attribute) attribute(out, part);
    if (part.kind_ != Part::Kind::attributes) continue;
    for (const auto& [name, value] : part.more_->list()) {
      appendAttribute(out, name, isUrlAttribute(name) ? checkedUrl(value) : value);
    }
  }
  out += '>';
}

void Renderer::attribute(std::string& out, const Part& part) {
  if (part.valueKind_ == Part::Kind::text) {
    appendAttribute(out, part.name_, part.isUrl_ ? checkedUrl(part.value_) : part.value_);
    return;
  }
  out += ' ';
  out += part.name_;
  if (part.valueKind_ != Part::Kind::number) return;
  out += "=\"";
  appendNumber(out, part.number_);
  out += '"';
}

void Renderer::content(std::string& out, std::span<const Part> parts) {
  for (const auto& part : parts) {
    switch (part.kind_) {
      case Part::Kind::text:
        appendEscaped(out, part.value_);
        break;
      case Part::Kind::number:
        appendNumber(out, part.number_);
        break;
      case Part::Kind::markup:
        out += part.value_;
        break;
      case Part::Kind::list:
        for (const auto& html : part.list_) out += html.markup();
        break;
      default:
        break;
    }
  }
}

void Renderer::close(std::string& out, const Tag& tag, std::size_t start) {
  if (tag.isVoid()) {
    if (out.size() == start) return;
    throw Fault(FaultCode::internal, "html: <" + std::string{tag.name()} + "> has no content");
  }
  if (dropsFirstNewline(tag.name()) && out.size() > start && out[start] == '\n') {
    out.insert(start, 1, '\n');
  }
  out += "</";
  out += tag.name();
  out += '>';
}

}  // namespace detail
}  // namespace refocus::html
