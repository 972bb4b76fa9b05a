#include "people/worker_store.hpp"

#include <algorithm>

#include "base/checks.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"
#include "people/people_change.hpp"
#include "people/stored_date.hpp"
#include "record/seal.hpp"

namespace refocus::people {
namespace {

using access::Permission;

constexpr std::size_t kMaxWorkerNameBytes = 4 * kMaxWorkerName;

record::Place namePlace(const TrustId& trust, const WorkerId& worker) {
  return {.trust = trust, .table = "worker", .row = worker.text(), .column = "sealed_name"};
}

Bytes sealedName(record::Writing& writing, const WorkerId& worker, std::string_view name) {
  checkPresent("the worker's name", name);
  checkLength("the worker's name", name, kMaxWorkerNameBytes);
  return record::seal(writing.keys().ofTrust(writing.sql(), writing.trust()),
                      namePlace(writing.trust(), worker), name, writing.random());
}

struct SealedWorker {
  WorkerId id;
  Profession profession;
  Bytes name;
};

SealedWorker readWorker(const database::Row& row) {
  const auto name = row.bytes(2);
  return {row.id<WorkerId>(0),
          professionNamed(row.text(1)).value_or(Profession::other),
          {name.begin(), name.end()}};
}

Worker opened(record::Reading& reading, const record::Key& key, const SealedWorker& sealed) {
  return {sealed.id, record::unsealText(key, namePlace(reading.trust(), sealed.id), sealed.name),
          sealed.profession};
}

Post readPost(const database::Row& row) {
  return {
      .id = row.id<PostId>(0),
      .worker = row.id<WorkerId>(1),
      .team = row.id<TeamId>(2),
      .role = row.text(3) == nameOf(PostRole::teamLeader) ? PostRole::teamLeader : PostRole::worker,
      .from = storedDate(row.text(4)),
      .until = storedDate(row.optionalText(5))};
}

}  // namespace

WorkerId makeWorker(record::Writing& writing, std::string_view name, Profession profession) {
  access::require(writing.actor(), Permission::manageTeams);
  const WorkerId id = WorkerId::make(writing.now(), writing.random());
  const Bytes sealed = sealedName(writing, id, name);
  writing.sql().run(
      R"(INSERT INTO worker (trust, id, profession, sealed_name, made_at)
         VALUES ($1, $2, $3, $4, $5))",
      {writing.trust(), id, nameOf(profession), sealed, writing.now()});
  countPlaceChange(writing);
  writing.note("worker-made", {}, id.text());
  return id;
}

void changeWorker(record::Writing& writing, const WorkerId& worker, std::string_view name,
                  Profession profession) {
  access::require(writing.actor(), Permission::manageTeams);
  const Bytes sealed = sealedName(writing, worker, name);
  const auto changed = writing.sql().run(
      "UPDATE worker SET profession = $3, sealed_name = $4 WHERE trust = $1 AND id = $2",
      {writing.trust(), worker, nameOf(profession), sealed});
  if (changed == 0) throw Fault(FaultCode::notFound, "no such worker in this trust");
  countPlaceChange(writing);
  writing.note("worker-changed", {}, worker.text());
}

std::vector<Worker> workers(record::Reading& reading) {
  const auto sealed =
      reading.sql().all("SELECT id, profession, sealed_name FROM worker WHERE trust = $1",
                        {reading.trust()}, readWorker);
  const record::Key key = reading.keys().ofTrust(reading.sql(), reading.trust());
  std::vector<Worker> all;
  all.reserve(sealed.size());
  for (const SealedWorker& one : sealed) all.push_back(opened(reading, key, one));
  std::ranges::sort(all, {}, [](const Worker& one) { return collationKey(one.name); });
  return all;
}

std::optional<Worker> worker(record::Reading& reading, const WorkerId& id) {
  const auto sealed = reading.sql().first(
      "SELECT id, profession, sealed_name FROM worker WHERE trust = $1 AND id = $2",
      {reading.trust(), id}, readWorker);
  if (!sealed) return std::nullopt;
  return opened(reading, reading.keys().ofTrust(reading.sql(), reading.trust()), *sealed);
}

PostId makePost(record::Writing& writing, const WorkerId& worker, const TeamId& team, PostRole role,
                Date from, std::optional<Date> until) {
  access::require(writing.actor(), Permission::manageTeams);
  checkSpan("a post", from, until);
  const PostId id = PostId::make(writing.now(), writing.random());
  writing.sql().run(
      R"(INSERT INTO post (trust, id, worker, team, role, from_date, until_date)
         VALUES ($1, $2, $3, $4, $5, $6, $7))",
      {writing.trust(), id, worker, team, nameOf(role), textOf(from), optionalTextOf(until)});
  writing.note("post-made", {}, id.text());
  return id;
}

void endPost(record::Writing& writing, const PostId& post, Date until) {
  access::require(writing.actor(), Permission::manageTeams);
  const auto known = people::post(writing, post);
  if (!known) throw Fault(FaultCode::notFound, "no such post in this trust");
  checkSpan("a post", known->from, until);
  writing.sql().run("UPDATE post SET until_date = $3 WHERE trust = $1 AND id = $2",
                    {writing.trust(), post, textOf(until)});
  writing.note("post-ended", {}, post.text());
}

std::optional<Post> post(record::Reading& reading, const PostId& id) {
  return reading.sql().first(
      R"(SELECT id, worker, team, role, from_date, until_date
           FROM post
          WHERE trust = $1 AND id = $2)",
      {reading.trust(), id}, readPost);
}

std::vector<Post> postsOf(record::Reading& reading, const WorkerId& worker) {
  return reading.sql().all(
      R"(SELECT id, worker, team, role, from_date, until_date
           FROM post
          WHERE trust = $1 AND worker = $2
          ORDER BY from_date, id)",
      {reading.trust(), worker}, readPost);
}

std::vector<Post> postsIn(record::Reading& reading, const TeamId& team) {
  return reading.sql().all(
      R"(SELECT id, worker, team, role, from_date, until_date
           FROM post
          WHERE trust = $1 AND team = $2
          ORDER BY from_date, id)",
      {reading.trust(), team}, readPost);
}

}  // namespace refocus::people
