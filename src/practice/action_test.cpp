#include "practice/action.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/fault.hpp"
#include "practice/test_support.hpp"

namespace refocus::practice {
namespace {

using testing::ElementsAre;

Strength aStrength() {
  return {.area = areaOf("leisure"),
          .kind = StrengthKind::wants,
          .words = "i want to get back to the allotment!!"};
}

rc::Gen<Action> anyAction() {
  return rc::gen::exec([] {
    return Action{.focus = *anyUtf8(),
                  .words = *anyUtf8(),
                  .responsible = *anyOf(kResponsible),
                  .someoneElse = *anyUtf8(),
                  .when = *maybe(anyPartialDate()),
                  .state = *anyOf(kActionStates),
                  .from = *maybe(anyThingVersion())};
  });
}

TEST(Action, TakesItsFocusAndThePersonsOwnWordsFromTheStrengthWithOnePress) {
  const ThingVersion version{.version = 3};
  const auto action = actionFrom(aStrength(), version, shippedGuide());
  EXPECT_EQ(action.focus, "Leisure");
  EXPECT_EQ(action.words, "i want to get back to the allotment!!");
  EXPECT_EQ(action.responsible, Responsible::together);
  EXPECT_EQ(action.when, std::nullopt);
  EXPECT_EQ(action.state, ActionState::planned);
  EXPECT_EQ(action.from, version);
}

RC_GTEST_PROP(Action, OfOnePressIsOneThatItsFormTakes, ()) {
  auto strength = aStrength();
  strength.words = trimmed(*anyTypedWords());
  const auto action = actionFrom(strength, ThingVersion{}, shippedGuide());
  RC_ASSERT(actionFrom(formOf(action), action.from).value() == action);
  RC_ASSERT(action.words == strength.words);
}

TEST(Action, NamesEveryFieldThatIsWrongAtOnce) {
  const auto refused = actionFrom({.responsible = "nobody", .when = {.day = "1"}, .state = "lost"});
  ASSERT_FALSE(refused);
  std::vector<std::string> fields;
  for (const auto& problem : refused.error()) fields.push_back(problem.field);
  EXPECT_THAT(fields, ElementsAre("focus", "words", "responsible", "when-day", "state"));
}

TEST(Action, NeedsANameOnlyWhenSomeoneElseIsResponsible) {
  ActionForm form{.focus = "Health", .words = "Swim", .responsible = "someone-else"};
  EXPECT_EQ(actionFrom(form).error().front().field, "someone-else");
  form.someoneElse = "My brother Col";
  EXPECT_EQ(actionFrom(form).value().someoneElse, "My brother Col");
  form.responsible = "person";
  EXPECT_EQ(actionFrom(form).value().someoneElse, "") << "left behind in a box: of no matter";
}

TEST(Action, HasAFocusOfOneLine) {
  EXPECT_EQ(
      actionFrom({.focus = "a\nb", .words = "w", .responsible = "person"}).error().front().field,
      "focus");
}

RC_GTEST_PROP(StoredAction, IsReadBackEqual, ()) {
  const auto action = *anyAction();
  RC_ASSERT(decodeAction(encode(action)) == action);
}

TEST(StoredAction, ThatDoesNotFitIsRefused) {
  const auto good = encode(actionFrom(aStrength(), ThingVersion{}, shippedGuide()));
  const auto with = [&](std::string_view old, std::string_view instead) {
    auto text = good;
    return text.replace(text.find(old), old.size(), instead);
  };
  EXPECT_NO_THROW((void)decodeAction(good));
  EXPECT_THROW((void)decodeAction(with("\"version\":1", "\"version\":0")), Fault);
  EXPECT_THROW((void)decodeAction(with("\"v\":1", "\"v\":2")), Fault);
  EXPECT_THROW((void)decodeAction(with("\"v\":1", "\"v\":1,\"when\":\"soon\"")), Fault);
}

}  // namespace
}  // namespace refocus::practice
