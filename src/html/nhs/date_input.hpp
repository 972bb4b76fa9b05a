// A date typed as day, month and year: three short inputs in a fieldset.
#pragma once

#include <optional>
#include <string>

#include "html/html.hpp"
#include "html/nhs/form.hpp"

namespace refocus::html::nhs {

/// One of the three. What is empty here is filled in by its place: name, label, width.
struct DateInputItem {
  Content label = {};
  std::string name = {};
  std::string value = {};
  int width = 0;
  /// Looks wrong. When no item is, all are if the date has an error; false keeps one out of that.
  std::optional<bool> error = {};
  std::optional<bool> disabled = {};  ///< as the date's, unless given
  std::string autocomplete = {};
  std::string id = {};
  std::string describedBy = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct DateInput {
  std::string id = {};          ///< "date" gives the inputs "date-day", "date-month", "date-year"
  std::string namePrefix = {};  ///< "date" gives the names "date[day]" …
  Fieldset fieldset = {};
  Hint hint = {};
  ErrorMessage errorMessage = {};
  bool error = false;
  bool disabled = false;
  std::optional<DateInputItem> day = DateInputItem{};  ///< without a value, that part is not asked
  std::optional<DateInputItem> month = DateInputItem{};
  std::optional<DateInputItem> year = DateInputItem{};
  std::string classes = {};
  Attributes attributes = {};
  FormGroup formGroup = {};
};

[[nodiscard]] Html dateInput(const DateInput& options);

}  // namespace refocus::html::nhs
