#include "html/page.hpp"

#include <utility>

namespace refocus::html {
namespace {

Html head(const PageParts& parts) {
  const auto& assets = parts.assets;
  return el("head", el("meta", attr("charset", "utf-8")), el("title", parts.title),
            el("meta", attr("name", "viewport"),
               attr("content", "width=device-width, initial-scale=1, viewport-fit=cover")),
            el("meta", attr("name", "theme-color"), attr("content", "#005eb8")),
            when(!assets.icon.empty(),
                 [&] {
                   return el("link", attr("rel", "icon"), attr("href", assets.icon),
                             attr("sizes", "any"), attr("type", "image/svg+xml"));
                 }),
            el("link", attr("rel", "stylesheet"), attr("href", assets.stylesheet)));
}

/// The one script of a page, from its own host. A module, so it runs when the page is there and
/// old browsers leave it alone.
Html script(const std::string& source) {
  if (source.empty() || !isSafeUrl(source)) return {};
  return raw(R"(<script type="module" src=")" + std::string{text(source).markup()} +
             R"("></script>)");
}

Html body(PageParts& parts) {
  std::string mainClasses = "nhsuk-main-wrapper";
  if (!parts.mainClasses.empty()) mainClasses += " " + parts.mainClasses;
  return el("body", attrIf("class", parts.bodyClasses), parts.bodyAttributes,
            nhs::skipLink(parts.skipLink), nhs::header(parts.header),
            el("div", cls("nhsuk-width-container"), parts.beforeContent,
               el("main", cls(mainClasses), attr("id", "maincontent"), std::move(parts.content))),
            nhs::footer(parts.footer), script(parts.assets.script));
}

}  // namespace

Html page(PageParts parts) {
  return fragment(raw("<!DOCTYPE html>"),
                  el("html", attr("lang", parts.lang), head(parts), body(parts)));
}

}  // namespace refocus::html
