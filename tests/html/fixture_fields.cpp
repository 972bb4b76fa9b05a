// Fixtures of form fields.
#include "tests/html/fixture_options.hpp"

namespace refocus::html::testing {
namespace {

/// What every field with a label has.
template <class Field>
Field labelled(const Json& options) {
  Field field;
  field.label = labelOf(at(options, "label"));
  field.hint = hintOf(at(options, "hint"));
  field.errorMessage = errorOf(at(options, "errorMessage"));
  field.error = isErrorWithoutWords(options);
  field.id = words(options, "id");
  field.name = words(options, "name");
  field.value = words(options, "value");
  field.disabled = flag(options, "disabled");
  field.classes = words(options, "classes");
  field.attributes = attributes(options);
  field.formGroup = formGroupOf(at(options, "formGroup"));
  return field;
}

/// What every group of choices has.
template <class Choices>
Choices chosen(const Json& options) {
  Choices choices;
  choices.name = words(options, "name");
  choices.idPrefix = words(options, "idPrefix");
  choices.fieldset = fieldsetOf(at(options, "fieldset"));
  choices.hint = hintOf(at(options, "hint"));
  choices.errorMessage = errorOf(at(options, "errorMessage"));
  choices.error = isErrorWithoutWords(options);
  choices.inLine = flag(options, "inline");
  choices.small = flag(options, "small");
  choices.disabled = flag(options, "disabled");
  choices.id = words(options, "id");
  choices.classes = words(options, "classes");
  choices.attributes = attributes(options);
  choices.formGroup = formGroupOf(at(options, "formGroup"));
  return choices;
}

template <class Item>
Item chosenItem(const Json& options) {
  Item item;
  item.value = words(options, "value");
  item.text = content(options);
  item.hint = hintOf(at(options, "hint"));
  item.conditional = raw(words(at(options, "conditional"), "html"));
  item.checked = choice(options, "checked");
  item.disabled = choice(options, "disabled");
  item.divider = words(options, "divider");
  item.id = words(options, "id");
  item.classes = words(options, "classes");
  item.attributes = attributes(options);
  return item;
}

nhs::Affix affixOf(const Json& options) {
  return {.text = content(options),
          .classes = words(options, "classes"),
          .attributes = attributes(options)};
}

nhs::PluralText pluralOf(const Json& options) {
  return {.zero = words(options, "zero"),
          .one = words(options, "one"),
          .two = words(options, "two"),
          .few = words(options, "few"),
          .many = words(options, "many"),
          .other = words(options, "other")};
}

std::optional<nhs::DateInputItem> dateItem(const Json& options, const char* name) {
  auto item = at(options, name);
  if (options.contains("items")) {
    item = false;
    for (const auto& one : options["items"]) {
      if (one.is_object() && one.at("name") == name) item = one;
    }
  }
  if (item == false) return std::nullopt;
  return nhs::DateInputItem{.label = contentAt(item, "label"),
                            .name = words(item, "name"),
                            .value = words(item, "value", words(at(options, "values"), name)),
                            .width = number(item, "width"),
                            .error = choice(item, "error"),
                            .disabled = choice(item, "disabled"),
                            .autocomplete = words(item, "autocomplete"),
                            .id = words(item, "id"),
                            .describedBy = words(item, "describedBy"),
                            .classes = words(item, "classes"),
                            .attributes = attributes(item)};
}

nhs::Input inputOf(const Json& options) {
  auto input = labelled<nhs::Input>(options);
  input.type = words(options, "type", "text");
  input.width = number(options, "width");
  input.large = flag(options, "large");
  input.code = flag(options, "code");
  input.prefix = affixOf(at(options, "prefix"));
  input.suffix = affixOf(at(options, "suffix"));
  input.autocomplete = words(options, "autocomplete");
  input.inputmode = words(options, "inputmode");
  input.placeholder = words(options, "placeholder");
  input.spellcheck = choice(options, "spellcheck");
  return input;
}

}  // namespace

Html labelFromFixture(const Json& options) { return nhs::label(labelOf(options)); }

Html legendFromFixture(const Json& options) { return nhs::legend(legendOf(options)); }

Html fieldsetFromFixture(const Json& options) { return nhs::fieldset(fieldsetOf(options)); }

Html hintFromFixture(const Json& options) { return nhs::hint(hintOf(options)); }

Html errorMessageFromFixture(const Json& options) { return nhs::errorMessage(errorOf(options)); }

Html inputFromFixture(const Json& options) { return nhs::input(inputOf(options)); }

Html searchInputFromFixture(const Json& options) {
  nhs::SearchInput search{.input = inputOf(options)};
  search.input.type = words(options, "type", "search");
  search.input.autocomplete = words(options, "autocomplete", "off");
  if (options.contains("button") && !given(options, "button")) {
    search.button.reset();
    return nhs::searchInput(search);
  }
  const auto& button = at(options, "button");
  search.button = buttonOf(button);
  if (!button.contains("icon")) search.button->icon = nhs::Icon::search;
  search.button->ariaLabel = words(button, "ariaLabel", "Search");
  search.buttonDisabled = choice(button, "disabled");
  return nhs::searchInput(search);
}

Html passwordInputFromFixture(const Json& options) {
  auto input = labelled<nhs::PasswordInput>(options);
  input.autocomplete = words(options, "autocomplete", "current-password");
  input.width = number(options, "width");
  input.large = flag(options, "large");
  input.code = flag(options, "code");
  input.prefix = affixOf(at(options, "prefix"));
  input.showPasswordText = words(options, "showPasswordText");
  input.showPasswordAriaLabel = words(options, "showPasswordAriaLabel");
  input.hidePasswordText = words(options, "hidePasswordText");
  input.hidePasswordAriaLabel = words(options, "hidePasswordAriaLabel");
  input.passwordShownAnnouncementText = words(options, "passwordShownAnnouncementText");
  input.passwordHiddenAnnouncementText = words(options, "passwordHiddenAnnouncementText");
  const auto& button = at(options, "button");
  if (given(button, "variant")) input.buttonVariant = buttonOf(button).variant;
  input.preventDoubleClick = choice(button, "preventDoubleClick");
  input.buttonDisabled = choice(button, "disabled");
  return nhs::passwordInput(input);
}

Html fileUploadFromFixture(const Json& options) {
  nhs::FileUpload upload{.label = labelOf(at(options, "label")),
                         .hint = hintOf(at(options, "hint")),
                         .errorMessage = errorOf(at(options, "errorMessage")),
                         .error = isErrorWithoutWords(options),
                         .id = words(options, "id"),
                         .name = words(options, "name"),
                         .multiple = flag(options, "multiple"),
                         .disabled = flag(options, "disabled")};
  if (const auto& classes = at(options, "chooseFilesButtonClassList"); classes.is_array()) {
    upload.chooseFilesButtonClassList = classes.get<std::vector<std::string>>();
  }
  upload.chooseFilesButtonText = words(options, "chooseFilesButtonText");
  upload.noFileChosenText = words(options, "noFileChosenText");
  upload.multipleFilesChosenText = pluralOf(at(options, "multipleFilesChosenText"));
  upload.dropInstructionText = words(options, "dropInstructionText");
  upload.enteredDropZoneText = words(options, "enteredDropZoneText");
  upload.leftDropZoneText = words(options, "leftDropZoneText");
  return nhs::fileUpload(upload);
}

Html textareaFromFixture(const Json& options) {
  auto textarea = labelled<nhs::Textarea>(options);
  textarea.rows = number(options, "rows", 5);
  textarea.autocomplete = words(options, "autocomplete");
  return nhs::textarea(textarea);
}

Html characterCountFromFixture(const Json& options) {
  auto count = labelled<nhs::CharacterCount>(options);
  count.rows = number(options, "rows", 5);
  count.maxlength = number(options, "maxlength");
  count.maxwords = number(options, "maxwords");
  count.threshold = number(options, "threshold");
  count.countType = words(options, "countType");
  count.textareaDescriptionText = words(options, "textareaDescriptionText");
  count.charactersUnderLimitText = pluralOf(at(options, "charactersUnderLimitText"));
  count.charactersAtLimitText = words(options, "charactersAtLimitText");
  count.charactersOverLimitText = pluralOf(at(options, "charactersOverLimitText"));
  return nhs::characterCount(count);
}

Html dateInputFromFixture(const Json& options) {
  return nhs::dateInput({.id = words(options, "id"),
                         .namePrefix = words(options, "namePrefix"),
                         .fieldset = fieldsetOf(at(options, "fieldset")),
                         .hint = hintOf(at(options, "hint")),
                         .errorMessage = errorOf(at(options, "errorMessage")),
                         .error = isErrorWithoutWords(options),
                         .disabled = flag(options, "disabled"),
                         .day = dateItem(options, "day"),
                         .month = dateItem(options, "month"),
                         .year = dateItem(options, "year"),
                         .classes = words(options, "classes"),
                         .attributes = attributes(options),
                         .formGroup = formGroupOf(at(options, "formGroup"))});
}

Html radiosFromFixture(const Json& options) {
  auto radios = chosen<nhs::Radios>(options);
  radios.value = words(options, "value");
  for (const auto& item : options["items"]) {
    radios.items.push_back(chosenItem<nhs::RadioItem>(item));
  }
  return nhs::radios(radios);
}

Html checkboxesFromFixture(const Json& options) {
  using nhs::CheckboxBehaviour;
  auto checkboxes = chosen<nhs::Checkboxes>(options);
  for (const auto& value : at(options, "values")) checkboxes.values.push_back(value);
  for (const auto& from : options["items"]) {
    auto item = chosenItem<nhs::CheckboxItem>(from);
    item.name = words(from, "name");
    const auto behaviour = words(from, "behaviour");
    if (behaviour == "inclusive") item.behaviour = CheckboxBehaviour::inclusive;
    if (behaviour == "exclusive" || flag(from, "exclusive")) {
      item.behaviour = CheckboxBehaviour::exclusive;
    }
    item.behaviourGroup = words(from, "exclusiveGroup", words(from, "behaviourGroup"));
    checkboxes.items.push_back(std::move(item));
  }
  return nhs::checkboxes(checkboxes);
}

Html selectFromFixture(const Json& options) {
  auto select = labelled<nhs::Select>(options);
  for (const auto& from : options["items"]) {
    nhs::SelectItem item{.text = words(from, "text"),
                         .selected = choice(from, "selected"),
                         .disabled = flag(from, "disabled"),
                         .divider = flag(from, "divider"),
                         .attributes = attributes(from)};
    if (from.contains("value")) item.value = words(from, "value");
    select.items.push_back(std::move(item));
  }
  return nhs::select(select);
}

}  // namespace refocus::html::testing
