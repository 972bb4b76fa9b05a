#include "html/nhs/date_input.hpp"

#include "html/nhs/class_names.hpp"
#include "html/nhs/field.hpp"
#include "html/nhs/input.hpp"

namespace refocus::html::nhs {
namespace {

/// A part of the date by its place.
struct Place {
  const std::optional<DateInputItem>& item;
  const char* name;
  const char* label;
  int width;
};

Html itemOf(const DateInput& options, const Place& place, bool errorOnAll) {
  if (!place.item) return {};
  const auto& item = *place.item;
  const auto name = item.name.empty() ? std::string{place.name} : item.name;
  Input field{
      .label = {.text = item.label.empty() ? Content{place.label} : item.label,
                .classes = "nhsuk-date-input__label"},
      .error = item.error.value_or(errorOnAll),
      .id = item.id.empty() ? options.id + "-" + name : item.id,
      .name = options.namePrefix.empty() ? name : options.namePrefix + "[" + name + "]",
      .value = item.value,
      .width = item.width > 0 ? item.width : place.width,
      .disabled = item.disabled.value_or(options.disabled),
      .describedBy = item.describedBy,
      .autocomplete = item.autocomplete,
      .inputmode = "numeric",
      .classes = "nhsuk-date-input__input" + (item.classes.empty() ? "" : " " + item.classes),
      .attributes = item.attributes,
  };
  return el("div", cls("nhsuk-date-input__item"), input(field));
}

}  // namespace

Html dateInput(const DateInput& options) {
  const Place places[] = {{options.day, "day", "Day", 2},
                          {options.month, "month", "Month", 2},
                          {options.year, "year", "Year", 4}};
  bool anyItem = false;
  for (const auto& place : places) {
    anyItem = anyItem || (place.item && place.item->error.value_or(false));
  }
  const auto notes = fieldNotes(options.hint, options.errorMessage, options.error || anyItem,
                                options.id, options.fieldset.describedBy);
  ClassNames classes{"nhsuk-date-input"};
  classes.add(options.classes);
  auto inner =
      fragment(notes.html, el("div", classes.attribute(), attrIf("id", options.id),
                              options.attributes, options.formGroup.beforeInput.html(),
                              each(places,
                                   [&](const Place& place) {
                                     return itemOf(options, place, notes.hasError && !anyItem);
                                   }),
                              options.formGroup.afterInput.html()));
  if (!options.fieldset.legend.text.empty()) {
    auto set = options.fieldset;
    set.describedBy = notes.describedBy;
    if (set.role.empty()) set.role = "group";
    set.html = std::move(inner);
    inner = fieldset(set);
  }
  return formGroup(options.formGroup, notes.hasError, inner);
}

}  // namespace refocus::html::nhs
