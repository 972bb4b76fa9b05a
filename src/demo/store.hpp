// Puts a demonstration service into a new database, through the same stores as everything else:
// each conversation is recorded by its worker's account at its own time, so that versions,
// visibility and audit trail look as a year of use would leave them.
#pragma once

#include <string>
#include <vector>

#include "access/role.hpp"
#include "demo/content.hpp"
#include "record/book.hpp"

namespace refocus::demo {

/// An account that the demonstration prints.
struct DemoSignIn {
  std::string email;
  std::string name;
  std::string trust;
};

/// Stores the service in one transaction. Those to be shown get `passwordHash` and need no second
/// factor. Throws Fault(duplicate) when the database already has a trust of the same name.
std::vector<DemoSignIn> storeService(record::Book& book, const DemoService& service,
                                     const std::string& passwordHash);

}  // namespace refocus::demo
