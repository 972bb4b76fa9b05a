#include "html/nhs/file_upload.hpp"

#include "html/nhs/class_names.hpp"
#include "html/nhs/field.hpp"

namespace refocus::html::nhs {
namespace {

// Class names as the script reads them: a list in JSON. They hold nothing that it would escape.
std::string listOf(const std::vector<std::string>& classes) {
  std::string list;
  for (const std::string& one : classes) list += (list.empty() ? "\"" : ",\"") + one + "\"";
  return "[" + list + "]";
}

Attributes forTheScript(const FileUpload& options) {
  Attributes attributes{{"data-module", "nhsuk-file-upload"}};
  if (options.chooseFilesButtonClassList) {
    attributes.add("data-choose-files-button-class-list",
                   listOf(*options.chooseFilesButtonClassList));
  }
  translate(attributes, "choose-files-button", options.chooseFilesButtonText);
  translate(attributes, "no-file-chosen", options.noFileChosenText);
  translate(attributes, "multiple-files-chosen", options.multipleFilesChosenText);
  translate(attributes, "drop-instruction", options.dropInstructionText);
  translate(attributes, "entered-drop-zone", options.enteredDropZoneText);
  translate(attributes, "left-drop-zone", options.leftDropZoneText);
  for (const auto& [name, value] : options.formGroup.attributes.list()) attributes.add(name, value);
  return attributes;
}

}  // namespace

Html fileUpload(const FileUpload& options) {
  const auto& id = options.id.empty() ? options.name : options.id;
  const auto notes =
      fieldNotes(options.hint, options.errorMessage, options.error, id, options.describedBy);
  ClassNames classes{"nhsuk-file-upload__input"};
  classes.add(options.classes);
  auto group = options.formGroup;
  group.classes = (group.classes.empty() ? "" : group.classes + " ") + "nhsuk-file-upload";
  group.attributes = forTheScript(options);
  return formGroup(
      group, notes.hasError,
      fragment(labelFor(options.label, id), notes.html, options.formGroup.beforeInput.html(),
               el("input", classes.attribute(), attr("id", id), attr("name", options.name),
                  attr("type", "file"), attrIf("disabled", options.disabled),
                  attrIf("multiple", options.multiple),
                  attrIf("aria-describedby", notes.describedBy), options.attributes),
               options.formGroup.afterInput.html()));
}

}  // namespace refocus::html::nhs
