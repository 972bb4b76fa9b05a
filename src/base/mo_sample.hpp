// Catalogues made in memory, for tests.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace refocus::sample {

using Pairs = std::vector<std::pair<std::string, std::string>>;

inline std::string number(std::size_t value, bool bigEndian) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * (bigEndian ? 3 - i : i)));
  return bytes;
}

/// A catalogue's bytes, laid out as msgfmt does, without its optional hash table.
inline std::string moBytes(const Pairs& pairs, bool bigEndian = false) {
  const auto n = [&](std::size_t value) { return number(value, bigEndian); };
  const auto count = pairs.size();
  std::string head = n(0x950412DE) + n(0) + n(count) + n(28) + n(28 + 8 * count) + n(0) + n(0);
  std::string originals;
  std::string translations;
  std::string texts;
  const auto place = [&](const std::string& text) {
    const auto offset = 28 + 16 * count + texts.size();
    texts += text + '\0';
    return n(text.size()) + n(offset);
  };
  for (const auto& [original, translation] : pairs) {
    originals += place(original);
    translations += place(translation);
  }
  return head + originals + translations + texts;
}

inline const std::pair<std::string, std::string> kHeader{
    "",
    "Language: cy\nContent-Type: text/plain; charset=UTF-8\n"
    "Plural-Forms: nplurals=2; plural=n != 1;\n"};

}  // namespace refocus::sample
