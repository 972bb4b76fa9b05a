// What the tests of this room share: the shipped guide, and words as anybody might type them.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "practice/guide.hpp"
#include "practice/thing_version.hpp"

namespace refocus::practice {

/// Tests run from the top of the source tree.
inline const StrengthsGuide& shippedGuide() {
  static const auto guide = loadStrengthsGuide("guides/strengths.toml");
  return guide;
}

inline GuideKey keyOf(std::string_view text) { return GuideKey::parse(text).value(); }

inline AreaRef areaOf(std::string_view key) { return shippedGuide().area(keyOf(key))->ref(); }

inline void appendUtf8(std::string& text, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

/// Any well-formed UTF-8, control characters and all.
inline rc::Gen<std::string> anyUtf8() {
  const auto character =
      rc::gen::suchThat(rc::gen::weightedOneOf<std::uint32_t>(
                            {{4, rc::gen::inRange<std::uint32_t>(0, 0x80)},
                             {2, rc::gen::inRange<std::uint32_t>(0x80, 0x800)},
                             {2, rc::gen::inRange<std::uint32_t>(0x800, 0x10000)},
                             {1, rc::gen::inRange<std::uint32_t>(0x10000, 0x110000)}}),
                        [](std::uint32_t c) { return c < 0xD800 || c > 0xDFFF; });
  return rc::gen::map(rc::gen::container<std::vector<std::uint32_t>>(character),
                      [](const std::vector<std::uint32_t>& characters) {
                        std::string text;
                        for (const auto c : characters) appendUtf8(text, c);
                        return text;
                      });
}

/// Words that a form takes: something, no control characters but line breaks, up to 500 of them.
inline rc::Gen<std::string> anyTypedWords() {
  return rc::gen::suchThat(anyUtf8(), [](const std::string& text) {
    return !trimmed(text).empty() && !hasControlCharacters(text, LineBreaks::allowed) &&
           characterCount(text) <= 500;
  });
}

inline rc::Gen<AreaRef> anyArea() {
  return rc::gen::map(anyUtf8(), [](const std::string& name) {
    return AreaRef{.key = keyOf("area-" + std::to_string(name.size())), .name = name};
  });
}

inline rc::Gen<ThingVersion> anyThingVersion() {
  return rc::gen::map(
      rc::gen::pair(
          rc::gen::container<std::vector<std::uint8_t>>(16, rc::gen::arbitrary<std::uint8_t>()),
          rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000)),
      [](const std::pair<std::vector<std::uint8_t>, std::int64_t>& parts) {
        const auto random = [&](std::span<std::uint8_t> bytes) {
          std::ranges::copy_n(parts.first.begin(), static_cast<std::ptrdiff_t>(bytes.size()),
                              bytes.begin());
        };
        return ThingVersion{.thing = ThingId::make(Instant{}, random), .version = parts.second};
      });
}

inline rc::Gen<PartialDate> anyPartialDate() {
  return rc::gen::map(rc::gen::tuple(rc::gen::inRange(1900, 2200), rc::gen::inRange(0u, 13u),
                                     rc::gen::inRange(0u, 29u)),
                      [](const std::tuple<int, unsigned, unsigned>& parts) {
                        const auto [year, month, day] = parts;
                        const std::chrono::year y{year};
                        if (month == 0) return PartialDate(y);
                        if (day == 0) return PartialDate(y / std::chrono::month{month});
                        return PartialDate(y / std::chrono::month{month} / std::chrono::day{day});
                      });
}

template <class Value>
rc::Gen<std::optional<Value>> maybe(rc::Gen<Value> value) {
  return rc::gen::oneOf(
      rc::gen::just(std::optional<Value>()),
      rc::gen::map(std::move(value), [](const Value& some) { return std::optional<Value>(some); }));
}

template <class Value, std::size_t Count>
rc::Gen<Value> anyOf(const Names<Value, Count>& names) {
  return rc::gen::map(rc::gen::elementOf(names), [](const auto& row) { return row.first; });
}

}  // namespace refocus::practice
