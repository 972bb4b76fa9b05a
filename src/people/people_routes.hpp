// The rows of the site map that this room answers: caseloads, people's entries, break-glass, and
// the administrator's pages. What rooms above want to show here, they hand in.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "html/html.hpp"
#include "people/directory.hpp"
#include "people/sign_in.hpp"
#include "site/route.hpp"

namespace refocus::people {

class ImportShelf;

/// A part of a person's page that another room supplies: links to its practice, what is unfinished.
using PersonPagePart =
    std::function<html::Html(site::Visit&, record::Reading&, const record::PersonRecord&)>;

/// What another room says of the people that a caseload page shows: markup for each of them in the
/// order given (empty markup where there is nothing to say), made with one statement for them all.
using CaseloadPagePart = std::function<std::vector<html::Html>(site::Visit&, record::Reading&,
                                                               std::span<const PersonId>)>;

/// What another room says of a part of a person's record that an audit entry names by `subject`:
/// which kind of thing it is and its day, never a word of what it says. Empty where it knows of
/// none.
using AuditPart = std::function<std::string(const Words&, record::Reading&, const PersonId&,
                                            std::string_view subject)>;

struct PeopleParts {
  Directory& directory;  ///< outlives the routes
  /// For deeds that ask anew who somebody is (confirmation.hpp).
  std::shared_ptr<const AccountSettings> accounts;
  std::vector<PersonPagePart> personParts = {};
  CaseloadPagePart caseloadPart = {};       ///< may be empty
  AuditPart auditPart = {};                 ///< may be empty
  std::shared_ptr<ImportShelf> shelf = {};  ///< nothing: one of these routes' own
};

[[nodiscard]] site::Routes peopleRoutes(PeopleParts parts);

}  // namespace refocus::people
