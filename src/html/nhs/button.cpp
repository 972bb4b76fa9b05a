#include "html/nhs/button.hpp"

#include "html/nhs/class_names.hpp"

namespace refocus::html::nhs {
namespace {

std::string_view nameOf(ButtonVariant variant) {
  switch (variant) {
    case ButtonVariant::standard:
      return {};
    case ButtonVariant::secondary:
      return "secondary";
    case ButtonVariant::secondarySolid:
      return "secondary-solid";
    case ButtonVariant::reverse:
      return "reverse";
    case ButtonVariant::warning:
      return "warning";
    case ButtonVariant::login:
      return "login";
    case ButtonVariant::brand:
      return "brand";
  }
  return {};
}

std::string_view orSubmit(const std::string& type) {
  return type.empty() ? std::string_view{"submit"} : std::string_view{type};
}

Html buttonContent(const Button& options) {
  if (options.icon == Icon::none) return options.text.html();
  const auto drawn = icon(options.icon);
  const bool atStart = options.iconPlacement == IconPlacement::start;
  return fragment(
      when(atStart, drawn),
      when(!options.text.empty(),
           [&] { return el("span", cls("nhsuk-button__content"), options.text.html()); }),
      when(!atStart, drawn));
}

}  // namespace

Html button(const Button& options) {
  ClassNames classes{"nhsuk-button"};
  classes.addVariant("nhsuk-button--", nameOf(options.variant))
      .addIf(options.icon != Icon::none, "nhsuk-button--icon")
      .addIf(options.small, "nhsuk-button--small")
      .add(options.classes);
  const auto doubleClick = wordOf(options.preventDoubleClick);

  if (!options.href.empty() && options.type.empty()) {
    return el("a", classes.attribute(), attrIf("id", options.id),
              attr("data-module", "nhsuk-button"), attrIf("data-prevent-double-click", doubleClick),
              attr("href", options.href), attr("role", "button"), attr("draggable", "false"),
              attrIf("aria-label", options.ariaLabel), options.attributes, buttonContent(options));
  }
  return el("button", classes.attribute(), attrIf("id", options.id), attrIf("name", options.name),
            attr("data-module", "nhsuk-button"), attrIf("data-prevent-double-click", doubleClick),
            attr("type", orSubmit(options.type)), attrIf("value", options.value),
            attrIf("disabled", options.disabled), attrIf("aria-label", options.ariaLabel),
            attrIf("aria-disabled", options.disabled ? "true" : ""), options.attributes,
            buttonContent(options));
}

Html actionLink(const ActionLink& options) {
  ClassNames classes{"nhsuk-action-link"};
  classes.addIf(options.variant == LinkVariant::reverse, "nhsuk-action-link--reverse")
      .add(options.classes);
  const auto content = fragment(icon(Icon::arrowRightCircle),
                                el("span", cls("nhsuk-action-link__text"), options.text.html()));
  if (!options.href.empty() && options.type.empty()) {
    return el("a", classes.attribute(), attrIf("id", options.id), attr("href", options.href),
              attrIf("target", options.openInNewWindow ? "_blank" : ""), options.attributes,
              content);
  }
  return el("button", classes.attribute(), attrIf("id", options.id),
            attr("type", orSubmit(options.type)), options.attributes, content);
}

Html backLink(const BackLink& options) {
  ClassNames classes{"nhsuk-back-link"};
  classes.addIf(options.variant == LinkVariant::reverse, "nhsuk-back-link--reverse")
      .add(options.classes);
  const auto content = fragment(when(!options.visuallyHiddenText.empty(),
                                     [&] {
                                       return el("span", cls("nhsuk-u-visually-hidden"),
                                                 options.visuallyHiddenText, " ");
                                     }),
                                options.text.html());
  if (!options.href.empty() && options.type.empty()) {
    return el("a", classes.attribute(), attrIf("id", options.id), attr("href", options.href),
              options.attributes, content);
  }
  return el("button", classes.attribute(), attrIf("id", options.id),
            attr("type", orSubmit(options.type)), options.attributes, content);
}

}  // namespace refocus::html::nhs
