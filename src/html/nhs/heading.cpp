#include "html/nhs/heading.hpp"

#include "base/fault.hpp"
#include "html/nhs/class_names.hpp"
#include "html/nhs/heading_parts.hpp"

namespace refocus::html::nhs {

std::string_view nameOf(Size size) {
  switch (size) {
    case Size::standard:
      return {};
    case Size::xxs:
      return "xxs";
    case Size::xs:
      return "xs";
    case Size::s:
      return "s";
    case Size::m:
      return "m";
    case Size::l:
      return "l";
    case Size::xl:
      return "xl";
    case Size::xxl:
      return "xxl";
  }
  return {};
}

Tag headingTag(int level) {
  switch (level) {
    case 1:
      return "h1";
    case 2:
      return "h2";
    case 3:
      return "h3";
    case 4:
      return "h4";
    case 5:
      return "h5";
    case 6:
      return "h6";
    default:
      throw Fault(FaultCode::internal,
                  "html: there is no heading of level " + std::to_string(level));
  }
}

Html caption(const Caption& options) {
  if (options.text.empty()) return {};
  // A caption has no classes for the smallest sizes.
  const bool sized = options.size >= Size::m;
  ClassNames classes{sized ? "" : "nhsuk-caption"};
  if (sized) classes.addVariant("nhsuk-caption-", nameOf(options.size));
  const bool after =
      options.placement == CaptionPlacement::after || options.placement == CaptionPlacement::end;
  classes.addIf(after, "nhsuk-caption--bottom").add(options.classes);
  return el(options.element, classes.attribute(), attrIf("id", options.id), options.attributes,
            options.text.html());
}

Caption sizedCaption(const Caption& options, Size size) {
  auto sized = options;
  if (sized.size == Size::standard) sized.size = size;
  return sized;
}

Html captioned(const HeadingParts& parts) {
  const auto at = [&](CaptionPlacement place) {
    return parts.caption.placement == place ? caption(parts.caption) : Html{};
  };
  const auto spaceAt = [&](CaptionPlacement place) {
    return std::string_view{at(place).empty() ? "" : " "};
  };
  return fragment(
      at(CaptionPlacement::before),
      el(parts.element, attrIf("class", parts.classes), attrIf("id", parts.id), parts.attributes,
         at(CaptionPlacement::start), spaceAt(CaptionPlacement::start), parts.content,
         when(!parts.visuallyHiddenText.empty(),
              [&] {
                return el("span", cls("nhsuk-u-visually-hidden"), " ", parts.visuallyHiddenText);
              }),
         spaceAt(CaptionPlacement::end), at(CaptionPlacement::end)),
      at(CaptionPlacement::after));
}

Html heading(const Heading& options) {
  if (options.text.empty()) return {};
  const bool sized = options.size != Size::standard &&
                     options.classes.find(options.classPrefix) == std::string::npos;
  // "nhsuk-heading-l" stands instead of "nhsuk-heading", other prefixes beside their class.
  const bool instead = options.classPrefix == options.className + "-";
  ClassNames classes{sized && instead ? "" : std::string_view{options.className}};
  if (sized) classes.addVariant(options.classPrefix, nameOf(options.size));
  classes.add(options.classes);
  return captioned({
      .element = headingTag(options.level),
      .classes = classes.names(),
      .id = options.id,
      .attributes = options.attributes,
      .caption = sizedCaption(options.caption, options.size),
      .content = options.href.empty()
                     ? options.text.html()
                     : el("a", cls("nhsuk-link"), attr("href", options.href), options.text.html()),
      .visuallyHiddenText = options.visuallyHiddenText,
  });
}

}  // namespace refocus::html::nhs
