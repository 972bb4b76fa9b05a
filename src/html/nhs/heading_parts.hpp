// What headings, labels, legends and table captions are made of. For the components only.
#pragma once

#include <string_view>

#include "html/html.hpp"
#include "html/nhs/heading.hpp"

namespace refocus::html::nhs {

/// h1 to h6. Throws Fault(internal) for another level.
[[nodiscard]] Tag headingTag(int level);

/// The caption with this size, if it has none of its own.
[[nodiscard]] Caption sizedCaption(const Caption& options, Size size);

/// An element with its caption inside or beside it; looks at what it is given.
struct HeadingParts {
  Tag element = "h1";
  std::string_view classes = {};
  std::string_view id = {};
  const Attributes& attributes;
  Caption caption = {};
  Html content = {};
  std::string_view visuallyHiddenText = {};
};

[[nodiscard]] Html captioned(const HeadingParts& parts);

}  // namespace refocus::html::nhs
