// A team's caseload: the first page of a worker's day, and where a person is looked up.
#pragma once

#include "http/response.hpp"
#include "people/people_routes.hpp"
#include "site/visit.hpp"

namespace refocus::people {

/// GET /caseload?team=&q=&page= . Without a team: the only one, or a choice of several.
[[nodiscard]] http::Response caseloadPage(site::Visit& visit, const PeopleParts& parts);

}  // namespace refocus::people
