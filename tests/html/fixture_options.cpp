#include "tests/html/fixture_options.hpp"

#include <ostream>

namespace refocus::html::testing {
namespace {

const Json kNothing = nullptr;

}  // namespace

const Json& at(const Json& options, const char* key) {
  return options.is_object() && options.contains(key) ? options.at(key) : kNothing;
}

bool given(const Json& options, const char* key) {
  const auto& value = at(options, key);
  return !value.is_null() && value != false;
}

std::string words(const Json& options, const char* key, std::string standard) {
  const auto& value = at(options, key);
  if (value.is_string()) return value.get<std::string>();
  return value.is_number() ? value.dump() : standard;
}

bool flag(const Json& options, const char* key, bool standard) {
  return choice(options, key).value_or(standard);
}

std::optional<bool> choice(const Json& options, const char* key) {
  const auto& value = at(options, key);
  return value.is_boolean() ? std::optional{value.get<bool>()} : std::nullopt;
}

int number(const Json& options, const char* key, int standard) {
  const auto& value = at(options, key);
  return value.is_number() ? value.get<int>() : standard;
}

Content content(const Json& options) {
  if (options.is_string()) return options.get<std::string>();
  if (given(options, "html")) return raw(words(options, "html"));
  return given(options, "text") ? Content{words(options, "text")} : Content{};
}

Content contentAt(const Json& options, const char* key) { return content(at(options, key)); }

std::string plainWords(const Json& options) {
  return options.is_string() ? options.get<std::string>() : words(options, "text");
}

nhs::Size size(const Json& options, const char* key) {
  using nhs::Size;
  const auto name = words(options, key);
  for (const auto one : {Size::xxs, Size::xs, Size::s, Size::m, Size::l, Size::xl, Size::xxl}) {
    if (name == nhs::nameOf(one)) return one;
  }
  return Size::standard;
}

Attributes attributes(const Json& options) {
  Attributes all;
  for (const auto& [name, value] : at(options, "attributes").items()) {
    all.add(name, value.is_string() ? value.get<std::string>() : value.dump());
  }
  return all;
}

nhs::Caption captionOf(const Json& options) {
  using nhs::CaptionPlacement;
  nhs::Caption caption{.text = content(options),
                       .size = size(options),
                       .id = words(options, "id"),
                       .classes = words(options, "classes"),
                       .attributes = attributes(options)};
  const auto placement = words(options, "placement");
  if (placement == "before") caption.placement = CaptionPlacement::before;
  if (placement == "after") caption.placement = CaptionPlacement::after;
  if (placement == "end") caption.placement = CaptionPlacement::end;
  const auto element = words(options, "element");
  if (element == "p") caption.element = "p";
  if (element == "h2") caption.element = "h2";
  return caption;
}

namespace {

/// Labels and legends have their words, size and caption in `heading` when they are headings.
template <class Words>
Words headed(const Json& options) {
  Words all{.text = content(options),
            .size = size(options),
            .caption = captionOf(at(options, "caption")),
            .visuallyHiddenText = words(options, "visuallyHiddenText"),
            .id = words(options, "id"),
            .classes = words(options, "classes"),
            .attributes = attributes(options)};
  const auto& heading = at(options, "heading");
  const bool isHeading = (flag(options, "isPageHeading") && heading != false) ||
                         (at(options, "isPageHeading") != false && given(options, "heading"));
  const auto inner = content(heading);
  if (!inner.empty() && (isHeading || all.text.empty())) all.text = inner;
  if (!isHeading) return all;
  all.headingLevel = number(heading, "level", 1);
  all.headingId = words(heading, "id");
  if (given(heading, "size")) all.size = size(heading);
  if (given(heading, "caption")) all.caption = captionOf(at(heading, "caption"));
  return all;
}

}  // namespace

nhs::Label labelOf(const Json& options) {
  auto label = headed<nhs::Label>(options);
  label.forId = words(options, "for");
  return label;
}

nhs::Legend legendOf(const Json& options) { return headed<nhs::Legend>(options); }

nhs::Fieldset fieldsetOf(const Json& options) {
  return {.legend = legendOf(at(options, "legend")),
          .html = raw(words(options, "html")),
          .describedBy = words(options, "describedBy"),
          .role = words(options, "role"),
          .id = words(options, "id"),
          .classes = words(options, "classes"),
          .attributes = attributes(options)};
}

nhs::Hint hintOf(const Json& options) {
  return {.text = content(options),
          .id = words(options, "id"),
          .classes = words(options, "classes"),
          .attributes = attributes(options)};
}

nhs::ErrorMessage errorOf(const Json& options) {
  return {.text = content(options),
          .visuallyHiddenText = words(options, "visuallyHiddenText", "Error"),
          .id = words(options, "id"),
          .classes = words(options, "classes"),
          .attributes = attributes(options)};
}

bool isErrorWithoutWords(const Json& options) { return at(options, "errorMessage") == true; }

nhs::FormGroup formGroupOf(const Json& options) {
  return {.classes = words(options, "classes"),
          .attributes = attributes(options),
          .beforeInput = contentAt(options, "beforeInput"),
          .afterInput = contentAt(options, "afterInput")};
}

nhs::LinkVariant linkVariant(const Json& options) {
  return words(options, "variant") == "reverse" ? nhs::LinkVariant::reverse
                                                : nhs::LinkVariant::standard;
}

void PrintTo(const DrawnComponent& component, std::ostream* out) { *out << component.name; }

const std::vector<DrawnComponent>& drawnComponents() {
  static const std::vector<DrawnComponent> kAll{
      {"action-link", actionLinkFromFixture},
      {"back-link", backLinkFromFixture},
      {"breadcrumb", breadcrumbFromFixture},
      {"button", buttonFromFixture},
      {"card", cardFromFixture},
      {"character-count", characterCountFromFixture},
      {"checkboxes", checkboxesFromFixture},
      {"contents-list", contentsListFromFixture},
      {"date-input", dateInputFromFixture},
      {"details", detailsFromFixture},
      {"do-dont-list", doDontListFromFixture},
      {"error-message", errorMessageFromFixture},
      {"error-summary", errorSummaryFromFixture},
      {"fieldset", fieldsetFromFixture},
      {"file-upload", fileUploadFromFixture},
      {"footer", footerFromFixture},
      {"header", headerFromFixture},
      {"heading", headingFromFixture},
      {"hint", hintFromFixture},
      {"input", inputFromFixture},
      {"inset-text", insetTextFromFixture},
      {"label", labelFromFixture},
      {"legend", legendFromFixture},
      {"notification-banner", notificationBannerFromFixture},
      {"pagination", paginationFromFixture},
      {"panel", panelFromFixture},
      {"password-input", passwordInputFromFixture},
      {"radios", radiosFromFixture},
      {"scroll", scrollFromFixture},
      {"search-input", searchInputFromFixture},
      {"select", selectFromFixture},
      {"skip-link", skipLinkFromFixture},
      {"summary-list", summaryListFromFixture},
      {"tables", tableFromFixture},
      {"tag", tagFromFixture},
      {"task-list", taskListFromFixture},
      {"textarea", textareaFromFixture},
      {"warning-callout", warningCalloutFromFixture},
  };
  return kAll;
}

}  // namespace refocus::html::testing
