// What a right request to each route carries besides its path: the fields of its form, or a query.
// "{person}" in a value stands for the id of a trust's own person, as in the paths.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace refocus::isolation {

struct Sent {
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::string query = {};
  std::string file = {};     ///< a caseload file to upload; empty: the form is not multipart
  bool onlyLeadsOn = false;  ///< a form that changes nothing: it leads to a page
};

/// By "POST /people/{person}/entry". A route that takes forms and is missing here fails the test;
/// one that is only read is missing where it needs no query.
[[nodiscard]] const std::map<std::string, Sent, std::less<>>& sentTo();

}  // namespace refocus::isolation
