#include "html/nhs/message.hpp"

#include "html/nhs/class_names.hpp"
#include "html/nhs/icon.hpp"

namespace refocus::html::nhs {
namespace {

Html errorItem(const ErrorSummaryItem& item) {
  if (item.href.empty()) return el("li", item.text.html());
  return el("li", el("a", attr("href", item.href), item.attributes, item.text.html()));
}

Html bannerHeading(const NotificationBanner& options) {
  if (options.heading.empty()) return {};
  if (options.headingIsParagraph) {
    return el("p", cls("nhsuk-notification-banner__heading"), options.heading.html());
  }
  return el("h3", cls("nhsuk-notification-banner__heading"), options.heading.html());
}

Html bannerText(const NotificationBanner& options) {
  if (options.text.empty() || !options.text.isText()) return options.text.html();
  const bool isHeading = options.heading.empty();
  return el("p", cls(isHeading ? "nhsuk-notification-banner__heading" : "nhsuk-body"),
            options.text.html());
}

}  // namespace

Html errorSummary(const ErrorSummary& options) {
  ClassNames classes{"nhsuk-error-summary"};
  classes.add(options.classes);
  return el(
      "div", classes.attribute(), attrIf("id", options.id),
      attr("data-module", "nhsuk-error-summary"),
      attrIf("data-disable-auto-focus", wordOf(options.disableAutoFocus)), options.attributes,
      el("div", attr("role", "alert"),
         heading(
             {.text = options.heading, .level = 2, .className = "nhsuk-error-summary__heading"}),
         el("div", cls("nhsuk-error-summary__body"),
            when(!options.description.empty(), [&] { return el("p", options.description.html()); }),
            when(!options.errorList.empty(), [&] {
              return el("ul", cls("nhsuk-list nhsuk-error-summary__list"),
                        each(options.errorList, errorItem));
            }))));
}

Html insetText(const InsetText& options) {
  ClassNames classes{"nhsuk-inset-text"};
  classes.add(options.classes);
  return el("div", classes.attribute(), attrIf("id", options.id), options.attributes,
            el("span", cls("nhsuk-u-visually-hidden"), options.visuallyHiddenText, ": "),
            options.text.isText() ? el("p", options.text.html()) : options.text.html());
}

Html notificationBanner(const NotificationBanner& options) {
  const bool success = options.variant == BannerVariant::success;
  ClassNames classes{"nhsuk-notification-banner"};
  classes.add(options.classes).addIf(success, "nhsuk-notification-banner--success");
  const auto role = options.role.empty() ? std::string{success ? "alert" : "region"} : options.role;
  const auto title =
      options.title.empty() ? Content{success ? "Success" : "Important"} : options.title;
  return el("div", classes.attribute(), attrIf("id", options.id),
            attr("data-module", "nhsuk-notification-banner"),
            attrIf("data-disable-auto-focus", wordOf(options.disableAutoFocus)), attr("role", role),
            attr("aria-labelledby", options.titleId), options.attributes,
            el("div", cls("nhsuk-notification-banner__header"),
               heading({.text = title,
                        .level = options.titleLevel,
                        .id = options.titleId,
                        .className = "nhsuk-notification-banner__title"})),
            el("div", cls("nhsuk-notification-banner__content"), bannerHeading(options),
               bannerText(options)));
}

Html panel(const Panel& options) {
  ClassNames classes{"nhsuk-panel"};
  classes.addIf(options.variant == PanelVariant::interruption, "nhsuk-panel--interruption")
      .add(options.classes);
  return el("div", classes.attribute(), attrIf("id", options.id), options.attributes,
            heading({.text = options.heading,
                     .level = options.headingLevel,
                     .size = options.headingSize,
                     .id = options.headingId,
                     .classes = options.headingClasses,
                     .className = "nhsuk-panel__heading",
                     .classPrefix = "nhsuk-panel__heading--"}),
            when(!options.text.empty(),
                 [&] { return el("div", cls("nhsuk-panel__body"), options.text.html()); }));
}

Html details(const Details& options) {
  ClassNames classes{"nhsuk-details"};
  classes.add(options.classes);
  return el("details", classes.attribute(), attrIf("id", options.id), options.attributes,
            attrIf("open", options.open),
            el("summary", cls("nhsuk-details__summary"),
               el("span", cls("nhsuk-details__summary-text"), options.summary.html())),
            el("div", cls("nhsuk-details__text"), options.text.html()));
}

Html warningCallout(const WarningCallout& options) {
  const bool saysSo = options.heading.find("Important") != std::string::npos ||
                      options.heading.find("important") != std::string::npos;
  return card({.heading = {.text = options.heading,
                           .level = options.headingLevel,
                           .visuallyHiddenText = saysSo ? "" : options.visuallyHiddenText},
               .description = options.text,
               .variant = CardVariant::warning,
               .actions = options.actions,
               .id = options.id,
               .classes = options.classes,
               .attributes = options.attributes});
}

Html doDontList(const DoDontList& options) {
  const bool cross = options.icon == DoDont::cross;
  auto prefix = options.prefixText;
  if (prefix.empty() && cross) prefix = "do not";
  const bool prefixed = !options.hidePrefix && !prefix.empty();
  return card(
      {.heading = {.text = options.heading, .level = options.headingLevel},
       .description =
           el("ul", cls(cross ? "nhsuk-list nhsuk-list--cross" : "nhsuk-list nhsuk-list--tick"),
              attr("role", "list"),
              each(options.items,
                   [&](const Content& item) {
                     return el("li", icon(cross ? Icon::cross : Icon::tick), when(prefixed, prefix),
                               when(prefixed, " "), item.html());
                   })),
       .variant = CardVariant::feature,
       .id = options.id,
       .classes = options.classes,
       .attributes = options.attributes});
}

}  // namespace refocus::html::nhs
