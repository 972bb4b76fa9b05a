// The administrator's pages: the start, teams, workers, posts and dates on caseloads. Service users
// are shown by id alone: running the service needs no names.
#pragma once

#include "http/response.hpp"
#include "people/sign_in.hpp"
#include "site/visit.hpp"

namespace refocus::people {

[[nodiscard]] http::Response adminPage(site::Visit& visit);

[[nodiscard]] http::Response teamsPage(site::Visit& visit);
[[nodiscard]] http::Response newTeamPage(site::Visit& visit);
[[nodiscard]] http::Response newTeamAnswer(site::Visit& visit);
[[nodiscard]] http::Response teamPage(site::Visit& visit);
[[nodiscard]] http::Response changeTeamPage(site::Visit& visit);
[[nodiscard]] http::Response changeTeamAnswer(site::Visit& visit);
[[nodiscard]] http::Response teamPlacesPage(site::Visit& visit);

[[nodiscard]] http::Response newPostPage(site::Visit& visit);
[[nodiscard]] http::Response newPostAnswer(site::Visit& visit, const AccountSettings& settings);
[[nodiscard]] http::Response endPostPage(site::Visit& visit);
[[nodiscard]] http::Response endPostAnswer(site::Visit& visit);
[[nodiscard]] http::Response changePlacePage(site::Visit& visit);
[[nodiscard]] http::Response changePlaceAnswer(site::Visit& visit);

[[nodiscard]] http::Response workersPage(site::Visit& visit);
[[nodiscard]] http::Response newWorkerPage(site::Visit& visit);
[[nodiscard]] http::Response newWorkerAnswer(site::Visit& visit);
[[nodiscard]] http::Response workerPage(site::Visit& visit);
[[nodiscard]] http::Response changeWorkerPage(site::Visit& visit);
[[nodiscard]] http::Response changeWorkerAnswer(site::Visit& visit);

}  // namespace refocus::people
