#include "html/nhs/header.hpp"

#include "html/nhs/button.hpp"
#include "html/nhs/class_names.hpp"
#include "html/nhs/input.hpp"

namespace refocus::html::nhs {
namespace {

/// One link for logo and service name, unless they lead to different places.
bool hasOneLink(const Header& options) {
  const auto& service = options.service;
  return !service.text.empty() && !service.href.empty() &&
         (options.logo.href.empty() || service.href == options.logo.href);
}

Html logo(const Header& options) {
  const auto& organisation = options.organisation;
  return fragment(
      when(!options.logo.src.empty(),
           [&] {
             return el("img", cls("nhsuk-header__organisation-logo"), attr("src", options.logo.src),
                       attr("width", 280), attr("alt", options.logo.alt));
           }),
      when(!organisation.name.empty(),
           [&] {
             return el("span", cls("nhsuk-header__organisation-name"), organisation.name,
                       when(!organisation.split.empty(), [&] {
                         return fragment(" ",
                                         el("span", cls("nhsuk-header__organisation-name-split"),
                                            organisation.split));
                       }));
           }),
      when(!organisation.descriptor.empty(), [&] {
        return el("span", cls("nhsuk-header__organisation-name-descriptor"),
                  organisation.descriptor);
      }));
}

Html serviceName(const std::string& words, const std::string& href) {
  if (words.empty()) return {};
  if (href.empty()) return el("span", cls("nhsuk-header__service-name"), words);
  return el("a", cls("nhsuk-header__service-name"), attr("href", href), words);
}

std::string logoLabel(const Header& options, bool oneLink) {
  if (!options.logo.ariaLabel.empty()) return options.logo.ariaLabel;
  ClassNames words{options.logo.alt};
  words.add(options.organisation.name)
      .add(options.organisation.split)
      .add(oneLink ? std::string_view{options.service.text} : std::string_view{})
      .add("homepage");
  return std::string{words.names()};
}

Html service(const Header& options) {
  const bool oneLink = hasOneLink(options);
  const auto& href = oneLink ? options.service.href : options.logo.href;
  const auto picture = logo(options);
  const auto& name = options.service.text;
  if (href.empty()) {
    return el("div", cls("nhsuk-header__service"), picture,
              serviceName(name, options.service.href));
  }
  const auto link = el("a", cls("nhsuk-header__service-logo"), attr("href", href),
                       attr("aria-label", logoLabel(options, oneLink)), picture,
                       when(oneLink, [&] { return serviceName(name, ""); }));
  return el("div", cls("nhsuk-header__service"), link,
            when(!oneLink, [&] { return serviceName(name, options.service.href); }));
}

Html search(const HeaderSearch& options) {
  return el("search", cls("nhsuk-header__search"),
            el("form", cls("nhsuk-header__search-form"), attr("id", "search"),
               attrIf("action", options.action), attr("method", options.method), attr("novalidate"),
               input({.label = {.text = options.label, .classes = "nhsuk-u-visually-hidden"},
                      .id = "search-field",
                      .name = options.name,
                      .type = "search",
                      .autocomplete = "off",
                      .placeholder = options.placeholder,
                      .formGroup = {.afterInput = button({.small = true,
                                                          .icon = Icon::search,
                                                          .ariaLabel = options.buttonLabel})}})));
}

Html accountItem(const AccountItem& item) {
  ClassNames classes{"nhsuk-header__account-item"};
  classes.add(item.classes);
  const auto words = fragment(when(item.icon, icon(Icon::user)), item.text.html());
  if (!item.href.empty()) {
    return el("li", classes.attribute(),
              el("a", cls("nhsuk-header__account-link"), attr("href", item.href), words));
  }
  if (!item.action.empty()) {
    return el("li", classes.attribute(),
              el("form", cls("nhsuk-header__account-form"), attr("action", item.action),
                 attr("method", item.method), attr("novalidate"), item.fields,
                 el("button", cls("nhsuk-header__account-button"), words)));
  }
  return el("li", classes.attribute(), words);
}

Html account(const HeaderAccount& options) {
  if (options.items.empty()) return {};
  ClassNames classes{"nhsuk-header__account"};
  classes.add(options.classes);
  return el("nav", classes.attribute(), attr("aria-label", options.ariaLabel), options.attributes,
            el("ul", cls("nhsuk-header__account-list"), each(options.items, accountItem)));
}

Html navigationItem(const HeaderNavigationItem& item) {
  const bool here = item.current || item.active;
  ClassNames classes{"nhsuk-header__navigation-item"};
  classes.addIf(here, "nhsuk-header__navigation-item--current").add(item.classes);
  // Where colours are forced the line under the current item is lost; bold type is not.
  const auto words =
      here ? el("strong", cls("nhsuk-header__navigation-item-current-fallback"), item.text.html())
           : item.text.html();
  const std::string_view current = item.current ? "page" : here ? "true" : "";
  return el(
      "li", classes.attribute(), item.attributes,
      item.href.empty()
          ? el("span", cls("nhsuk-header__navigation-text"), attrIf("aria-current", current), words)
          : el("a", cls("nhsuk-header__navigation-link"), attr("href", item.href),
               attrIf("aria-current", current), words));
}

Html navigation(const HeaderNavigation& options, const std::string& containerClasses) {
  if (options.items.empty()) return {};
  ClassNames classes{"nhsuk-header__navigation"};
  classes.addIf(options.colour == HeaderColour::white, "nhsuk-header__navigation--white")
      .addIf(options.justified, "nhsuk-header__navigation--justified")
      .add(options.classes);
  ClassNames container{"nhsuk-header__navigation-container nhsuk-width-container"};
  container.add(containerClasses);
  return el("nav", classes.attribute(), attr("aria-label", options.ariaLabel), options.attributes,
            el("div", container.attribute(),
               el("ul", cls("nhsuk-header__navigation-list"), each(options.items, navigationItem),
                  el("li", cls("nhsuk-header__menu"), attr("hidden"),
                     el("button", cls("nhsuk-header__menu-toggle nhsuk-header__navigation-link"),
                        attr("id", "toggle-menu"), attr("aria-expanded", "false"),
                        el("span", cls("nhsuk-u-visually-hidden"),
                           options.toggleMenuVisuallyHiddenText, " "),
                        options.toggleMenuText)))));
}

}  // namespace

Html header(const Header& options) {
  const auto& organisation = options.organisation;
  ClassNames classes{"nhsuk-header"};
  classes.addIf(options.colour == HeaderColour::white, "nhsuk-header--white")
      .addIf(options.inLine, "nhsuk-header--inline")
      .addIf(!organisation.name.empty(), "nhsuk-header--organisation")
      .add(options.classes);
  ClassNames container{"nhsuk-header__container nhsuk-width-container"};
  container.add(options.containerClasses);
  return el("header", classes.attribute(), attrIf("id", options.id),
            attr("data-module", "nhsuk-header"), attr("role", "banner"), options.attributes,
            el("div", container.attribute(), service(options),
               when(options.search.has_value(), [&] { return search(*options.search); }),
               account(options.account)),
            navigation(options.navigation, options.containerClasses));
}

}  // namespace refocus::html::nhs
