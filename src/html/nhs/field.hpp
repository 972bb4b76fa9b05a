// What the fields share when they are written. For the components only.
#pragma once

#include <string>

#include "html/html.hpp"
#include "html/nhs/form.hpp"

namespace refocus::html::nhs {

/// Hint and error message of a field, and the ids that describe its input.
struct FieldNotes {
  Html html = {};
  std::string describedBy = {};
  bool hasError = false;
};

[[nodiscard]] FieldNotes fieldNotes(const Hint& hintOptions, const ErrorMessage& errorOptions,
                                    bool isError, const std::string& id,
                                    const std::string& describedBy);

/// The <div> round a field.
[[nodiscard]] Html formGroup(const FormGroup& options, bool hasError, const Html& html);

/// The label, for the input of this id.
[[nodiscard]] Html labelFor(const Label& options, const std::string& id);

}  // namespace refocus::html::nhs
