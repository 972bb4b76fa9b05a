#include "html/nhs/navigation.hpp"

#include "html/nhs/class_names.hpp"

namespace refocus::html::nhs {
namespace {

Html breadcrumbItem(const BreadcrumbItem& item) {
  if (item.href.empty()) return {};
  return el("li", cls("nhsuk-breadcrumb__list-item"),
            el("a", cls("nhsuk-breadcrumb__link"), attr("href", item.href), item.attributes,
               item.text.html()));
}

/// What the breadcrumb shrinks to on a narrow screen.
BackLink backLinkOf(const Breadcrumb& options) {
  auto back = options.backLink.value_or(BackLink{.text = {}, .variant = options.variant});
  if (back.visuallyHiddenText.empty()) back.visuallyHiddenText = options.backTo;
  if (options.items.empty()) return back;
  const auto& last = options.items.back();
  if (back.text.empty()) back.text = last.text;
  if (back.href.empty()) back.href = last.href;
  if (back.attributes.list().empty()) back.attributes = last.attributes;
  return back;
}

Html pageItem(const PaginationItem& item) {
  ClassNames classes{"nhsuk-pagination__item"};
  classes.addIf(item.current, "nhsuk-pagination__item--current")
      .addIf(item.ellipsis, "nhsuk-pagination__item--ellipsis")
      .add(item.classes);
  if (item.ellipsis) return el("li", classes.attribute(), "\u22EF");
  const auto label =
      item.ariaLabel.empty() ? "Page " + std::to_string(item.number) : item.ariaLabel;
  return el(
      "li", classes.attribute(),
      el("a", cls("nhsuk-pagination__link"), attr("href", item.href), attr("aria-label", label),
         attrIf("aria-current", item.current ? "page" : ""), item.attributes, item.number));
}

Html stepTitle(const PaginationStep& step, std::string_view words) {
  if (!step.text.empty()) return el("span", cls("nhsuk-pagination__title"), step.text.html());
  return el("span", cls("nhsuk-pagination__title"), words,
            el("span", cls("nhsuk-u-visually-hidden"), " page"));
}

Html numberedPages(const Pagination& options) {
  return fragment(when(!options.previous.href.empty(),
                       [&] {
                         return el("a", attr("href", options.previous.href),
                                   cls("nhsuk-pagination__previous"), attr("rel", "prev"),
                                   icon(Icon::arrowLeft), stepTitle(options.previous, "Previous"));
                       }),
                  el("ul", cls("nhsuk-pagination__list"), each(options.items, pageItem)),
                  when(!options.next.href.empty(), [&] {
                    return el("a", attr("href", options.next.href), cls("nhsuk-pagination__next"),
                              attr("rel", "next"), stepTitle(options.next, "Next"),
                              icon(Icon::arrowRight));
                  }));
}

Html stepLabel(const PaginationStep& step) {
  if (step.label.empty()) return {};
  return fragment(" ", el("span", cls("nhsuk-u-visually-hidden"), ":"), " ",
                  el("span", cls("nhsuk-pagination__page"), step.label.html()));
}

Html neighbouringPages(const Pagination& options) {
  return el(
      "ul", cls("nhsuk-list nhsuk-pagination__list"),
      when(!options.previous.href.empty(),
           [&] {
             return el("li", cls("nhsuk-pagination-item--previous"),
                       el("a", cls("nhsuk-pagination__link nhsuk-pagination__link--prev"),
                          attr("href", options.previous.href), attr("rel", "prev"),
                          options.previous.attributes, stepTitle(options.previous, "Previous"),
                          stepLabel(options.previous), icon(Icon::arrowLeft)));
           }),
      when(!options.next.href.empty(), [&] {
        return el(
            "li", cls("nhsuk-pagination-item--next"),
            el("a", cls("nhsuk-pagination__link nhsuk-pagination__link--next"),
               attr("href", options.next.href), attr("rel", "next"), options.next.attributes,
               stepTitle(options.next, "Next"), stepLabel(options.next), icon(Icon::arrowRight)));
      }));
}

Html contents(const std::vector<ContentsListItem>& items) {
  const auto item = [](const ContentsListItem& entry) {
    ClassNames classes{entry.current ? "nhsuk-contents-list__current"
                                     : "nhsuk-contents-list__link"};
    classes.add(entry.classes);
    return el("li", cls("nhsuk-contents-list__item"),
              attrIf("aria-current", entry.current ? "page" : ""),
              entry.current ? el("span", classes.attribute(), entry.attributes, entry.text.html())
                            : el("a", classes.attribute(), attr("href", entry.href),
                                 entry.attributes, entry.text.html()),
              when(!entry.items.empty(), [&] { return contents(entry.items); }));
  };
  return el("ol", cls("nhsuk-contents-list__list"), each(items, item));
}

}  // namespace

Html breadcrumb(const Breadcrumb& options) {
  ClassNames classes{"nhsuk-breadcrumb"};
  classes.addIf(options.variant == LinkVariant::reverse, "nhsuk-breadcrumb--reverse")
      .add(options.classes);
  return el("nav", classes.attribute(), attrIf("id", options.id),
            attr("aria-label", options.ariaLabel), options.attributes,
            el("ol", cls("nhsuk-breadcrumb__list"), each(options.items, breadcrumbItem)),
            backLink(backLinkOf(options)));
}

Html pagination(const Pagination& options) {
  const bool numbered = !options.items.empty();
  ClassNames classes{"nhsuk-pagination"};
  classes.addIf(numbered, "nhsuk-pagination--numbered").add(options.classes);
  return el("nav", classes.attribute(), attrIf("id", options.id), attr("role", "navigation"),
            attr("aria-label", options.ariaLabel), options.attributes,
            numbered ? numberedPages(options) : neighbouringPages(options));
}

Html skipLink(const SkipLink& options) {
  ClassNames classes{"nhsuk-skip-link"};
  classes.add(options.classes);
  return el("a", classes.attribute(), attrIf("id", options.id),
            attr("data-module", "nhsuk-skip-link"), attr("href", options.href), options.attributes,
            options.text.html());
}

Html contentsList(const ContentsList& options) {
  ClassNames classes{"nhsuk-contents-list"};
  classes.add(options.classes);
  return el("nav", classes.attribute(), attrIf("id", options.id), attr("role", "navigation"),
            attr("aria-label", options.ariaLabel), options.attributes,
            el("h2", cls("nhsuk-u-visually-hidden"), options.visuallyHiddenText),
            contents(options.items));
}

}  // namespace refocus::html::nhs
