// A person's own page, their entry and its history.
#pragma once

#include "http/response.hpp"
#include "people/people_routes.hpp"
#include "site/visit.hpp"

namespace refocus::people {

[[nodiscard]] http::Response personPage(site::Visit& visit, const PeopleParts& parts);
/// GET and POST /people/{person}/entry
[[nodiscard]] http::Response entryPage(site::Visit& visit);
[[nodiscard]] http::Response entryAnswer(site::Visit& visit);
/// GET /people/{person}/history
[[nodiscard]] http::Response entryHistoryPage(site::Visit& visit);
[[nodiscard]] http::Response entryHistoryAnswer(
    site::Visit& visit);  ///< POST: puts an earlier version back

}  // namespace refocus::people
