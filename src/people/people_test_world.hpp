// For the tests of this room: a database of one engine with two trusts, the real door, and short
// ways to make teams, workers, people and who acts. The clock is the test's to move.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "base/fault.hpp"
#include "database/migrate.hpp"
#include "http/response.hpp"
#include "people/account_admin_store.hpp"
#include "people/caseload_store.hpp"
#include "people/directory.hpp"
#include "people/door.hpp"
#include "people/person_store.hpp"
#include "people/team_store.hpp"
#include "people/trust.hpp"
#include "people/worker_store.hpp"
#include "record/audit.hpp"
#include "schema/migrations.hpp"
#include "support/test_database.hpp"

namespace refocus::people {

inline std::vector<database::Engine> peopleEngines() {
  std::vector<database::Engine> engines{database::Engine::sqlite};
  if (std::getenv("REFOCUS_TEST_POSTGRESQL") != nullptr) {
    engines.push_back(database::Engine::postgresql);
  }
  return engines;
}

inline Date day(std::string_view text) { return parseDate(text).value(); }

inline std::string_view locationOf(const http::Response& response) {
  return response.headers.find("Location").value_or("");
}

class PeopleWorld : public ::testing::TestWithParam<database::Engine> {
 protected:
  PeopleWorld() {
    database::migrate(*database, schema::migrations(), [](const database::Migration&) {});
    database->setBatchMember(&trail);
    for (const auto& id : {trust, otherTrust}) {
      book.write(commandLineActor(id), [&](record::Writing& writing) {
        makeTrust(writing, id.text());
        return true;
      });
    }
  }
  ~PeopleWorld() override { database->setBatchMember(nullptr); }

  /// As the administrator of the first trust, or of another.
  template <class Work>
  auto write(Work&& work) {
    return book.write(commandLineActor(trust), std::forward<Work>(work));
  }
  template <class Work>
  auto read(const access::Actor& actor, Work&& work) {
    return book.read(actor, std::forward<Work>(work));
  }

  TeamId team(const std::string& name) {
    return write([&](record::Writing& w) { return makeTeam(w, name, KindOfTeam::psychosis); });
  }
  PersonId person(const PersonEntry& entry) {
    return write([&](record::Writing& w) { return makePerson(w, entry); });
  }
  PersonId person(const std::string& given, const std::string& family) {
    return person({.familyName = family, .givenNames = given});
  }
  PlaceId onCaseload(const PersonId& who, const TeamId& where, std::string_view from = "2026-01-01",
                     std::optional<Date> until = std::nullopt) {
    return write([&](record::Writing& w) {
      return addToCaseload(w, {.team = where, .person = who, .from = day(from), .until = until});
    });
  }
  AccountId account(const std::string& email, std::optional<WorkerId> worker = std::nullopt) {
    return write([&](record::Writing& w) {
      return makeAccount(w, {.email = email, .name = "Ada Owner", .worker = worker}).value();
    });
  }
  access::Actor staff(const AccountId& account, std::vector<TeamId> teams,
                      access::Role role = access::Role::worker) {
    access::Actor actor{
        .account = account, .trust = trust, .worker = {}, .person = {}, .grants = {}};
    for (const TeamId& one : teams) {
      actor.grants.push_back({.role = role, .team = one, .from = day("2020-01-01"), .until = {}});
    }
    return actor;
  }
  std::vector<std::string> auditActions() {
    return database->read([&](database::Read& sql) {
      std::vector<std::string> actions;
      for (const auto& one : record::auditPage(sql, keys, trust, {})) {
        actions.push_back(one.entry.action);
      }
      return actions;
    });
  }
  std::int64_t count(std::string_view sql) {
    return database->read([&](database::Read& reading) { return reading.number(sql, {}); });
  }

  Instant now = Instant::parse("2026-03-10T12:00:00.000Z");
  testing::TestFolder folder;
  testing::TestDatabase testDatabase{GetParam()};
  std::unique_ptr<database::Database> database = testDatabase.open();
  Random random = systemRandom();
  std::filesystem::path keyringFile = savedKeyring();
  record::Keys keys{keyringFile, random};
  record::Anchors anchors{folder.path() / "anchors"};
  record::AuditTrail trail{keys, anchors, [](const Fault&) {}};
  record::Book book{{.database = *database,
                     .keys = keys,
                     .trail = trail,
                     .clock = [this] { return now; },
                     .random = random,
                     .door = makeDoor(keys)}};
  TrustId trust = TrustId::make(now, random);
  TrustId otherTrust = TrustId::make(now, random);
  Directory directory;

 private:
  std::filesystem::path savedKeyring() {
    auto file = folder.path() / "keyring";
    record::Keyring::make(random).save(file);
    return file;
  }
};

inline FaultCode faultOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Fault& fault) {
    return fault.code();
  }
  throw std::runtime_error("there was no fault");
}

}  // namespace refocus::people
