#include "app/common_pages.hpp"

#include "base/fault.hpp"
#include "html/gallery.hpp"
#include "site/search.hpp"

namespace refocus::app {
namespace {

using access::Permission;
using site::Visit;

// Everybody's first page is the work that they are here for.
http::Response firstPage(Visit& visit) {
  const access::Actor& actor = visit.actor();
  if (actor.may(Permission::readCaseload)) return http::redirect("/caseload");
  if (actor.may(Permission::readOwnRecord)) return http::redirect("/my/plan");
  if (actor.may(Permission::manageAccounts)) return http::redirect("/admin");
  return http::redirect("/account");
}

// Says whether the database answers; a fault becomes the gate's 503.
http::Response healthPage(Visit& visit) {
  const auto one = visit.book().parts().database.read(
      [](database::Read& read) { return read.number("SELECT 1", {}); });
  return http::text(one == 1 ? "ok\n" : "not ok\n");
}

}  // namespace

site::Routes commonRoutes(const std::map<std::string, http::Asset, std::less<>>& assets) {
  using enum http::Method;
  return {
      {get, "/", Permission::signedIn, firstPage,
       "The first page: leads on to the work of the role"},
      {post, std::string(site::kSearchPath), Permission::signedIn, site::takeSearch,
       "Leads to a list with what is looked for, sealed in its address"},
      {get, "/health", Permission::anyone, healthPage,
       "Whether the service and its database answer"},
      {get, "/assets/{name...}", Permission::anyone,
       [&assets](Visit& visit) {
         const auto found = assets.find(visit.request().path);
         if (found == assets.end()) throw Fault(FaultCode::notFound, "no such built file");
         return http::serveAsset(visit.request(), found->second);
       },
       "Style sheet, script and images"},
  };
}

site::Routes developmentRoutes(const html::PageAssets& assets) {
  return {
      {http::Method::get, "/gallery", Permission::anyone,
       [page = html::gallery(assets)](Visit&) { return http::html(std::string(page.markup())); },
       "Every component in its states"}};
}

}  // namespace refocus::app
