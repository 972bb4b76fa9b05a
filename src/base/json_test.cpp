#include "base/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "base/fault.hpp"

namespace refocus {
namespace {

using testing::HasSubstr;

std::string problemIn(std::string_view text, const JsonLimits& limits = {}) {
  const auto parsed = parseJson(text, limits);
  if (parsed) return "none";
  const auto& problem = parsed.error();
  return std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " +
         problem.reason.in(Words());
}

TEST(ParseJson, KeepsValuesAndTheirOrder) {
  const auto value = parseJson(R"({"z":[1,-2,0.5,true,null,"Siân \u00e2"],"a":{"b":{}},"c":[[]]})");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->dump(), R"({"z":[1,-2,0.5,true,null,"Siân â"],"a":{"b":{}},"c":[[]]})");
  EXPECT_EQ(parseJson(" 7 ").value(), 7);
}

TEST(ParseJson, SaysLineAndColumnOfWhatIsWrong) {
  EXPECT_THAT(problemIn("{\n  \"a\": 1,\n  \"b\": x\n}"), HasSubstr("3:8 This is not JSON"));
  EXPECT_THAT(problemIn(""), HasSubstr("1:1 This is not JSON"));
  EXPECT_THAT(problemIn("[1] [2]"), HasSubstr("1:5"));
  EXPECT_THAT(problemIn("[\"caf\xE9\"]"), HasSubstr("1:7"));
  for (const auto* text :
       {"[1,]", "{\"a\":}", "[1", "\"a", "{'a':1}", "[01]", "\"\\ud800\"", "nul"}) {
    EXPECT_FALSE(parseJson(text)) << text;
  }
}

TEST(ParseJson, NeverRepeatsTheTextInItsReason) {
  EXPECT_THAT(problemIn("{\"name\": Margaret}"), testing::Not(HasSubstr("Margaret")));
}

TEST(ParseJson, HoldsItsLimits) {
  const JsonLimits small{.bytes = 100, .depth = 3, .members = 2};
  EXPECT_EQ(problemIn("[[[1]]]", small), "none");
  EXPECT_THAT(problemIn("[[[[1]]]]", small), HasSubstr("1:4 Values are nested deeper than 3"));
  EXPECT_THAT(problemIn("{\"a\":[{}],\"b\":[[]]}", small), "none");
  EXPECT_THAT(problemIn(R"({"a":1,"b":2,"c":3})", small), HasSubstr("more than 2 members"));
  EXPECT_THAT(problemIn(std::string(101, ' '), small), HasSubstr("longer than 100 bytes"));
  EXPECT_THAT(problemIn(std::string(500'000, '[')), HasSubstr("1:65 Values are nested deeper"));
}

TEST(ParseJson, RefusesANameThatIsThereTwice) {
  EXPECT_THAT(problemIn(R"({"a":1,"a":2})"), HasSubstr("twice"));
  EXPECT_EQ(problemIn(R"([{"a":1},{"a":2}])"), "none");
}

TEST(CanonicalJson, IsTheSameForTheSameValue) {
  EXPECT_EQ(canonicalJson(*parseJson(R"({ "b": [ 1.50, {"y":"é","x":[]} ], "a": {} })")),
            R"({"a":{},"b":[1.5,{"x":[],"y":"é"}]})");
  EXPECT_EQ(canonicalJson(Json("line\n\"")), R"("line\n\"")");
  EXPECT_THROW((void)canonicalJson(Json("caf\xE9")), Fault);
}

}  // namespace
}  // namespace refocus
