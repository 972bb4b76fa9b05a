// A field for files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "html/html.hpp"
#include "html/nhs/form.hpp"

namespace refocus::html::nhs {

/// The words and classes at its end are for the package's script, which makes a place to drop files
/// of it; without that script it is the browser's own field.
struct FileUpload {
  Label label = {};
  Hint hint = {};
  ErrorMessage errorMessage = {};
  bool error = false;
  std::string id = {};  ///< the name, unless given
  std::string name = {};
  bool multiple = false;
  bool disabled = false;
  std::string describedBy = {};
  std::string classes = {};
  Attributes attributes = {};
  FormGroup formGroup = {};
  std::optional<std::vector<std::string>> chooseFilesButtonClassList = {};
  std::string chooseFilesButtonText = {};
  std::string noFileChosenText = {};
  PluralText multipleFilesChosenText = {};
  std::string dropInstructionText = {};
  std::string enteredDropZoneText = {};
  std::string leftDropZoneText = {};
};

[[nodiscard]] Html fileUpload(const FileUpload& options);

}  // namespace refocus::html::nhs
