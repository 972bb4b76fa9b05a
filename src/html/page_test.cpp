#include "html/page.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "html/gallery.hpp"
#include "tests/html/parsed.hpp"

namespace refocus::html {
namespace {

using testing::elementsOf;
using testing::Node;
using testing::parsedDocument;

const PageAssets kAssets{.stylesheet = "/assets/refocus-1.css",
                         .script = "/assets/refocus-1.js",
                         .icon = "/assets/favicon-1.svg"};

const Node* find(const std::vector<const Node*>& elements, std::string_view tag) {
  const auto found = std::ranges::find(elements, tag, [](const Node* node) { return node->tag; });
  return found == elements.end() ? nullptr : *found;
}

TEST(Page, HasTheFrameOfAnNhsPage) {
  const auto markup = page({.title = "A <title> & more",
                            .lang = "cy",
                            .assets = kAssets,
                            .header = {.service = {.text = "Refocus", .href = "/"}},
                            .content = el("h1", "Hello")})
                          .take();
  EXPECT_TRUE(markup.starts_with("<!DOCTYPE html><html lang=\"cy\">"));
  const auto document = parsedDocument(markup);
  const auto elements = elementsOf(document);
  EXPECT_EQ(testing::textOf({*find(elements, "title")}), "A <title> & more");
  EXPECT_EQ(*find(elements, "main")->attribute("id"), "maincontent");
  EXPECT_EQ(*find(elements, "main")->attribute("class"), "nhsuk-main-wrapper");
  EXPECT_EQ(*find(elements, "a")->attribute("href"), "#maincontent");
  EXPECT_EQ(*find(elements, "header")->attribute("role"), "banner");
  EXPECT_EQ(*find(elements, "footer")->attribute("role"), "contentinfo");
  EXPECT_EQ(*find(elements, "script")->attribute("type"), "module");
  EXPECT_EQ(*find(elements, "script")->attribute("src"), "/assets/refocus-1.js");
}

/// What a strict content security policy would refuse.
void expectNothingInline(const Node& document) {
  for (const auto* element : elementsOf(document)) {
    EXPECT_NE(element->tag, "style");
    if (element->tag == "script") {
      EXPECT_TRUE(element->children.empty());
    }
    for (const auto& [name, value] : element->attributes) {
      EXPECT_FALSE(name == "style" || name.starts_with("on")) << element->tag << " " << name;
      const bool fetched = name == "src" || (name == "href" && element->tag == "link");
      EXPECT_FALSE(fetched && value.find("//") != std::string::npos) << element->tag << value;
    }
  }
}

TEST(Page, StandsUnderAPolicyWithoutInlineScriptsStylesAndOtherHosts) {
  expectNothingInline(parsedDocument(page({.title = "x", .assets = kAssets}).markup()));
  expectNothingInline(parsedDocument(gallery(kAssets).markup()));
}

TEST(Page, DrawsNoNhsLogo) {
  EXPECT_EQ(gallery(kAssets).markup().find("nhsuk-header__logo"), std::string_view::npos);
}

TEST(Page, LeavesOutAScriptThatIsNotAnAddress) {
  const auto markup =
      page({.title = "x", .assets = {.stylesheet = "/a.css", .script = "data:text/javascript,x"}});
  EXPECT_EQ(markup.markup().find("<script"), std::string_view::npos);
}

TEST(Gallery, UsesEachIdOnce) {
  const auto document = parsedDocument(gallery(kAssets).markup());
  std::vector<std::string> ids;
  for (const auto* element : elementsOf(document)) {
    if (const auto* id = element->attribute("id")) ids.push_back(*id);
  }
  std::ranges::sort(ids);
  const auto twice = std::ranges::adjacent_find(ids);
  EXPECT_TRUE(twice == ids.end()) << (twice == ids.end() ? "" : *twice);
}

}  // namespace
}  // namespace refocus::html
