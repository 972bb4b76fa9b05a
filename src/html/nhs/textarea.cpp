#include "html/nhs/textarea.hpp"

#include "html/nhs/class_names.hpp"
#include "html/nhs/field.hpp"

namespace refocus::html::nhs {
namespace {

/// What the script that counts reads.
Attributes countAttributes(const CharacterCount& options) {
  Attributes attributes{{"data-module", "nhsuk-character-count"}};
  const auto number = [&](const char* name, int value) {
    if (value > 0) attributes.add(name, std::to_string(value));
  };
  number("data-maxlength", options.maxlength);
  number("data-maxwords", options.maxwords);
  number("data-threshold", options.threshold);
  const auto type =
      options.countType.empty() && options.maxwords > 0 ? std::string{"words"} : options.countType;
  if (!type.empty()) attributes.add("data-count-type", type);
  if (options.maxlength == 0 && options.maxwords == 0) {
    translate(attributes, "textarea-description",
              PluralText{.other = options.textareaDescriptionText});
  }
  translate(attributes, "characters-under-limit", options.charactersUnderLimitText);
  translate(attributes, "characters-at-limit", options.charactersAtLimitText);
  translate(attributes, "characters-over-limit", options.charactersOverLimitText);
  translate(attributes, "words-under-limit", options.wordsUnderLimitText);
  translate(attributes, "words-at-limit", options.wordsAtLimitText);
  translate(attributes, "words-over-limit", options.wordsOverLimitText);
  for (const auto& [name, value] : options.formGroup.attributes.list()) {
    attributes.add(name, value);
  }
  return attributes;
}

/// What is said without the script; empty where only the script knows the limit.
std::string limitInWords(const CharacterCount& options) {
  const int limit = options.maxwords > 0 ? options.maxwords : options.maxlength;
  if (limit == 0) return {};
  const bool words =
      options.countType == "words" || (options.countType.empty() && options.maxwords > 0);
  auto text = options.textareaDescriptionText;
  if (text.empty()) {
    text = words ? "You can enter up to %{count} words" : "You can enter up to %{count} characters";
  }
  constexpr std::string_view kCount = "%{count}";
  const auto at = text.find(kCount);
  return at == std::string::npos ? text : text.replace(at, kCount.size(), std::to_string(limit));
}

}  // namespace

Html textarea(const Textarea& options) {
  const auto& id = options.id.empty() ? options.name : options.id;
  const auto notes =
      fieldNotes(options.hint, options.errorMessage, options.error, id, options.describedBy);
  ClassNames classes{"nhsuk-textarea"};
  classes.addIf(notes.hasError, "nhsuk-textarea--error").add(options.classes);
  return formGroup(
      options.formGroup, notes.hasError,
      fragment(
          labelFor(options.label, id), notes.html, options.formGroup.beforeInput.html(),
          el("textarea", classes.attribute(), attr("id", id), attr("name", options.name),
             attr("rows", options.rows), attrIf("spellcheck", wordOf(options.spellcheck)),
             attrIf("disabled", options.disabled), attrIf("aria-describedby", notes.describedBy),
             attrIf("autocomplete", options.autocomplete), options.attributes, options.value),
          options.formGroup.afterInput.html()));
}

Html characterCount(const CharacterCount& options) {
  const auto& id = options.id.empty() ? options.name : options.id;
  const auto words = limitInWords(options);
  Hint message{.text = words, .id = id + "-info", .classes = "nhsuk-character-count__message"};
  if (!options.countMessageClasses.empty()) message.classes += " " + options.countMessageClasses;
  if (words.empty()) message.attributes.add("hidden", "");

  auto group = options.formGroup;
  group.classes = (group.classes.empty() ? "" : group.classes + " ") + "nhsuk-character-count";
  group.attributes = countAttributes(options);
  group.afterInput = fragment(hint(message), options.formGroup.afterInput.html());
  return textarea({
      .label = options.label,
      .hint = options.hint,
      .errorMessage = options.errorMessage,
      .error = options.error,
      .id = id,
      .name = options.name,
      .value = options.value,
      .rows = options.rows,
      .disabled = options.disabled,
      .describedBy = id + "-info",
      .autocomplete = options.autocomplete,
      .spellcheck = options.spellcheck,
      .classes =
          "nhsuk-js-character-count" + (options.classes.empty() ? "" : " " + options.classes),
      .attributes = options.attributes,
      .formGroup = group,
  });
}

}  // namespace refocus::html::nhs
