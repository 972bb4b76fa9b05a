// Fields of several lines: textarea, and the one that counts.
#pragma once

#include <optional>
#include <string>

#include "html/html.hpp"
#include "html/nhs/form.hpp"

namespace refocus::html::nhs {

struct Textarea {
  Label label = {};
  Hint hint = {};
  ErrorMessage errorMessage = {};
  bool error = false;
  std::string id = {};  ///< the name, unless given
  std::string name = {};
  std::string value = {};
  int rows = 5;
  bool disabled = false;
  std::string describedBy = {};
  std::string autocomplete = {};
  std::optional<bool> spellcheck = {};
  std::string classes = {};
  Attributes attributes = {};
  FormGroup formGroup = {};
};

[[nodiscard]] Html textarea(const Textarea& options);

/// A textarea that says how much room is left (when scripts run) and how much there is (always).
struct CharacterCount {
  Label label = {};
  Hint hint = {};
  ErrorMessage errorMessage = {};
  bool error = false;
  std::string id = {};  ///< the name, unless given
  std::string name = {};
  std::string value = {};
  int rows = 5;
  int maxlength = 0;
  int maxwords = 0;
  int threshold = 0;  ///< percent of the limit from which the count shows
  std::string countType = {};
  bool disabled = false;
  std::string autocomplete = {};
  std::optional<bool> spellcheck = {};
  /// With `%{count}` where the number goes; English unless given.
  std::string textareaDescriptionText = {};
  PluralText charactersUnderLimitText = {};
  std::string charactersAtLimitText = {};
  PluralText charactersOverLimitText = {};
  PluralText wordsUnderLimitText = {};
  std::string wordsAtLimitText = {};
  PluralText wordsOverLimitText = {};
  std::string countMessageClasses = {};
  std::string classes = {};
  Attributes attributes = {};
  FormGroup formGroup = {};
};

[[nodiscard]] Html characterCount(const CharacterCount& options);

}  // namespace refocus::html::nhs
