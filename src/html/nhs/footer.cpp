#include "html/nhs/class_names.hpp"
#include "html/nhs/header.hpp"
#include "html/nhs/heading.hpp"

namespace refocus::html::nhs {
namespace {

std::string_view widthOf(int columns) {
  switch (columns) {
    case 1:
      return "full";
    case 2:
      return "one-half";
    case 3:
      return "one-third";
    default:
      return "one-quarter";
  }
}

Html list(const std::vector<FooterItem>& items) {
  if (items.empty()) return {};
  return el("ul", cls("nhsuk-footer__list"), each(items, [](const FooterItem& item) {
              return el("li", cls("nhsuk-footer__list-item"),
                        el("a", cls("nhsuk-footer__list-item-link"), attr("href", item.href),
                           item.attributes, item.text.html()));
            }));
}

Html words(const Content& text) {
  if (text.empty()) return {};
  return text.isText() ? el("p", cls("nhsuk-body-s"), text.html()) : text.html();
}

Html column(const FooterNavigation& navigation, std::string_view standardWidth) {
  ClassNames classes{""};
  classes.addVariant("nhsuk-grid-column-",
                     navigation.width.empty() ? standardWidth : std::string_view{navigation.width});
  return el("div", classes.attribute(),
            when(!navigation.heading.empty(),
                 [&] {
                   return heading({.text = navigation.heading,
                                   .level = 2,
                                   .size = Size::s,
                                   .className = "nhsuk-footer__heading",
                                   .classPrefix = "nhsuk-heading-"});
                 }),
            words(navigation.text), list(navigation.items));
}

/// The columns, as many to a row as there are places.
Html rows(const Footer& options) {
  const auto perRow =
      static_cast<std::size_t>(options.columns >= 1 && options.columns <= 3 ? options.columns : 4);
  Html all;
  for (std::size_t first = 0; first < options.navigation.size(); first += perRow) {
    Html row;
    for (auto at = first; at < options.navigation.size() && at < first + perRow; ++at) {
      row += column(options.navigation[at], widthOf(options.columns));
    }
    all += el("div", cls("nhsuk-footer__navigation nhsuk-grid-row"), row);
  }
  return all;
}

}  // namespace

Html footer(const Footer& options) {
  ClassNames classes{"nhsuk-footer"};
  classes.add(options.classes);
  ClassNames container{"nhsuk-width-container"};
  container.add(options.containerClasses);
  const auto& meta = options.meta;
  return el("footer", classes.attribute(), attrIf("id", options.id), attr("role", "contentinfo"),
            options.attributes,
            el("div", container.attribute(), rows(options),
               el("div", cls("nhsuk-footer__meta"),
                  when(!meta.items.empty(),
                       [&] {
                         return fragment(
                             el("h2", cls("nhsuk-u-visually-hidden"), meta.visuallyHiddenText),
                             list(meta.items));
                       }),
                  words(meta.text), words(options.copyright))));
}

}  // namespace refocus::html::nhs
