#include "html/nhs/card.hpp"

#include "html/nhs/class_names.hpp"
#include "html/nhs/heading_parts.hpp"
#include "html/nhs/icon.hpp"

namespace refocus::html::nhs {
namespace {

std::string_view nameOf(CardVariant variant) {
  switch (variant) {
    case CardVariant::standard:
      return {};
    case CardVariant::feature:
      return "feature";
    case CardVariant::primary:
      return "primary";
    case CardVariant::secondary:
      return "secondary";
    case CardVariant::warning:
      return "warning";
    case CardVariant::nonUrgent:
      return "non-urgent";
    case CardVariant::urgent:
      return "urgent";
    case CardVariant::emergency:
      return "emergency";
  }
  return {};
}

bool isCare(CardVariant variant) {
  return variant == CardVariant::nonUrgent || variant == CardVariant::urgent ||
         variant == CardVariant::emergency;
}

/// What the colour of a care card says.
std::string_view urgencyInWords(CardVariant variant) {
  switch (variant) {
    case CardVariant::emergency:
      return "Immediate action required";
    case CardVariant::urgent:
      return "Urgent advice";
    default:
      return "Non-urgent advice";
  }
}

Html headingWords(const Card& options, std::string_view spokenFirst) {
  const auto& heading = options.heading;
  if (!options.href.empty() && options.variant != CardVariant::feature) {
    return el("a", cls("nhsuk-card__link"), attr("href", options.href), heading.text);
  }
  if (!spokenFirst.empty()) {
    return el("span", attr("role", "text"),
              el("span", cls("nhsuk-u-visually-hidden"), spokenFirst, ": "), heading.text);
  }
  return text(heading.text);
}

Html cardHeading(const Card& options, bool careCard) {
  const auto& heading = options.heading;
  if (heading.text.empty()) return heading.below;
  const auto arrow =
      careCard ? el("span", cls("nhsuk-card--care__arrow"), attr("aria-hidden", "true")) : Html{};
  ClassNames classes{"nhsuk-card__heading"};
  classes.addVariant("nhsuk-heading-", nameOf(heading.size)).add(heading.classes);
  std::string_view spokenFirst = heading.visuallyHiddenText;
  if (careCard && spokenFirst.empty()) spokenFirst = urgencyInWords(options.variant);
  return fragment(captioned({.element = headingTag(heading.level),
                             .classes = classes.names(),
                             .id = heading.id,
                             .attributes = heading.attributes,
                             .caption = sizedCaption(heading.caption, heading.size),
                             .content = headingWords(options, spokenFirst)}),
                  heading.below, arrow);
}

Html cardActions(const Card& options) {
  if (options.actions.empty()) return {};
  const auto one = [&](const Action& each) { return action(each, options.heading.text); };
  if (options.actions.size() == 1) {
    return el("div", cls("nhsuk-card__actions"), one(options.actions.front()));
  }
  return el("ul", cls("nhsuk-card__actions"), each(options.actions, [&](const Action& each) {
              return el("li", cls("nhsuk-card__action"), one(each));
            }));
}

Html cardImage(const Card& options) {
  if (!options.image.empty()) return options.image;
  if (options.imageSource.empty()) return {};
  return el("img", cls("nhsuk-card__img"), attr("src", options.imageSource),
            attr("alt", options.imageAlt));
}

}  // namespace

Html card(const Card& options) {
  const bool careCard = isCare(options.variant) && !options.heading.text.empty();
  ClassNames classes{"nhsuk-card"};
  classes.addIf(options.clickable, "nhsuk-card--clickable");
  if (careCard) classes.add("nhsuk-card--care");
  if (careCard || !isCare(options.variant)) {
    classes.addVariant(careCard ? "nhsuk-card--care--" : "nhsuk-card--", nameOf(options.variant));
  }
  classes.add(options.classes);

  const auto heading = cardHeading(options, careCard);
  const bool headingApart = careCard || !options.actions.empty();
  const auto& words = options.description;
  return el(
      "div", classes.attribute(), attrIf("id", options.id), options.attributes, cardImage(options),
      when(headingApart,
           [&] {
             return el("div", cls("nhsuk-card__heading-container"), heading, cardActions(options));
           }),
      el("div", cls("nhsuk-card__content"), when(!headingApart, heading),
         words.isText() ? el("p", cls("nhsuk-card__description"), words.html()) : words.html(),
         when(options.variant == CardVariant::primary, icon(Icon::chevronRightCircle))));
}

Html action(const Action& options, std::string_view cardHeading) {
  ClassNames classes{"nhsuk-link"};
  classes.add(options.classes);
  const bool named = !cardHeading.empty();
  const auto content = fragment(
      options.text.html(), when(named || !options.visuallyHiddenText.empty(), [&] {
        return el("span", cls("nhsuk-u-visually-hidden"),
                  when(!options.visuallyHiddenText.empty(), " "), options.visuallyHiddenText,
                  when(named, [&] { return fragment(" (", cardHeading, ")"); }));
      }));
  if (!options.href.empty() && options.type.empty()) {
    return el("a", classes.attribute(), attrIf("id", options.id), attr("href", options.href),
              options.attributes, content);
  }
  return el("button", classes.attribute(), attrIf("id", options.id), attrIf("name", options.name),
            attr("type", options.type.empty() ? std::string{"submit"} : options.type),
            attrIf("value", options.value), options.attributes, content);
}

}  // namespace refocus::html::nhs
