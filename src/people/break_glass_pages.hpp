// The pages of break-glass: the offer in place of a record outside the actor's teams, the reason
// taken, and the team leader's list of who opened what.
#pragma once

#include "base/ids.hpp"
#include "http/response.hpp"
#include "people/directory.hpp"
#include "site/visit.hpp"

namespace refocus::people {

/// What is answered (403) in place of a page about a person outside the actor's teams. Says nothing
/// about the person. After a page that was asked for, it leads back to it.
[[nodiscard]] http::Response breakGlassOffer(const site::Visit& visit, const PersonId& person);

[[nodiscard]] http::Response breakGlassPage(site::Visit& visit);    ///< GET …/break-glass
[[nodiscard]] http::Response breakGlassAnswer(site::Visit& visit);  ///< POST …/break-glass
/// GET /teams/{team}/break-glass
[[nodiscard]] http::Response brokenGlassPage(site::Visit& visit, Directory& directory);

}  // namespace refocus::people
