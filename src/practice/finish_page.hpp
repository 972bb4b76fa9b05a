// The end of a strengths conversation: what matters most, where each strength lies, and the next
// step, without which a conversation stays open.
#pragma once

#include "practice/practice_routes.hpp"

namespace refocus::practice {

[[nodiscard]] http::Response finishPage(site::Visit& visit, const PracticeParts& parts);
[[nodiscard]] http::Response finishSaved(site::Visit& visit, const PracticeParts& parts);

}  // namespace refocus::practice
