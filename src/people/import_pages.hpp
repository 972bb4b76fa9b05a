// Bringing a caseload in from files, in two steps: what it would do, then doing it.
#pragma once

#include "http/response.hpp"
#include "people/import_shelf.hpp"
#include "site/visit.hpp"

namespace refocus::people {

[[nodiscard]] http::Response importPage(site::Visit& visit);  ///< GET /admin/import
[[nodiscard]] http::Response importUpload(site::Visit& visit, Directory& directory,
                                          ImportShelf& shelf);  ///< POST /admin/import
/// GET and POST /admin/import/{upload}
[[nodiscard]] http::Response importPlanPage(site::Visit& visit, ImportShelf& shelf);
[[nodiscard]] http::Response importAnswer(site::Visit& visit, Directory& directory,
                                          ImportShelf& shelf);

}  // namespace refocus::people
