// The rows of the site map that this room answers: strengths conversations, actions, the plan.
#pragma once

#include "people/directory.hpp"
#include "people/people_routes.hpp"
#include "practice/guide.hpp"
#include "site/route.hpp"

namespace refocus::practice {

/// What the pages are made with. All of it outlives the routes.
struct PracticeParts {
  const StrengthsGuide& strengths;
  const RiskGuide& risk;
  people::Directory& directory;
};

[[nodiscard]] site::Routes practiceRoutes(const PracticeParts& parts);

/// What this room shows on a person's page: the way to strengths, actions and the plan.
[[nodiscard]] people::PersonPagePart personPart();

/// What this room shows beside each person on a caseload: one press to the conversation and plan.
[[nodiscard]] people::CaseloadPagePart caseloadPart();

/// What this room says of an area, strength, action or conversation that the audit trail names.
[[nodiscard]] people::AuditPart auditPart(const PracticeParts& parts);

}  // namespace refocus::practice
