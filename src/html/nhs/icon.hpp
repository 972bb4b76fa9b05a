// The icons that nhsuk-frontend's components draw, as inline SVG.
#pragma once

#include <cstdint>

#include "html/html.hpp"

namespace refocus::html::nhs {

enum class Icon : std::uint8_t {
  none,
  arrowLeft,
  arrowRight,
  arrowRightCircle,
  chevronRightCircle,
  cross,
  tick,
  search,
  user,
};

/// Hidden from screen readers: the words beside it say what it means. Icon::none is nothing.
[[nodiscard]] Html icon(Icon name);

}  // namespace refocus::html::nhs
