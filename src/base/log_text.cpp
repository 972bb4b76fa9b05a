#include "base/log_text.hpp"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <iterator>

namespace refocus {
namespace {

// The marks of Unicode's bidirectional algorithm (UAX 9, section 2) among them.
bool actsOnATerminal(UChar32 c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::string writtenOut(std::string_view text, std::string_view kept) {
  std::string out;
  out.reserve(text.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, text.size(), c);
    if (c < 0) {
      for (std::size_t i = start; i < at; ++i) {
        fmt::format_to(std::back_inserter(out), "\\x{:02X}", bytes[i]);
      }
    } else if (kept.contains(text[start])) {
      out += text[start];
    } else if (c == '\\') {
      out += "\\\\";
    } else if (actsOnATerminal(c)) {
      fmt::format_to(std::back_inserter(out), "\\u{{{:04X}}}", static_cast<std::uint32_t>(c));
    } else {
      out += text.substr(start, at - start);
    }
  }
  return out;
}

}  // namespace

std::string forLog(std::string_view text) { return writtenOut(text, {}); }

std::string forTerminal(std::string_view text) { return writtenOut(text, "\n\\"); }

}  // namespace refocus
