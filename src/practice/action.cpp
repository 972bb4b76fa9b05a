#include "practice/action.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "practice/stored.hpp"

namespace refocus::practice {

namespace {

constexpr std::int64_t kVersion = 1;

constexpr WordsRule kFocusRule{
    .field = "focus",
    .whenEmpty = Msgid("Say what the action is about"),
    .whenTooLong = Msgid("What the action is about must be {most} characters or fewer"),
    .most = kMostFocusCharacters,
    .lineBreaks = LineBreaks::refused};
constexpr WordsRule kWordsRule{
    .field = "words",
    .whenEmpty = Msgid("Say what will be done"),
    .whenTooLong = Msgid("What will be done must be {most} characters or fewer"),
    .most = kMostActionCharacters};
constexpr WordsRule kNameRule{
    .field = "someone-else",
    .whenEmpty = Msgid("Say who will do it"),
    .whenTooLong = Msgid("The name of who will do it must be {most} characters or fewer"),
    .most = kMostNameCharacters,
    .lineBreaks = LineBreaks::refused};

/// The value, or a default next to its problem.
template <class Value>
Value taken(std::expected<Value, Problem> typed, Problems& problems) {
  if (typed) return std::move(*typed);
  problems.push_back(std::move(typed.error()));
  return Value{};
}

}  // namespace

Action actionFrom(const Strength& strength, const ThingVersion& version,
                  const StrengthsGuide& guide) {
  return {.focus = guide.nameOf(strength.area), .words = strength.words, .from = version};
}

std::expected<Action, Problems> actionFrom(const ActionForm& form,
                                           const std::optional<ThingVersion>& from) {
  Problems problems;
  Action action{.focus = taken(typedWords(form.focus, kFocusRule), problems),
                .words = taken(typedWords(form.words, kWordsRule), problems),
                .from = from};
  if (const auto responsible = valueIn(kResponsible, form.responsible)) {
    action.responsible = *responsible;
  } else {
    problems.push_back({"responsible", Sentence(Msgid("Choose who is responsible"))});
  }
  if (action.responsible == Responsible::someoneElse) {
    action.someoneElse = taken(typedWords(form.someoneElse, kNameRule), problems);
  }
  action.when = taken(typedDate(form.when, "when"), problems);
  if (!form.state.empty()) {
    if (const auto state = valueIn(kActionStates, form.state)) {
      action.state = *state;
    } else {
      problems.push_back({"state", Sentence(Msgid("Choose how the action stands"))});
    }
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return action;
}

ActionForm formOf(const Action& action) {
  return {.focus = action.focus,
          .words = action.words,
          .responsible = std::string(nameIn(kResponsible, action.responsible)),
          .someoneElse = action.someoneElse,
          .when = action.when ? site::TypedDate::of(*action.when) : site::TypedDate{},
          .state = std::string(nameIn(kActionStates, action.state))};
}

std::string encode(const Action& action) {
  Json json{{"v", kVersion},
            {"focus", action.focus},
            {"words", action.words},
            {"responsible", nameIn(kResponsible, action.responsible)},
            {"state", nameIn(kActionStates, action.state)}};
  if (!action.someoneElse.empty()) json["someoneElse"] = action.someoneElse;
  if (action.when) json["when"] = action.when->text();
  if (action.from) json["from"] = stored(*action.from);
  return storedText("action", json);
}

Action decodeAction(std::string_view text) {
  const auto json = storedJson("action", text);
  StoredObject object("action", json.value());
  object.version(kVersion);
  Action action{.focus = object.text("focus"),
                .words = object.text("words"),
                .responsible = object.named("responsible", kResponsible),
                .when = object.optionalDate("when"),
                .state = object.named("state", kActionStates)};
  if (object.optional("someoneElse")) action.someoneElse = object.text("someoneElse");
  if (const auto from = object.optional("from")) {
    action.from = thingVersionOf("action's strength", *from);
  }
  object.done();
  return action;
}

}  // namespace refocus::practice
