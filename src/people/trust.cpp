#include "people/trust.hpp"

#include "base/checks.hpp"
#include "base/fault.hpp"

namespace refocus::people {
namespace {

constexpr std::size_t kMaxTrustName = 200;

Trust readTrust(const database::Row& row) {
  return {row.id<TrustId>(0), std::string(row.text(1)), row.instant(2)};
}

}  // namespace

void makeTrust(record::Writing& writing, std::string_view name) {
  access::require(writing.actor(), access::Permission::manageTeams);
  checkPresent("the trust's name", name);
  checkLength("the trust's name", name, kMaxTrustName);
  writing.sql().run("INSERT INTO trust (id, name, made_at) VALUES ($1, $2, $3)",
                    {writing.trust(), name, writing.now()});
  writing.keys().makeForTrust(writing.sql(), writing.trust());
  writing.note("trust-made");
}

std::vector<Trust> trusts(database::Read& read) {
  return read.all("SELECT id, name, made_at FROM trust ORDER BY name, id", {}, readTrust);
}

Trust ownTrust(record::Reading& reading) {
  const auto found = reading.sql().first("SELECT id, name, made_at FROM trust WHERE id = $1",
                                         {reading.trust()}, readTrust);
  if (!found) throw Fault(FaultCode::notFound, "the actor's trust was never made");
  return *found;
}

}  // namespace refocus::people
