#include "html/gallery.hpp"

#include "html/gallery_sections.hpp"
#include "html/nhs.hpp"

namespace refocus::html {
namespace {

nhs::Header galleryHeader() {
  return {.service = {.text = "Refocus", .href = "/"},
          .account = {.items = {{.text = "Amara Okafor", .icon = true},
                                {.text = "Sign out", .action = "#signed-out"}}},
          .navigation = {.items = {{.text = "My people", .href = "#form-fields", .current = true},
                                   {.text = "Team", .href = "#messages"},
                                   {.text = "Supervision", .href = "#lists"},
                                   {.text = "Training", .href = "#links"},
                                   {.text = "Reports", .href = "#tables"}}}};
}

nhs::Footer galleryFooter() {
  return {.meta = {.items = {{.text = "Accessibility statement", .href = "#maincontent"},
                             {.text = "Privacy", .href = "#maincontent"},
                             {.text = "Help", .href = "#maincontent"}},
                   .text = "Refocus gallery"}};
}

Html section(const char* id, const char* title, const Html& content) {
  return el("section", attr("aria-labelledby", id),
            el("h2", cls("nhsuk-heading-l"), attr("id", id), title), content);
}

}  // namespace

Html gallery(const PageAssets& assets) {
  return page({
      .title = "Gallery – Refocus",
      .assets = assets,
      .header = galleryHeader(),
      .beforeContent = nhs::breadcrumb(
          {.items = {{.text = "Home", .href = "/"}, {.text = "Development", .href = "/#more"}}}),
      .content = fragment(el("h1", cls("nhsuk-heading-xl"), "Gallery"),
                          el("p", cls("nhsuk-body-l"),
                             "Each component of a page in its states, with words of our own."),
                          section("messages", "Messages", galleryMessages()),
                          section("form-fields", "Form fields", galleryFields()),
                          section("choices", "Choices", galleryChoices()),
                          section("lists", "Lists and cards", galleryLists()),
                          section("tables", "Tables", galleryTables()),
                          section("links", "Links and buttons", galleryLinks()),
                          section("own", "Parts of our own", galleryOwnParts())),
      .footer = galleryFooter(),
  });
}

}  // namespace refocus::html
