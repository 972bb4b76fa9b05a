#include "html/nhs/choices.hpp"

#include <algorithm>

#include "html/nhs/class_names.hpp"
#include "html/nhs/field.hpp"

namespace refocus::html::nhs {
namespace {

/// The first has no number, so that an error summary can link to it without knowing more.
std::string itemIdOf(const std::string& given, const std::string& prefix, std::size_t number) {
  if (!given.empty()) return given;
  return number > 1 ? prefix + "-" + std::to_string(number) : prefix;
}

Hint itemHintOf(const Hint& options, const std::string& itemId, const std::string& className) {
  auto itemHint = options;
  if (itemHint.id.empty()) itemHint.id = itemId + "-item-hint";
  itemHint.classes = className + (options.classes.empty() ? "" : " " + options.classes);
  return itemHint;
}

Html inFieldset(const Fieldset& options, const FieldNotes& notes, Html inner) {
  if (options.legend.text.empty()) return inner;
  auto set = options;
  set.describedBy = notes.describedBy;
  set.html = std::move(inner);
  return fieldset(set);
}

Html radioItem(const Radios& options, const RadioItem& item, const std::string& id) {
  if (!item.divider.empty()) return el("div", cls("nhsuk-radios__divider"), item.divider);
  const bool checked = item.checked.value_or(!options.value.empty() && item.value == options.value);
  const auto itemHint = itemHintOf(item.hint, id, "nhsuk-radios__hint");
  const bool hasHint = !item.hint.text.empty();
  const auto conditionalId = "conditional-" + id;
  ClassNames classes{"nhsuk-radios__input"};
  classes.add(item.classes);
  return fragment(
      el("div", cls("nhsuk-radios__item"),
         el("input", classes.attribute(), attr("id", id), attr("name", options.name),
            attr("type", "radio"), attr("value", item.value), attrIf("checked", checked),
            attrIf("disabled", item.disabled.value_or(options.disabled)),
            when(!item.conditional.empty(), attr("data-aria-controls", conditionalId)),
            when(hasHint, attr("aria-describedby", itemHint.id)), item.attributes),
         label({.text = item.text, .forId = id, .classes = "nhsuk-radios__label"}),
         when(hasHint, [&] { return hint(itemHint); })),
      when(!item.conditional.empty(), [&] {
        ClassNames conditional{"nhsuk-radios__conditional"};
        conditional.addIf(!checked, "nhsuk-radios__conditional--hidden");
        return el("div", conditional.attribute(), attr("id", conditionalId), item.conditional);
      }));
}

std::string_view nameOf(CheckboxBehaviour behaviour) {
  switch (behaviour) {
    case CheckboxBehaviour::exclusive:
      return "exclusive";
    case CheckboxBehaviour::inclusive:
      return "inclusive";
    case CheckboxBehaviour::standard:
      break;
  }
  return {};
}

Html checkboxItem(const Checkboxes& options, const CheckboxItem& item, const std::string& id,
                  std::string_view describedBy) {
  // "All of these" does nothing without scripts, so it shows only with them.
  const bool needsScript = item.behaviour == CheckboxBehaviour::inclusive;
  constexpr std::string_view kScripted = "nhsuk-u-frontend-not-supported-hidden";
  if (!item.divider.empty()) {
    ClassNames classes{"nhsuk-checkboxes__divider"};
    return el("div", classes.addIf(needsScript, kScripted).attribute(), item.divider);
  }
  const bool checked = item.checked.value_or(std::ranges::count(options.values, item.value) > 0);
  const auto itemHint = itemHintOf(item.hint, id, "nhsuk-checkboxes__hint");
  const bool hasHint = !item.hint.text.empty();
  ClassNames described{describedBy};
  described.addIf(hasHint, itemHint.id);
  const auto conditionalId = "conditional-" + id;
  ClassNames outer{"nhsuk-checkboxes__item"};
  outer.addIf(needsScript, kScripted);
  ClassNames classes{"nhsuk-checkboxes__input"};
  classes.add(item.classes);
  return fragment(
      el("div", outer.attribute(),
         el("input", classes.attribute(), attr("id", id),
            attr("name", item.name.empty() ? options.name : item.name), attr("type", "checkbox"),
            attr("value", item.value), attrIf("checked", checked),
            attrIf("disabled", item.disabled.value_or(options.disabled)),
            attrIf("data-behaviour", nameOf(item.behaviour)),
            attrIf("data-behaviour-group", item.behaviourGroup),
            when(!item.conditional.empty(), attr("data-aria-controls", conditionalId)),
            attrIf("aria-describedby", described.names()), item.attributes),
         label({.text = item.text, .forId = id, .classes = "nhsuk-checkboxes__label"}),
         when(hasHint, [&] { return hint(itemHint); })),
      when(!item.conditional.empty(), [&] {
        ClassNames conditional{"nhsuk-checkboxes__conditional"};
        conditional.addIf(!checked, "nhsuk-checkboxes__conditional--hidden");
        return el("div", conditional.attribute(), attr("id", conditionalId), item.conditional);
      }));
}

Html optionElement(const Select& options, const SelectItem& item) {
  if (item.divider) return el("hr");
  const auto& value = item.value ? *item.value : item.text;
  const bool selected = item.selected.value_or(!options.value.empty() && value == options.value);
  return el("option", when(item.value.has_value(), attr("value", value)),
            attrIf("selected", selected), attrIf("disabled", item.disabled), item.attributes,
            item.text);
}

}  // namespace

Html radios(const Radios& options) {
  const auto& prefix = options.idPrefix.empty() ? options.name : options.idPrefix;
  const auto notes = fieldNotes(options.hint, options.errorMessage, options.error, prefix,
                                options.fieldset.describedBy);
  ClassNames classes{"nhsuk-radios"};
  classes.addIf(options.small, "nhsuk-radios--small")
      .addIf(options.inLine, "nhsuk-radios--inline")
      .add(options.classes);
  Html items;
  std::size_t number = 0;
  for (const auto& item : options.items) {
    items += radioItem(options, item, itemIdOf(item.id, prefix, ++number));
  }
  auto inner = fragment(notes.html, el("div", classes.attribute(), attrIf("id", options.id),
                                       attr("data-module", "nhsuk-radios"), options.attributes,
                                       options.formGroup.beforeInput.html(), items,
                                       options.formGroup.afterInput.html()));
  return formGroup(options.formGroup, notes.hasError,
                   inFieldset(options.fieldset, notes, std::move(inner)));
}

Html checkboxes(const Checkboxes& options) {
  const auto& prefix = options.idPrefix.empty() ? options.name : options.idPrefix;
  const auto& describedBy =
      options.fieldset.describedBy.empty() ? options.describedBy : options.fieldset.describedBy;
  const auto notes =
      fieldNotes(options.hint, options.errorMessage, options.error, prefix, describedBy);
  const bool hasFieldset = !options.fieldset.legend.text.empty();
  const auto& itemDescribedBy = hasFieldset ? std::string{} : notes.describedBy;
  ClassNames classes{"nhsuk-checkboxes"};
  classes.addIf(options.small, "nhsuk-checkboxes--small")
      .addIf(options.inLine, "nhsuk-checkboxes--inline")
      .add(options.classes);
  Html items;
  std::size_t number = 0;
  for (const auto& item : options.items) {
    items += checkboxItem(options, item, itemIdOf(item.id, prefix, ++number), itemDescribedBy);
  }
  auto inner = fragment(notes.html, el("div", classes.attribute(), attrIf("id", options.id),
                                       attr("data-module", "nhsuk-checkboxes"), options.attributes,
                                       options.formGroup.beforeInput.html(), items,
                                       options.formGroup.afterInput.html()));
  return formGroup(options.formGroup, notes.hasError,
                   inFieldset(options.fieldset, notes, std::move(inner)));
}

Html select(const Select& options) {
  const auto& id = options.id.empty() ? options.name : options.id;
  const auto notes =
      fieldNotes(options.hint, options.errorMessage, options.error, id, options.describedBy);
  ClassNames classes{"nhsuk-select"};
  classes.addIf(notes.hasError, "nhsuk-select--error").add(options.classes);
  auto element =
      el("select", classes.attribute(), attr("id", id), attr("name", options.name),
         attrIf("disabled", options.disabled), attrIf("aria-describedby", notes.describedBy),
         options.attributes,
         each(options.items, [&](const SelectItem& item) { return optionElement(options, item); }));
  const auto& group = options.formGroup;
  if (!group.beforeInput.empty() || !group.afterInput.empty() ||
      !options.inputWrapper.classes.empty() || !options.inputWrapper.attributes.list().empty()) {
    ClassNames wrapper{"nhsuk-input-wrapper"};
    wrapper.add(options.inputWrapper.classes);
    element = el("div", wrapper.attribute(), options.inputWrapper.attributes,
                 group.beforeInput.html(), element, group.afterInput.html());
  }
  return formGroup(group, notes.hasError,
                   fragment(labelFor(options.label, id), notes.html, element));
}

}  // namespace refocus::html::nhs
