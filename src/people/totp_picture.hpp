// A QR code as an SVG drawn by the server (libqrencode), for the otpauth address of a second
// factor. Throws Fault(invalid) for a text that is too long for one.
#pragma once

#include <string_view>

#include "html/html.hpp"

namespace refocus::people {

/// `label` is what a screen reader says of it. Dark on light whatever the page's colours are.
[[nodiscard]] html::Html qrPicture(std::string_view text, std::string_view label);

}  // namespace refocus::people
