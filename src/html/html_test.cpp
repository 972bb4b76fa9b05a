#include "html/html.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "base/fault.hpp"
#include "tests/html/parsed.hpp"

namespace refocus::html {
namespace {

using testing::elementsOf;
using testing::parsed;
using testing::textOf;

/// Text as people and attackers type it: any characters but NUL, with more of those that mean
/// something to a parser.
rc::Gen<std::string> anyText() {
  const auto pieces = rc::gen::oneOf(
      rc::gen::element<std::string>("<", ">", "&", "\"", "'", "/", "=", "`", "\n", "\r", "\r\n",
                                    "<!--", "-->", "]]>", "</p>", "</textarea>", "</title>",
                                    "<script>", "&lt;", "&#60;", "&amp", "javascript:", "é", "🙂",
                                    " onclick=", "\xEF\xBB\xBF"),
      rc::gen::map(rc::gen::inRange<char>(' ', '~'), [](char c) { return std::string(1, c); }));
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(pieces),
                      [](const std::vector<std::string>& all) {
                        std::string joined;
                        for (const auto& one : all) joined += one;
                        return joined;
                      });
}

RC_GTEST_PROP(Builder, GivesBackAnyTextUnchanged, ()) {
  const auto words = *anyText();
  RC_ASSERT(textOf(parsed(el("p", words).markup())) == words);
}

RC_GTEST_PROP(Builder, GivesBackAnyTextOfATextareaUnchanged, ()) {
  const auto words = *anyText();
  const auto nodes = parsed(el("textarea", attr("name", "words"), words).markup());
  RC_ASSERT(nodes.size() == 1U);
  RC_ASSERT(textOf(nodes) == words);
}

RC_GTEST_PROP(Builder, GivesBackAnyTitleUnchanged, ()) {
  const auto words = *anyText();
  RC_ASSERT(textOf({testing::parsedDocument(el("title", words).markup())}) == words);
}

RC_GTEST_PROP(Builder, LetsNoTextMakeAnElementOrAnAttribute, ()) {
  const auto words = *anyText();
  const auto markup = el("div", attr("title", words), words, el("em", words),
                         el("input", attr("value", words)), lines(words));
  const auto nodes = parsed(markup.markup());
  for (const auto* element : elementsOf(nodes)) {
    RC_ASSERT(element->tag == "div" || element->tag == "em" || element->tag == "input" ||
              element->tag == "span" || element->tag == "br");
    RC_ASSERT(element->attributes.size() <= 1U);
  }
}

RC_GTEST_PROP(Builder, GivesBackAnyAttributeUnchanged, ()) {
  const auto words = *anyText();
  const auto nodes = parsed(el("p", attr("title", words)).markup());
  RC_ASSERT(*nodes.at(0).attribute("title") == words);
}

RC_GTEST_PROP(Builder, LetsNoAddressRunAScript, ()) {
  const auto url = *anyText();
  const auto nodes = parsed(el("a", attr("href", url), "x").markup());
  const auto& href = *nodes.at(0).attribute("href");
  RC_ASSERT(href == url || href == "#");
  // As a browser reads it: spaces in front are dropped, tabs and newlines anywhere.
  std::string read;
  for (const char c : href) {
    const bool dropped = c == '\t' || c == '\n' || c == '\r' || (c == ' ' && read.empty());
    if (!dropped) read += c;
  }
  RC_ASSERT(!read.starts_with("javascript:"));
}

TEST(Builder, WritesPartsFromTopToBottom) {
  EXPECT_EQ(el("p", cls("nhsuk-body"), "You & I ", el("strong", "agree"), " on ", 3).markup(),
            R"(<p class="nhsuk-body">You &amp; I <strong>agree</strong> on 3</p>)");
}

TEST(Builder, PutsAttributesFirstWhereverTheyAreGiven) {
  EXPECT_EQ(el("p", "text", attr("id", "a")).markup(), R"(<p id="a">text</p>)");
}

TEST(Builder, LeavesOutWhatDoesNotHold) {
  EXPECT_EQ(el("input", attrIf("value", ""), attrIf("disabled", false), attrIf("hidden", true),
               when(false, attr("id", "a")))
                .markup(),
            "<input hidden>");
  EXPECT_EQ(
      el("p", when(false, "no"), when(true, "yes"), when(false, [] { return el("b"); })).markup(),
      "<p>yes</p>");
}

TEST(Builder, MakesWhatIsConditionalOnlyWhenItHolds) {
  bool made = false;
  EXPECT_TRUE(when(false, [&] {
                made = true;
                return el("p");
              }).empty());
  EXPECT_FALSE(made);
}

TEST(Builder, WritesListsInOrder) {
  const std::vector<std::string> words{"one", "two"};
  EXPECT_EQ(el("ul", each(words, [](const std::string& word) { return el("li", word); })).markup(),
            "<ul><li>one</li><li>two</li></ul>");
  const std::vector<Html> made{el("b", 1), el("i", -2)};
  EXPECT_EQ(fragment(made).markup(), "<b>1</b><i>-2</i>");
}

TEST(Builder, KeepsLinesAsLines) {
  EXPECT_EQ(lines("one\r\ntwo\n\n<three>").markup(),
            R"(<span dir="auto">one<br>two<br><br>&lt;three&gt;</span>)");
}

TEST(Builder, RefusesContentWhereThereCanBeNone) { EXPECT_THROW((void)el("br", "words"), Fault); }

TEST(Builder, ShowsANulAsTheReplacementCharacter) {
  EXPECT_EQ(text(std::string_view{"a\0b", 3}).markup(),
            "a\xEF\xBF\xBD"
            "b");
}

TEST(Attributes, RefusesNamesThatCouldDoHarm) {
  for (const char* name : {"onclick", "style", "srcdoc", "srcset", "http-equiv", "", "a b", "a=b",
                           "a>", "a\"", "HREF", "x\n"}) {
    EXPECT_THROW((Attributes{{name, "x"}}), Fault) << name;
  }
  EXPECT_NO_THROW((Attributes{{"data-keep", "x"}, {"aria-label", "y"}, {"data-i18n.a.one", "z"}}));
}

TEST(Attributes, ChecksAddressesToo) {
  const Attributes link{{"href", "javascript:alert(1)"}, {"data-x", "javascript:fine"}};
  EXPECT_EQ(el("a", link).markup(), R"(<a href="#" data-x="javascript:fine"></a>)");
}

TEST(SafeUrl, TakesWhatPagesLinkTo) {
  for (const char* url :
       {"", "/", "/people/1?page=2#top", "#field", "people:not-a-scheme/no", "?a=b:c", "a/b:c",
        "https://example.org/", "HTTP://example.org", "mailto:a@example.org", "tel:+441234"}) {
    const bool isSafe = std::string_view{url} != "people:not-a-scheme/no";
    EXPECT_EQ(isSafeUrl(url), isSafe) << url;
  }
}

TEST(SafeUrl, RefusesWhatCouldRun) {
  for (const char* url : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
                          "java\nscript:alert(1)", "java\tscript:alert(1)", "\x01javascript:x",
                          "data:text/html,x", "vbscript:x", "blob:x", "file:///etc/passwd",
                          "javascript&colon;alert(1):x", "https\t:x", ":x"}) {
    EXPECT_FALSE(isSafeUrl(url)) << url;
  }
}

}  // namespace
}  // namespace refocus::html
