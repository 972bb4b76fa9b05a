// The audit trail for administrators: who did what, when, to which record, and why. Accounts have
// their names; service users are shown by id alone, as running the service needs no names.
#pragma once

#include "http/response.hpp"
#include "site/visit.hpp"

namespace refocus::people {

/// GET /admin/audit?person=&account=&before=
[[nodiscard]] http::Response auditTrailPage(site::Visit& visit);
/// GET /admin/audit.csv with the same filters: the newest entries, at most 50,000.
[[nodiscard]] http::Response auditTrailFile(site::Visit& visit);

}  // namespace refocus::people
