#include "base/json_view.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace refocus {
namespace {

std::vector<std::string> namesIn(const JsonValue& value) {
  std::vector<std::string> names;
  for (const JsonValue member : value) names.emplace_back(member.name());
  return names;
}

TEST(JsonView, HoldsEveryValueInTheOrderOfTheText) {
  const auto view = JsonView::read(
      R"({"z": "Si\u00e2n \"said\"", "a": [true, {"inner": [-7]}, false], "n": 12, "last": {}})");
  ASSERT_TRUE(view);
  const JsonValue root = view->value();
  ASSERT_TRUE(root.isObject());
  EXPECT_EQ(root.size(), 4);
  EXPECT_EQ(namesIn(root), (std::vector<std::string>{"z", "a", "n", "last"}));

  auto member = root.begin();
  EXPECT_EQ((*member).text(), "Siân \"said\"");
  const JsonValue list = *++member;
  ASSERT_TRUE(list.isList());
  EXPECT_EQ(list.size(), 3);
  auto item = list.begin();
  EXPECT_EQ((*item).flag(), true);
  const JsonValue inner = *++item;
  EXPECT_EQ((*(*inner.begin()).begin()).integer(), -7);
  EXPECT_EQ((*++item).flag(), false);
  EXPECT_TRUE(++item == list.end());
  EXPECT_EQ((*++member).integer(), 12);
  EXPECT_EQ((*++member).size(), 0);
}

TEST(JsonView, GivesNothingOfAnotherKind) {
  const auto view = JsonView::read(R"(["1", 1, 1.0, 1e0, null, true, 9223372036854775808])");
  ASSERT_TRUE(view);
  std::string found;
  for (const JsonValue item : view->value()) {
    found += item.text() ? 't' : item.integer() ? 'i' : item.flag() ? 'f' : '-';
    EXPECT_FALSE(item.isObject() || item.isList());
  }
  EXPECT_EQ(found, "ti---f-");
}

TEST(JsonView, RefusesWhatIsNotJson) {
  for (const std::string text : {"", "{", "{\"a\":}", "[1,]", "[1] [2]", "{'a':1}", "[01]", "nul",
                                 "\"\\ud800\"", "[\"caf\xE9\"]", "\"a\nb\""}) {
    EXPECT_FALSE(JsonView::read(text)) << text;
  }
}

TEST(JsonView, HoldsItsLimits) {
  EXPECT_TRUE(JsonView::read(std::string(60, '[') + std::string(60, ']')));
  EXPECT_FALSE(JsonView::read(std::string(65, '[') + std::string(65, ']')));
  EXPECT_FALSE(JsonView::read('"' + std::string(std::size_t{1} << 20, 'x') + '"'));
  EXPECT_TRUE(JsonView::read('"' + std::string((std::size_t{1} << 20) - 2, 'x') + '"'));
  std::string members = "\"0\":0";
  for (int i = 1; i < 1000; ++i) members += ",\"" + std::to_string(i) + "\":0";
  EXPECT_TRUE(JsonView::read('{' + members + '}'));
  EXPECT_FALSE(JsonView::read('{' + members + ",\"one more\":0}"));
}

TEST(JsonView, RefusesANameThatIsThereTwice) {
  EXPECT_FALSE(JsonView::read(R"({"a": 1, "b": {"c": []}, "a": 2})"));
  EXPECT_TRUE(JsonView::read(R"([{"a": 1}, {"a": {"a": 2}}])"));
}

TEST(JsonView, StaysWholeWhenItIsMoved) {
  auto view = JsonView::read(R"(["short"])");
  const JsonView moved = std::move(*view);
  view.reset();
  EXPECT_EQ((*moved.value().begin()).text(), "short");
}

}  // namespace
}  // namespace refocus
