// Who is visible to whom: the rule that the book of records asks each time a record is opened. One
// statement, as it runs with every request.
//   readOwnRecord         the person alone
//   readRecord and others staff who hold the permission in a team on whose caseload the person is
//                         today (London's day); or who broke the glass and whose time is not over
// A person of the trust who is on none of the actor's teams is outsideTeams to those who may break
// the glass and notFound to all others, as is anybody who is erased or of another trust.
#pragma once

#include <expected>
#include <string_view>

#include "http/response.hpp"
#include "record/book.hpp"
#include "site/visit.hpp"

namespace refocus::people {

/// `keys` (which must outlive the door) opens the reason of a break-glass for the audit entry.
[[nodiscard]] record::Door makeDoor(const record::Keys& keys);

/// Opens a record for a page, or answers what the page gives back instead: the offer to break the
/// glass (403), with the attempt as the request's one audit entry. Throws Fault(notFound) for a
/// person whom the actor cannot know of; such a request leaves nothing behind. Open every record
/// that a page needs before changing anything.
///   auto record = openOrRefuse(visit, reading, person, Permission::readRecord, "plan-read");
///   if (!record) return std::move(record.error());
[[nodiscard]] std::expected<record::PersonRecord, http::Response> openOrRefuse(
    const site::Visit& visit, record::Reading& reading, const PersonId& person,
    access::Permission permission, record::Deed action, std::string_view subject = {});

}  // namespace refocus::people
