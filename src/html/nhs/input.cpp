#include "html/nhs/input.hpp"

#include "html/nhs/class_names.hpp"
#include "html/nhs/field.hpp"

namespace refocus::html::nhs {
namespace {

Html inputElement(const Input& options, const std::string& id, const FieldNotes& notes) {
  ClassNames classes{"nhsuk-input"};
  classes.addIf(options.large, "nhsuk-input--large")
      .addIf(options.code, "nhsuk-input--code")
      .addIf(notes.hasError, "nhsuk-input--error")
      .addVariantUnless(options.classes, "nhsuk-input--width-",
                        options.width > 0 ? std::to_string(options.width) : "")
      .add(options.classes);
  return el("input", classes.attribute(), attr("id", id), attr("name", options.name),
            attr("type", options.type), attrIf("spellcheck", wordOf(options.spellcheck)),
            attrIf("value", options.value), attrIf("disabled", options.disabled),
            attrIf("aria-describedby", notes.describedBy),
            attrIf("autocomplete", options.autocomplete),
            attrIf("autocapitalize", options.autocapitalize), attrIf("pattern", options.pattern),
            attrIf("placeholder", options.placeholder), attrIf("inputmode", options.inputmode),
            options.attributes);
}

Html affix(const Affix& options, std::string_view className) {
  if (options.text.empty()) return {};
  ClassNames classes{className};
  classes.add(options.classes);
  return el("div", classes.attribute(), attr("aria-hidden", "true"), options.attributes,
            options.text.html());
}

bool needsWrapper(const Input& options) {
  return !options.prefix.text.empty() || !options.suffix.text.empty() ||
         !options.formGroup.beforeInput.empty() || !options.formGroup.afterInput.empty() ||
         !options.inputWrapper.classes.empty() || !options.inputWrapper.attributes.list().empty();
}

}  // namespace

Html input(const Input& options) {
  const auto& id = options.id.empty() ? options.name : options.id;
  const auto notes =
      fieldNotes(options.hint, options.errorMessage, options.error, id, options.describedBy);
  auto element = inputElement(options, id, notes);
  if (needsWrapper(options)) {
    ClassNames classes{"nhsuk-input-wrapper"};
    classes.addIf(options.large, "nhsuk-input-wrapper--large").add(options.inputWrapper.classes);
    element = el("div", classes.attribute(), options.inputWrapper.attributes,
                 options.formGroup.beforeInput.html(),
                 affix(options.prefix, "nhsuk-input-wrapper__prefix"), element,
                 affix(options.suffix, "nhsuk-input-wrapper__suffix"),
                 options.formGroup.afterInput.html());
  }
  return formGroup(options.formGroup, notes.hasError,
                   fragment(labelFor(options.label, id), notes.html, element));
}

Html searchInput(SearchInput options) {
  Input& input = options.input;
  const auto with = [](std::string& classes, std::string_view ours) {
    classes = std::string(ours) + (classes.empty() ? "" : " " + classes);
  };
  if (options.button) {
    Button& button = *options.button;
    button.small = !input.large;
    button.disabled = options.buttonDisabled.value_or(input.disabled);
    with(button.classes, "nhsuk-search-input__button");
    input.formGroup.afterInput = fragment(nhs::button(button), input.formGroup.afterInput.html());
  }
  with(input.classes, "nhsuk-search-input__input");
  with(input.inputWrapper.classes, "nhsuk-search-input__wrapper");
  with(input.formGroup.classes,
       input.large ? "nhsuk-search-input nhsuk-search-input--large" : "nhsuk-search-input");
  return nhs::input(input);
}

Html passwordInput(const PasswordInput& options) {
  const auto& id = options.id.empty() ? options.name : options.id;
  const auto orElse = [](const std::string& given, const char* words) {
    return given.empty() ? std::string{words} : given;
  };
  const Button toggle{
      .text = orElse(options.showPasswordText, "Show"),
      .variant = options.buttonVariant,
      .small = !options.large,
      .type = "button",
      .disabled = options.buttonDisabled.value_or(options.disabled),
      .preventDoubleClick = options.preventDoubleClick,
      .ariaLabel = orElse(options.showPasswordAriaLabel, "Show password"),
      .classes = "nhsuk-password-input__toggle nhsuk-js-password-input-toggle",
      .attributes = {{"aria-controls", id}, {"hidden"}},
  };

  auto group = options.formGroup;
  group.classes = (group.classes.empty() ? "" : group.classes + " ") + "nhsuk-password-input";
  Attributes attributes{{"data-module", "nhsuk-password-input"}};
  const auto translate = [&](std::string_view key, const std::string& words) {
    if (!words.empty()) attributes.add("data-i18n." + std::string{key}, words);
  };
  translate("show-password", options.showPasswordText);
  translate("hide-password", options.hidePasswordText);
  translate("show-password-aria-label", options.showPasswordAriaLabel);
  translate("hide-password-aria-label", options.hidePasswordAriaLabel);
  translate("password-shown-announcement", options.passwordShownAnnouncementText);
  translate("password-hidden-announcement", options.passwordHiddenAnnouncementText);
  for (const auto& [name, value] : group.attributes.list()) attributes.add(name, value);
  group.attributes = attributes;
  group.afterInput = fragment(button(toggle), options.formGroup.afterInput.html());

  return input({
      .label = options.label,
      .hint = options.hint,
      .errorMessage = options.errorMessage,
      .error = options.error,
      .id = id,
      .name = options.name,
      .value = options.value,
      .type = "password",
      .width = options.width,
      .large = options.large,
      .code = options.code,
      .prefix = options.prefix,
      .suffix = options.suffix,
      .disabled = options.disabled,
      .describedBy = options.describedBy,
      .autocomplete = options.autocomplete,
      .autocapitalize = "none",
      .spellcheck = false,
      .classes = "nhsuk-password-input__input nhsuk-js-password-input-input" +
                 (options.classes.empty() ? "" : " " + options.classes),
      .attributes = options.attributes,
      .inputWrapper = options.inputWrapper,
      .formGroup = group,
  });
}

}  // namespace refocus::html::nhs
