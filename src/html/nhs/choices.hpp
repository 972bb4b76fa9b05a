// Choices: radios, checkboxes and select.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "html/html.hpp"
#include "html/nhs/form.hpp"
#include "html/nhs/input.hpp"

namespace refocus::html::nhs {

struct RadioItem {
  std::string value = {};
  Content text = {};
  Hint hint = {};
  Html conditional = {};             ///< shown while this one is chosen; always, without scripts
  std::optional<bool> checked = {};  ///< by the radios' value, unless given
  std::optional<bool> disabled = {};
  std::string divider = {};  ///< these words ("or") stand here instead of a choice
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct Radios {
  std::string name = {};
  std::string idPrefix = {};  ///< the name, unless given; the first input's id, then -2, -3 …
  Fieldset fieldset = {};
  Hint hint = {};
  ErrorMessage errorMessage = {};
  bool error = false;
  std::vector<RadioItem> items = {};
  std::string value = {};
  bool inLine = false;
  bool small = false;
  bool disabled = false;
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
  FormGroup formGroup = {};
};

[[nodiscard]] Html radios(const Radios& options);

enum class CheckboxBehaviour : std::uint8_t {
  standard,
  exclusive,  ///< "none of these": unticks the others
  inclusive,  ///< "all of these": ticks the others
};

struct CheckboxItem {
  std::string value = {};
  Content text = {};
  Hint hint = {};
  Html conditional = {};             ///< shown while this one is ticked; always, without scripts
  std::optional<bool> checked = {};  ///< by the checkboxes' values, unless given
  std::optional<bool> disabled = {};
  CheckboxBehaviour behaviour = CheckboxBehaviour::standard;
  std::string behaviourGroup = {};
  std::string divider = {};  ///< these words ("or") stand here instead of a choice
  std::string name = {};     ///< the checkboxes' name, unless given
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct Checkboxes {
  std::string name = {};
  std::string idPrefix = {};  ///< the name, unless given; the first input's id, then -2, -3 …
  Fieldset fieldset = {};
  Hint hint = {};
  ErrorMessage errorMessage = {};
  bool error = false;
  std::vector<CheckboxItem> items = {};
  std::vector<std::string> values = {};
  bool inLine = false;
  bool small = false;
  bool disabled = false;
  std::string describedBy = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
  FormGroup formGroup = {};
};

[[nodiscard]] Html checkboxes(const Checkboxes& options);

struct SelectItem {
  std::optional<std::string> value = {};  ///< the text, unless given
  std::string text = {};
  std::optional<bool> selected = {};  ///< by the select's value, unless given
  bool disabled = false;
  bool divider = false;  ///< a line instead of a choice
  Attributes attributes = {};
};

struct Select {
  Label label = {};
  Hint hint = {};
  ErrorMessage errorMessage = {};
  bool error = false;
  std::string id = {};  ///< the name, unless given
  std::string name = {};
  std::vector<SelectItem> items = {};
  std::string value = {};
  bool disabled = false;
  std::string describedBy = {};
  std::string classes = {};
  Attributes attributes = {};
  InputWrapper inputWrapper = {};
  FormGroup formGroup = {};
};

[[nodiscard]] Html select(const Select& options);

}  // namespace refocus::html::nhs
