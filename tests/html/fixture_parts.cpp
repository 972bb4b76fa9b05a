// Fixtures of buttons, links, headings and messages.
#include "tests/html/fixture_options.hpp"

namespace refocus::html::testing {

nhs::Button buttonOf(const Json& options) {
  using nhs::ButtonVariant;
  nhs::Button button{.text = content(options),
                     .small = flag(options, "small"),
                     .href = words(options, "href"),
                     .name = words(options, "name"),
                     .value = words(options, "value"),
                     .type = words(options, "type"),
                     .disabled = flag(options, "disabled"),
                     .preventDoubleClick = choice(options, "preventDoubleClick"),
                     .ariaLabel = words(options, "ariaLabel"),
                     .id = words(options, "id"),
                     .classes = words(options, "classes"),
                     .attributes = attributes(options)};
  const auto variant = words(options, "variant");
  if (variant == "secondary") button.variant = ButtonVariant::secondary;
  if (variant == "secondary-solid") button.variant = ButtonVariant::secondarySolid;
  if (variant == "reverse") button.variant = ButtonVariant::reverse;
  if (variant == "warning") button.variant = ButtonVariant::warning;
  if (variant == "login") button.variant = ButtonVariant::login;
  if (variant == "brand") button.variant = ButtonVariant::brand;
  const auto& icon = at(options, "icon");
  const auto name = icon.is_string() ? icon.get<std::string>() : words(icon, "name");
  if (name == "arrow-left") button.icon = nhs::Icon::arrowLeft;
  if (name == "arrow-right") button.icon = nhs::Icon::arrowRight;
  if (words(icon, "placement") == "end") button.iconPlacement = nhs::IconPlacement::end;
  return button;
}

namespace {

nhs::BackLink backLinkOf(const Json& options) {
  nhs::BackLink link{.href = words(options, "href"),
                     .visuallyHiddenText = words(options, "visuallyHiddenText"),
                     .type = words(options, "type"),
                     .variant = linkVariant(options),
                     .id = words(options, "id"),
                     .classes = words(options, "classes"),
                     .attributes = attributes(options)};
  return link;
}

nhs::PaginationStep stepOf(const Json& options, const char* key, const std::string& oldKey) {
  const auto& step = at(options, key);
  nhs::PaginationStep all{.href = words(step, "href"),
                          .text = content(step),
                          .label = contentAt(step, "label"),
                          .attributes = attributes(step)};
  if (given(options, (oldKey + "Url").c_str())) {
    all.href = words(options, (oldKey + "Url").c_str());
    all.label = words(options, (oldKey + "Page").c_str());
  }
  return all;
}

std::vector<nhs::ContentsListItem> contentsOf(const Json& items) {
  std::vector<nhs::ContentsListItem> all;
  for (const auto& item : items) {
    if (!item.is_object()) continue;
    all.push_back({.text = content(item),
                   .href = words(item, "href"),
                   .current = flag(item, "current"),
                   .items = contentsOf(at(item, "items"))});
  }
  return all;
}

}  // namespace

Html buttonFromFixture(const Json& options) { return nhs::button(buttonOf(options)); }

Html actionLinkFromFixture(const Json& options) {
  return nhs::actionLink({.text = content(options),
                          .href = words(options, "href"),
                          .type = words(options, "type"),
                          .variant = linkVariant(options)});
}

Html backLinkFromFixture(const Json& options) {
  auto link = backLinkOf(options);
  if (const auto text = content(options); !text.empty()) link.text = text;
  return nhs::backLink(link);
}

Html breadcrumbFromFixture(const Json& options) {
  nhs::Breadcrumb breadcrumb{.variant = linkVariant(options), .id = words(options, "id")};
  for (const auto& item : options["items"]) {
    breadcrumb.items.push_back(
        {.text = content(item), .href = words(item, "href"), .attributes = attributes(item)});
  }
  if (given(options, "backLink")) {
    breadcrumb.backLink = backLinkOf(options["backLink"]);
    breadcrumb.backLink->text = contentAt(options, "backLink");
  }
  return nhs::breadcrumb(breadcrumb);
}

Html paginationFromFixture(const Json& options) {
  nhs::Pagination pagination{.previous = stepOf(options, "previous", "previous"),
                             .next = stepOf(options, "next", "next")};
  for (const auto& item : at(options, "items")) {
    if (!item.is_object()) continue;
    pagination.items.push_back({.number = number(item, "number"),
                                .href = words(item, "href"),
                                .current = flag(item, "current"),
                                .ellipsis = flag(item, "ellipsis")});
  }
  return nhs::pagination(pagination);
}

Html skipLinkFromFixture(const Json& options) {
  return nhs::skipLink({.text = words(options, "text", "Skip to main content"),
                        .href = words(options, "href", "#maincontent")});
}

Html contentsListFromFixture(const Json& options) {
  return nhs::contentsList(
      {.items = contentsOf(at(options, "items")),
       .visuallyHiddenText = words(options, "visuallyHiddenText", "Contents")});
}

Html headingFromFixture(const Json& options) {
  return nhs::heading({.text = content(options),
                       .level = number(options, "level", 1),
                       .size = size(options),
                       .caption = captionOf(at(options, "caption")),
                       .visuallyHiddenText = words(options, "visuallyHiddenText"),
                       .href = words(options, "href"),
                       .id = words(options, "id"),
                       .classes = words(options, "classes")});
}

Html errorSummaryFromFixture(const Json& options) {
  nhs::ErrorSummary summary{.heading = contentAt(options, "heading"),
                            .description = contentAt(options, "description"),
                            .disableAutoFocus = choice(options, "disableAutoFocus")};
  for (const auto& item : at(options, "errorList")) {
    if (!item.is_object()) continue;
    summary.errorList.push_back({.text = content(item), .href = words(item, "href")});
  }
  return nhs::errorSummary(summary);
}

Html insetTextFromFixture(const Json& options) {
  return nhs::insetText({.text = content(options)});
}

Html notificationBannerFromFixture(const Json& options) {
  using nhs::BannerVariant;
  const bool success = words(options, "variant") == "success";
  return nhs::notificationBanner(
      {.title = contentAt(options, "title"),
       .heading = contentAt(options, "heading"),
       .headingIsParagraph = words(at(options, "heading"), "element") == "p",
       .text = content(options),
       .variant = success ? BannerVariant::success : BannerVariant::standard,
       .role = words(options, "role"),
       .disableAutoFocus = choice(options, "disableAutoFocus"),
       .attributes = attributes(options)});
}

Html panelFromFixture(const Json& options) {
  using nhs::PanelVariant;
  const auto& heading = at(options, "heading");
  const bool interruption = words(options, "variant") == "interruption";
  return nhs::panel(
      {.heading = content(heading),
       .headingLevel = number(heading, "level", 1),
       .headingSize = size(heading),
       .headingId = words(heading, "id"),
       .headingClasses = words(heading, "classes"),
       .text = content(options),
       .variant = interruption ? PanelVariant::interruption : PanelVariant::confirmation});
}

Html detailsFromFixture(const Json& options) {
  return nhs::details({.summary = contentAt(options, "summary"),
                       .text = content(options),
                       .open = flag(options, "open"),
                       .classes = words(options, "classes")});
}

Html warningCalloutFromFixture(const Json& options) {
  return nhs::warningCallout({.heading = plainWords(at(options, "heading")),
                              .headingLevel = number(at(options, "heading"), "level", 3),
                              .text = content(options)});
}

Html doDontListFromFixture(const Json& options) {
  const auto& heading = at(options, given(options, "heading") ? "heading" : "title");
  nhs::DoDontList list{.heading = plainWords(heading),
                       .headingLevel = number(heading, "level", 3),
                       .prefixText = words(options, "prefixText"),
                       .hidePrefix = flag(options, "hidePrefix")};
  if (words(options, "icon", words(options, "type")) == "cross") list.icon = nhs::DoDont::cross;
  for (const auto& item : at(options, "items")) {
    if (!item.is_object()) continue;
    list.items.push_back(given(item, "item") ? contentAt(item, "item") : content(item));
  }
  return nhs::doDontList(list);
}

}  // namespace refocus::html::testing
