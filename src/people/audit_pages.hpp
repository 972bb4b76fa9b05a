// The audit trail for administrators: who did what, when, to which record, and why. Accounts have
// their names; service users are shown by the end of their record's id, as running the service
// needs no names.
#pragma once

#include "http/response.hpp"
#include "people/people_routes.hpp"
#include "site/visit.hpp"

namespace refocus::people {

/// GET /admin/audit?who=&record=&until-day=…&before=
[[nodiscard]] http::Response auditTrailPage(site::Visit& visit, const AuditPart& part);
/// GET /admin/audit.csv with the same search: the newest entries, at most 50,000.
[[nodiscard]] http::Response auditTrailFile(site::Visit& visit);

}  // namespace refocus::people
