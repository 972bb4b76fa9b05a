// Fields of one line: text input, search input and password input.
#pragma once

#include <optional>
#include <string>

#include "html/html.hpp"
#include "html/nhs/button.hpp"
#include "html/nhs/form.hpp"

namespace refocus::html::nhs {

/// Words in a box before or after the input, hidden from screen readers.
struct Affix {
  Content text = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct InputWrapper {
  std::string classes = {};
  Attributes attributes = {};
};

struct Input {
  Label label = {};
  Hint hint = {};
  ErrorMessage errorMessage = {};
  bool error = false;   ///< looks wrong without a message of its own
  std::string id = {};  ///< the name, unless given
  std::string name = {};
  std::string value = {};
  std::string type = "text";
  int width = 0;  ///< in characters: 2, 3, 4, 5, 10, 20 or 30
  bool large = false;
  bool code = false;  ///< figures of one width, for codes
  Affix prefix = {};
  Affix suffix = {};
  bool disabled = false;
  std::string describedBy = {};
  std::string autocomplete = {};
  std::string autocapitalize = {};
  std::string inputmode = {};
  std::string pattern = {};
  std::string placeholder = {};
  std::optional<bool> spellcheck = {};
  std::string classes = {};
  Attributes attributes = {};
  InputWrapper inputWrapper = {};
  FormGroup formGroup = {};
};

[[nodiscard]] Html input(const Input& options);

/// What is looked for, with the button that looks for it beside it. The button is small unless the
/// input is large, and disabled as the input is unless it says so itself.
struct SearchInput {
  Input input = {.type = "search", .autocomplete = "off"};
  std::optional<Button> button = Button{.icon = Icon::search, .ariaLabel = "Search"};
  std::optional<bool> buttonDisabled = {};  ///< as the input, unless given
};

[[nodiscard]] Html searchInput(SearchInput options);

/// A password with a button to show it (when scripts run).
struct PasswordInput {
  Label label = {};
  Hint hint = {};
  ErrorMessage errorMessage = {};
  bool error = false;
  std::string id = {};  ///< the name, unless given
  std::string name = {};
  std::string value = {};
  std::string autocomplete = "current-password";
  int width = 0;
  bool large = false;
  bool code = false;
  Affix prefix = {};
  Affix suffix = {};
  bool disabled = false;
  std::string describedBy = {};
  std::string showPasswordText = {};
  std::string showPasswordAriaLabel = {};
  std::string hidePasswordText = {};
  std::string hidePasswordAriaLabel = {};
  std::string passwordShownAnnouncementText = {};
  std::string passwordHiddenAnnouncementText = {};
  ButtonVariant buttonVariant = ButtonVariant::secondary;
  std::optional<bool> buttonDisabled = {};  ///< as the input, unless given
  std::optional<bool> preventDoubleClick = {};
  std::string classes = {};
  Attributes attributes = {};
  InputWrapper inputWrapper = {};
  FormGroup formGroup = {};
};

[[nodiscard]] Html passwordInput(const PasswordInput& options);

}  // namespace refocus::html::nhs
