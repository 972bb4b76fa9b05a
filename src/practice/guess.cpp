#include "practice/guess.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "practice/stored.hpp"
#include "practice/typed.hpp"

namespace refocus::practice {

namespace {

constexpr std::int64_t kVersion = 1;

/// The row for an area, put in its place where there is none.
SideBySide& rowFor(const AreaRef& area, std::vector<SideBySide>& rows,
                   const StrengthsGuide& guide) {
  const auto known =
      std::ranges::find(rows, area.key, [](const SideBySide& row) { return row.area.key; });
  if (known != rows.end()) return *known;
  const auto place =
      std::ranges::upper_bound(rows, guide.placeOf(area.key), {},
                               [&](const SideBySide& row) { return guide.placeOf(row.area.key); });
  return *rows.insert(place, {.area = {.key = area.key, .name = guide.nameOf(area)}});
}

}  // namespace

std::expected<Guess, Problems> guessFrom(const std::vector<TypedGuess>& form,
                                         const StrengthsGuide& guide) {
  Problems problems;
  Guess guess;
  for (const auto& area : guide.areas) {
    const auto typed = std::ranges::find(form, area.key.text(), &TypedGuess::area);
    if (typed == form.end() || trimmed(typed->words).empty()) continue;
    const auto field = "guess-" + area.key.text();
    auto words = typedWords(typed->words,
                            {.field = field,
                             .whenEmpty = Msgid("Write down a guess"),
                             .whenTooLong = Msgid("A guess must be {most} characters or fewer"),
                             .most = kMostGuessCharacters});
    if (words) {
      guess.areas.push_back({.area = area.ref(), .words = std::move(*words)});
    } else {
      problems.push_back(std::move(words.error()));
    }
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return guess;
}

std::vector<SideBySide> sideBySide(const Guess& guess, const std::vector<Strength>& strengths,
                                   const StrengthsGuide& guide) {
  std::vector<SideBySide> rows;
  for (const auto& one : guess.areas) rowFor(one.area, rows, guide).guess = one.words;
  for (const auto& one : strengths) rowFor(one.area, rows, guide).said.push_back(one);
  return rows;
}

std::string encode(const Guess& guess) {
  Json areas = Json::array();
  for (const auto& one : guess.areas) {
    areas.push_back({{"area", stored(one.area)}, {"words", one.words}});
  }
  return storedText("guess", {{"v", kVersion}, {"areas", std::move(areas)}});
}

Guess decodeGuess(std::string_view text) {
  const auto json = storedJson("guess", text);
  StoredObject object("guess", json.value());
  object.version(kVersion);
  Guess guess;
  for (const JsonValue item : object.list("areas")) {
    StoredObject one("guess's area", item);
    guess.areas.push_back({.area = one.area("area"), .words = one.text("words")});
    one.done();
  }
  object.done();
  return guess;
}

}  // namespace refocus::practice
