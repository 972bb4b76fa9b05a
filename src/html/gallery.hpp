// A page with each component in its states, for those who write and check pages. Served in
// development mode only.
#pragma once

#include "html/page.hpp"

namespace refocus::html {

[[nodiscard]] Html gallery(const PageAssets& assets);

}  // namespace refocus::html
