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

/// What a component's script says, as it reads it; nothing for words that are not given.
void translate(Attributes& attributes, const std::string& key, const std::string& words);
void translate(Attributes& attributes, const std::string& key, const PluralText& words);

/// The label, for the input of this id.
[[nodiscard]] Html labelFor(const Label& options, const std::string& id);

}  // namespace refocus::html::nhs
