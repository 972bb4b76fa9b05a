#include "practice/strength.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "practice/stored.hpp"
#include "practice/typed.hpp"

namespace refocus::practice {

namespace {

constexpr std::int64_t kVersion = 1;

constexpr WordsRule kWordsRule{
    .field = "words",
    .whenEmpty = Msgid("Write down a strength"),
    .whenTooLong = Msgid("A strength must be {most} characters or fewer"),
    .most = kMostStrengthCharacters};

const Area* areaNamed(std::string_view name, const StrengthsGuide& guide) {
  const auto key = GuideKey::parse(name);
  return key ? guide.area(*key) : nullptr;
}

std::optional<std::set<Tag>> tagsNamed(const std::vector<std::string>& names) {
  std::set<Tag> tags;
  for (const auto& name : names) {
    const auto tag = valueIn(kTags, name);
    if (!tag) return std::nullopt;
    tags.insert(*tag);
  }
  return tags;
}

/// Strengths that are alike in all but their words.
std::expected<std::vector<Strength>, Problems> strengthsWith(
    const StrengthForm& form, const StrengthsGuide& guide,
    std::expected<std::vector<std::string>, Problem> words) {
  const auto* area = areaNamed(form.area, guide);
  const auto kind = valueIn(kStrengthKinds, form.kind);
  auto tags = tagsNamed(form.tags);

  Problems problems;
  if (!area) problems.push_back({"area", Sentence(Msgid("Choose an area"))});
  if (!kind) {
    problems.push_back({"kind", Sentence(Msgid("Choose what kind of strength it is"))});
  }
  if (!words) problems.push_back(std::move(words.error()));
  if (!tags) problems.push_back({"tags", Sentence(Msgid("Choose tags from the list"))});
  if (!problems.empty()) return std::unexpected(std::move(problems));

  std::vector<Strength> strengths;
  for (auto& one : *words) {
    strengths.push_back({.area = area->ref(),
                         .kind = *kind,
                         .words = std::move(one),
                         .tags = *tags,
                         .mattersMost = form.mattersMost});
  }
  return strengths;
}

}  // namespace

std::expected<Strength, Problems> strengthFrom(const StrengthForm& form,
                                               const StrengthsGuide& guide) {
  std::expected<std::vector<std::string>, Problem> words;
  if (auto typed = typedWords(form.words, kWordsRule)) {
    words->push_back(std::move(*typed));
  } else {
    words = std::unexpected(std::move(typed.error()));
  }
  auto strengths = strengthsWith(form, guide, std::move(words));
  if (!strengths) return std::unexpected(std::move(strengths.error()));
  return std::move(strengths->front());
}

std::expected<std::vector<Strength>, Problems> strengthsFromLines(const StrengthForm& form,
                                                                  const StrengthsGuide& guide) {
  return strengthsWith(form, guide, typedLines(form.words, kWordsRule, kMostStrengthsAtOnce));
}

StrengthForm formOf(const Strength& strength) {
  StrengthForm form{.area = strength.area.key.text(),
                    .kind = std::string(nameIn(kStrengthKinds, strength.kind)),
                    .words = strength.words,
                    .mattersMost = strength.mattersMost};
  for (const auto tag : strength.tags) form.tags.emplace_back(nameIn(kTags, tag));
  return form;
}

std::string encode(const Strength& strength) {
  Json tags = Json::array();
  for (const auto tag : strength.tags) tags.push_back(nameIn(kTags, tag));
  return storedText("strength", {{"v", kVersion},
                                 {"area", stored(strength.area)},
                                 {"kind", nameIn(kStrengthKinds, strength.kind)},
                                 {"words", strength.words},
                                 {"tags", std::move(tags)},
                                 {"mattersMost", strength.mattersMost}});
}

Strength decodeStrength(std::string_view text) {
  const auto json = storedJson("strength", text);
  StoredObject object("strength", json.value());
  object.version(kVersion);
  Strength strength{.area = object.area("area"),
                    .kind = object.named("kind", kStrengthKinds),
                    .words = object.text("words"),
                    .mattersMost = object.flag("mattersMost")};
  for (const auto& name : object.texts("tags")) {
    const auto tag = valueIn(kTags, name);
    if (!tag) object.refuse("tags", "holds a tag that this program does not know");
    strength.tags.insert(*tag);
  }
  object.done();
  return strength;
}

}  // namespace refocus::practice
