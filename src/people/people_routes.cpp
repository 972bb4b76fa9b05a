#include "people/people_routes.hpp"

#include <memory>
#include <utility>

#include "people/admin_pages.hpp"
#include "people/audit_pages.hpp"
#include "people/break_glass_pages.hpp"
#include "people/caseload_pages.hpp"
#include "people/import_pages.hpp"
#include "people/people_admin_pages.hpp"
#include "people/person_pages.hpp"

namespace refocus::people {
namespace {

using access::Permission;
using enum http::Method;

void addRoutes(site::Routes& all, site::Routes more) {
  for (site::Route& route : more) all.push_back(std::move(route));
}

// The pages of a worker about people; each checks the record itself as well.
site::Routes personRoutes(const std::shared_ptr<const PeopleParts>& parts) {
  using enum Permission;
  return {
      {get, "/caseload", readCaseload,
       [parts](site::Visit& visit) { return caseloadPage(visit, *parts); },
       "A team's caseload, searched by name or NHS number"},
      {get, "/people/{person}", readRecord,
       [parts](site::Visit& visit) { return personPage(visit, *parts); }, "A person's own page"},
      {get, "/people/{person}/entry", writeRecord, entryPage, "A person's entry, to change"},
      {post, "/people/{person}/entry", writeRecord, entryAnswer, "Saves a person's entry"},
      {get, "/people/{person}/history", readRecord, entryHistoryPage,
       "The versions of a person's entry"},
      {post, "/people/{person}/history", writeRecord, entryHistoryAnswer,
       "Puts an earlier version of a person's entry back"},
      {get, "/people/{person}/break-glass", breakGlass, breakGlassPage,
       "Asks for a reason to open a record from outside its teams"},
      {post, "/people/{person}/break-glass", breakGlass, breakGlassAnswer,
       "Opens a record from outside its teams for a while"},
      {get, "/teams/{team}/break-glass", readBreakGlass,
       [parts](site::Visit& visit) { return brokenGlassPage(visit, parts->directory); },
       "Who opened records of the team from outside, and why"},
  };
}

site::Routes teamRoutes(const std::shared_ptr<const PeopleParts>& parts) {
  using enum Permission;
  return {
      {get, "/admin", manageTeams, adminPage, "Administration: where to go"},
      {get, "/admin/teams", manageTeams, teamsPage, "The trust's teams"},
      {get, "/admin/teams/new", manageTeams, newTeamPage, "A new team"},
      {post, "/admin/teams/new", manageTeams, newTeamAnswer, "Makes a team"},
      {get, "/admin/teams/{team}", manageTeams, teamPage, "A team with its posts"},
      {get, "/admin/teams/{team}/change", manageTeams, changeTeamPage, "A team, to change"},
      {post, "/admin/teams/{team}/change", manageTeams, changeTeamAnswer, "Changes a team"},
      {get, "/admin/teams/{team}/caseload", manageTeams, teamPlacesPage,
       "Dates on a team's caseload, people by id"},
      {get, "/admin/teams/{team}/posts/new", manageTeams, newPostPage, "A new post in a team"},
      {post, "/admin/teams/{team}/posts/new", manageTeams,
       [parts](site::Visit& visit) { return newPostAnswer(visit, *parts->accounts); },
       "Puts a worker in post", 0, http::Lane::costly},
      {get, "/admin/posts/{post}/end", manageTeams, endPostPage, "The last day of a post"},
      {post, "/admin/posts/{post}/end", manageTeams, endPostAnswer, "Ends a post"},
      {get, "/admin/places/{place}", manageTeams, changePlacePage,
       "A place on a caseload: last day and key worker"},
      {post, "/admin/places/{place}", manageTeams, changePlaceAnswer,
       "Changes a place on a caseload"},
  };
}

site::Routes workerRoutes() {
  using enum Permission;
  return {
      {get, "/admin/workers", manageTeams, workersPage, "The trust's workers, searched by name"},
      {get, "/admin/workers/new", manageTeams, newWorkerPage, "A new worker"},
      {post, "/admin/workers/new", manageTeams, newWorkerAnswer, "Makes a worker"},
      {get, "/admin/workers/{worker}", manageTeams, workerPage, "A worker with their posts"},
      {get, "/admin/workers/{worker}/change", manageTeams, changeWorkerPage, "A worker, to change"},
      {post, "/admin/workers/{worker}/change", manageTeams, changeWorkerAnswer, "Changes a worker"},
  };
}

site::Routes peopleAdminRoutes(const std::shared_ptr<const PeopleParts>& parts) {
  using enum Permission;
  return {
      {get, "/admin/people", importCaseload, findPersonPage, "A person, found by NHS number"},
      {get, "/admin/people/new", importCaseload, newPersonPage, "A new person"},
      {post, "/admin/people/new", importCaseload,
       [parts](site::Visit& visit) { return newPersonAnswer(visit, parts->directory); },
       "Adds a person to a team's caseload"},
      {get, "/admin/people/{person}/erase", manageTeams, erasePage,
       "Asks whether a person's record is to be erased, and why"},
      {post, "/admin/people/{person}/erase", manageTeams, eraseAnswer, "Erases a person's record"},
  };
}

site::Routes importRoutes(const std::shared_ptr<const PeopleParts>& parts) {
  using enum Permission;
  const auto shelf = parts->shelf ? parts->shelf : std::make_shared<ImportShelf>();
  constexpr std::size_t kFormAroundFiles = 1024 * 1024;
  return {
      {get, "/admin/import", importCaseload, importPage, "Files of a caseload to bring in"},
      {post, "/admin/import", importCaseload,
       [parts, shelf](site::Visit& visit) { return importUpload(visit, parts->directory, *shelf); },
       "Reads files and plans their import", kMaxCaseloadBytes + kFormAroundFiles},
      {get, "/admin/import/{upload}", importCaseload,
       [shelf](site::Visit& visit) { return importPlanPage(visit, *shelf); },
       "What an import would do, or did"},
      {post, "/admin/import/{upload}", importCaseload,
       [parts, shelf](site::Visit& visit) { return importAnswer(visit, parts->directory, *shelf); },
       "Imports what was planned"},
  };
}

site::Routes auditRoutes(const std::shared_ptr<const PeopleParts>& parts) {
  using enum Permission;
  return {
      {get, "/admin/audit", readAudit,
       [parts](site::Visit& visit) { return auditTrailPage(visit, parts->auditPart); },
       "The audit trail"},
      {get, "/admin/audit.csv", readAudit, auditTrailFile, "The audit trail as a file"},
  };
}

}  // namespace

site::Routes peopleRoutes(PeopleParts parts) {
  const auto shared = std::make_shared<const PeopleParts>(std::move(parts));
  site::Routes routes = personRoutes(shared);
  addRoutes(routes, teamRoutes(shared));
  addRoutes(routes, workerRoutes());
  addRoutes(routes, peopleAdminRoutes(shared));
  addRoutes(routes, importRoutes(shared));
  addRoutes(routes, auditRoutes(shared));
  return routes;
}

}  // namespace refocus::people
