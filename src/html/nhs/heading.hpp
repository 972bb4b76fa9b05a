// Headings and their captions, and the sizes that text has in NHS pages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "html/html.hpp"

namespace refocus::html::nhs {

enum class Size : std::uint8_t { standard, xxs, xs, s, m, l, xl, xxl };

/// As it stands in class names: "l". Size::standard is empty.
[[nodiscard]] std::string_view nameOf(Size size);

enum class CaptionPlacement : std::uint8_t { start, end, before, after };

/// A line that says what the heading belongs to, inside or beside it.
struct Caption {
  Content text = {};
  CaptionPlacement placement = CaptionPlacement::start;
  Size size = Size::standard;  ///< as the heading's, unless given
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
  Tag element = "span";
};

[[nodiscard]] Html caption(const Caption& options);

struct Heading {
  Content text = {};
  int level = 1;
  Size size = Size::standard;
  Caption caption = {};
  std::string visuallyHiddenText = {};
  std::string href = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
  /// The class without a size and the prefix of the class with one; components have their own.
  std::string className = "nhsuk-heading";
  std::string classPrefix = "nhsuk-heading-";
};

/// <h1> to <h6>. Nothing if there is no text. Throws Fault(internal) for another level.
[[nodiscard]] Html heading(const Heading& options);

}  // namespace refocus::html::nhs
