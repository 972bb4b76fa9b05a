#include "support/demo_service.hpp"

#include <fstream>
#include <string_view>
#include <vector>

#include "support/visitor.hpp"

namespace refocus::testing {
namespace {

constexpr std::string_view kWorker = "worker@example.org";

std::string between(std::string_view text, std::string_view from, std::string_view to,
                    std::size_t at = 0) {
  const auto begin = text.find(from, at) + from.size();
  return std::string(text.substr(begin, text.find(to, begin) - begin));
}

std::string teamOfWorker(const Site& site) {
  ServerProcess server(site);
  Visitor visitor(server.port());
  visitor.signIn(kWorker, "demonstration");
  const std::string page = visitor.get("/caseload").body;
  return between(page, "Caseload of ", "<", page.find("<h1"));
}

}  // namespace

DemoService::DemoService(database::Engine engine, int morePeople)
    : database_(engine), site_(folder_.path(), database_.target()) {
  const std::string made = site_.must({"demo"});
  importPeople(morePeople, between(made, "(", ")", made.find(kWorker)), teamOfWorker(site_));
}

void DemoService::importPeople(int count, const std::string& trust, const std::string& team) const {
  const auto file = folder_.path() / "caseload.csv";
  std::ofstream rows(file);
  rows << "source_system,local_id,family_name,given_names,date_of_birth,from\n";
  for (int i = 0; i < count; ++i) {
    rows << "Example," << i << ",Person" << i << ",Ann,1980-01-01,2026-01-01\n";
  }
  rows.close();
  site_.must({"import", "caseload", file.string(), "--trust", trust, "--team", team});
}

std::string DemoService::check() const {
  const auto verified = site_.run({"verify"});
  if (verified.status != 0) return verified.out + verified.errors;
  if (!database_.name().empty()) return {};
  const auto open = database::Database::open({.target = database_.target(), .readOnly = true});
  const auto found = open->read([](database::Read& read) {
    return read.all("PRAGMA integrity_check", {},
                    [](const database::Row& row) { return std::string(row.text(0)); });
  });
  return found == std::vector<std::string>{"ok"} ? "" : "integrity_check: " + found.front();
}

}  // namespace refocus::testing
