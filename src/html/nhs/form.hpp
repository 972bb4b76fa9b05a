// What every field of a form has: label or legend, hint, error message, the group round them.
// An empty text leaves the part out, so a page can pass on what it may not have.
#pragma once

#include <string>

#include "html/html.hpp"
#include "html/nhs/heading.hpp"

namespace refocus::html::nhs {

struct Label {
  Content text = {};
  Size size = Size::standard;
  int headingLevel = 0;  ///< 1 to 6: the label is also a heading of the page
  std::string headingId = {};
  Caption caption = {};
  std::string visuallyHiddenText = {};
  std::string forId = {};  ///< fields set this to their own id
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html label(const Label& options);

struct Legend {
  Content text = {};
  Size size = Size::standard;
  int headingLevel = 0;  ///< 1 to 6: the legend is also a heading of the page
  std::string headingId = {};
  Caption caption = {};
  std::string visuallyHiddenText = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html legend(const Legend& options);

/// As radios, checkboxes and date inputs take it: without a legend's text there is no fieldset.
struct Fieldset {
  Legend legend = {};
  Html html = {};
  std::string describedBy = {};
  std::string role = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html fieldset(const Fieldset& options);

struct Hint {
  Content text = {};
  std::string id = {};  ///< fields make one from their own id
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html hint(const Hint& options);

struct ErrorMessage {
  Content text = {};
  std::string visuallyHiddenText = "Error";
  std::string id = {};  ///< fields make one from their own id
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html errorMessage(const ErrorMessage& options);

/// The <div> round a field, and what stands directly before and after its input.
struct FormGroup {
  std::string classes = {};
  Attributes attributes = {};
  Content beforeInput = {};
  Content afterInput = {};
};

/// Words by plural rule; `other` alone is enough in English where one reads the same.
struct PluralText {
  std::string zero = {};
  std::string one = {};
  std::string two = {};
  std::string few = {};
  std::string many = {};
  std::string other = {};
};

}  // namespace refocus::html::nhs
