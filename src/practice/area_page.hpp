// One area of a strengths conversation: what was recorded before, and room for what is said now.
#pragma once

#include "practice/practice_routes.hpp"

namespace refocus::practice {

[[nodiscard]] http::Response areaPage(site::Visit& visit, const PracticeParts& parts);

/// Saves what the page's pressed button says: strengths, "later", "declined", or that one recorded
/// earlier still holds.
[[nodiscard]] http::Response areaSaved(site::Visit& visit, const PracticeParts& parts);

}  // namespace refocus::practice
