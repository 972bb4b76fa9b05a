// Holds every component against all fixtures that nhsuk-frontend publishes for it, as parsed
// documents. What is meant to differ is in one list, each with its reason.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/html/fixture_options.hpp"
#include "tests/html/parsed.hpp"

namespace refocus::html::testing {
namespace {

constexpr const char* kPackage = "node_modules/nhsuk-frontend";

struct Exception {
  const char* component;
  const char* what;
  const char* reason;
  bool (*leftOut)(const Node& node);  ///< elements that are not compared
};

const std::vector<Exception>& exceptions() {
  static const std::vector<Exception> kAll{
      {"header", "the drawn NHS logo",
       "only services of the NHS may show it, and any site may run this program",
       [](const Node& node) {
         const auto* classes = node.attribute("class");
         return node.tag == "svg" && classes != nullptr && *classes == "nhsuk-header__logo";
       }},
  };
  return kAll;
}

bool isLeftOut(const std::string& component, const Node& node) {
  for (const auto& exception : exceptions()) {
    if (component == exception.component && exception.leftOut(node)) return true;
  }
  return false;
}

Json readJson(const std::string& path) {
  std::ifstream file{path};
  if (!file) return nullptr;
  return Json::parse(file);
}

/// Some fixtures pass their content as a block instead of as `html`.
Json optionsOf(const DrawnComponent& component, const Json& fixture) {
  auto options = fixture.at("context");
  if (!given(fixture, "callBlock")) return options;
  const std::string name{component.name};
  const auto& block = fixture.at("callBlock");
  if (name == "card") {
    options["description"] = {{"html", block}};
  } else if (name == "error-summary") {
    options["description"] = {{"html", block}};
  } else if (name == "footer") {
    options["meta"] = {{"html", block}};
  } else {
    options["html"] = block;
  }
  return options;
}

class Fixtures : public ::testing::TestWithParam<DrawnComponent> {};

TEST_P(Fixtures, AreDrawnAsThePackageDrawsThem) {
  const auto& component = GetParam();
  const auto path =
      std::string{kPackage} + "/dist/nhsuk/components/" + component.name + "/fixtures.json";
  const auto file = readJson(path);
  ASSERT_TRUE(file.is_object()) << path << " is missing: run `npm ci` at the top of the checkout";
  const auto& fixtures = file.at("fixtures");
  ASSERT_FALSE(fixtures.empty());

  const auto leaveOut = [&](const Node& node) { return isLeftOut(component.name, node); };
  for (const auto& fixture : fixtures) {
    const auto options = optionsOf(component, fixture);
    const auto drawn = component.draw(options);
    EXPECT_EQ(written(parsed(fixture.at("html").get<std::string>()), leaveOut),
              written(parsed(drawn.markup()), leaveOut))
        << component.name << ": " << fixture.at("name") << "\n"
        << options.dump();
  }
}

INSTANTIATE_TEST_SUITE_P(Nhs, Fixtures, ::testing::ValuesIn(drawnComponents()),
                         [](const auto& instance) {
                           std::string name = instance.param.name;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Fixtures, ComeFromTheVersionThatTheComponentsAreWrittenFor) {
  const auto package = readJson(std::string{kPackage} + "/package.json");
  ASSERT_TRUE(package.is_object()) << "run `npm ci` at the top of the checkout";
  EXPECT_EQ(package.at("version"), "10.6.1");
}

}  // namespace
}  // namespace refocus::html::testing
