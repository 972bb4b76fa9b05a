#include "html/nhs/form.hpp"

#include "html/nhs/class_names.hpp"
#include "html/nhs/field.hpp"
#include "html/nhs/heading_parts.hpp"

namespace refocus::html::nhs {
namespace {

bool isOutside(CaptionPlacement placement) {
  return placement == CaptionPlacement::before || placement == CaptionPlacement::after;
}

}  // namespace

Html label(const Label& options) {
  if (options.text.empty()) return {};
  ClassNames classes{"nhsuk-label"};
  classes.addVariantUnless(options.classes, "nhsuk-label--", nameOf(options.size))
      .add(options.classes);
  const auto sized = sizedCaption(options.caption, options.size);
  Attributes attributes;
  if (!options.forId.empty()) attributes.add("for", options.forId);
  for (const auto& [name, value] : options.attributes.list()) attributes.add(name, value);

  auto inner = captioned({.element = "label",
                          .classes = classes.names(),
                          .id = options.id,
                          .attributes = attributes,
                          .caption = isOutside(sized.placement) ? Caption{} : sized,
                          .content = options.text.html(),
                          .visuallyHiddenText = options.visuallyHiddenText});
  if (options.headingLevel != 0) {
    inner = el(headingTag(options.headingLevel), cls("nhsuk-label-wrapper"),
               attrIf("id", options.headingId), inner);
  }
  const auto outside = isOutside(sized.placement) ? caption(sized) : Html{};
  return sized.placement == CaptionPlacement::before ? fragment(outside, inner)
                                                     : fragment(inner, outside);
}

Html legend(const Legend& options) {
  if (options.text.empty()) return {};
  ClassNames classes{"nhsuk-fieldset__legend"};
  classes.addVariantUnless(options.classes, "nhsuk-fieldset__legend--", nameOf(options.size))
      .add(options.classes);
  auto sized = sizedCaption(options.caption, options.size);
  // A legend is the first thing in its fieldset, so nothing can stand before it.
  if (sized.placement == CaptionPlacement::before) sized.placement = CaptionPlacement::start;
  const bool after = sized.placement == CaptionPlacement::after;
  const Attributes none;
  const bool isHeading = options.headingLevel != 0;

  const auto words = captioned({
      .element = isHeading ? headingTag(options.headingLevel) : Tag{"legend"},
      .classes = isHeading ? std::string_view{"nhsuk-fieldset__heading"} : classes.names(),
      .id = isHeading ? options.headingId : options.id,
      .attributes = isHeading ? none : options.attributes,
      .caption = after ? Caption{} : sized,
      .content = options.text.html(),
      .visuallyHiddenText = options.visuallyHiddenText,
  });
  const auto behind = after ? caption(sized) : Html{};
  if (!isHeading) return fragment(words, behind);
  return fragment(
      el("legend", classes.attribute(), attrIf("id", options.id), options.attributes, words),
      behind);
}

Html fieldset(const Fieldset& options) {
  ClassNames classes{"nhsuk-fieldset"};
  classes.add(options.classes);
  return el("fieldset", classes.attribute(), attrIf("id", options.id), attrIf("role", options.role),
            attrIf("aria-describedby", options.describedBy), options.attributes,
            legend(options.legend), options.html);
}

Html hint(const Hint& options) {
  ClassNames classes{"nhsuk-hint"};
  classes.add(options.classes);
  return el("div", classes.attribute(), attrIf("id", options.id), options.attributes,
            options.text.html());
}

Html errorMessage(const ErrorMessage& options) {
  ClassNames classes{"nhsuk-error-message"};
  classes.add(options.classes);
  return el("span", classes.attribute(), attrIf("id", options.id), options.attributes,
            when(!options.visuallyHiddenText.empty(),
                 [&] {
                   return el("span", cls("nhsuk-u-visually-hidden"), options.visuallyHiddenText,
                             ": ");
                 }),
            options.text.html());
}

FieldNotes fieldNotes(const Hint& hintOptions, const ErrorMessage& errorOptions, bool isError,
                      const std::string& id, const std::string& describedBy) {
  FieldNotes notes{.describedBy = describedBy, .hasError = isError || !errorOptions.text.empty()};
  const auto describe = [&](const std::string& noteId) {
    if (!notes.describedBy.empty()) notes.describedBy += ' ';
    notes.describedBy += noteId;
  };
  if (!hintOptions.text.empty()) {
    auto withId = hintOptions;
    if (withId.id.empty()) withId.id = id + "-hint";
    describe(withId.id);
    notes.html += hint(withId);
  }
  if (!errorOptions.text.empty()) {
    auto withId = errorOptions;
    if (withId.id.empty()) withId.id = id + "-error";
    describe(withId.id);
    notes.html += errorMessage(withId);
  }
  return notes;
}

Html formGroup(const FormGroup& options, bool hasError, const Html& html) {
  ClassNames classes{"nhsuk-form-group"};
  classes.addIf(hasError, "nhsuk-form-group--error").add(options.classes);
  return el("div", classes.attribute(), options.attributes, html);
}

Html labelFor(const Label& options, const std::string& id) {
  auto labelled = options;
  if (labelled.forId.empty()) labelled.forId = id;
  return label(labelled);
}

void translate(Attributes& attributes, const std::string& key, const PluralText& words) {
  const auto add = [&](std::string_view rule, const std::string& text) {
    if (!text.empty()) attributes.add("data-i18n." + key + "." + std::string{rule}, text);
  };
  add("zero", words.zero);
  add("one", words.one);
  add("two", words.two);
  add("few", words.few);
  add("many", words.many);
  add("other", words.other);
}

void translate(Attributes& attributes, const std::string& key, const std::string& words) {
  if (!words.empty()) attributes.add("data-i18n." + key, words);
}

}  // namespace refocus::html::nhs
