// Which of the choices that a form offers was sent: what is pressed, ticked or selected.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "http/fields.hpp"

namespace refocus::site {

/// The one of the choices that the form offers under this name that was sent. Throws
/// Fault(badRequest) for any other, or none: what is not known must not pass for what is likely.
[[nodiscard]] std::string_view choiceIn(const http::Fields& fields, std::string_view name,
                                        std::initializer_list<std::string_view> offered);
[[nodiscard]] std::string_view choiceIn(const http::Fields& fields, std::string_view name,
                                        std::span<const std::string> offered);

}  // namespace refocus::site
