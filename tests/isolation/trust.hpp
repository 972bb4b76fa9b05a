// A trust as it is in use: made by its command line, then lived in through the pages.
#pragma once

#include <string>

#include "isolation/service.hpp"

namespace refocus::isolation {

inline constexpr std::string_view kPassword = "plum lantern orbit seven";

/// Two teams, somebody of each role, two people on the first team's caseload, and a finished
/// conversation with its strength and action. `canary` is in each name and text; the NHS number is
/// the first person's.
[[nodiscard]] Trust makeTrustInUse(const app::Gate& gate, record::Book& book,
                                   const std::string& canary, const std::string& nhsNumber);

/// A request of a visitor, with the cookie and, for a form, its tokens.
[[nodiscard]] http::Request requestOf(const Visitor& visitor, http::Method method,
                                      const std::string& target, http::Fields fields);

}  // namespace refocus::isolation
