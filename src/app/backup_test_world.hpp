// For the tests of backups: a service in a database of either engine, with values at the edges of
// every type, and a picture of all its rows that can be compared.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "app/backup.hpp"
#include "app/backup_format.hpp"
#include "base/fault.hpp"
#include "database/tables.hpp"
#include "people/account.hpp"
#include "people/door.hpp"
#include "people/person_store.hpp"
#include "people/team_store.hpp"
#include "people/trust.hpp"
#include "record/audit_check.hpp"
#include "schema/migrations.hpp"
#include "support/test_database.hpp"

namespace refocus::app {

inline constexpr std::array kEngines{database::Engine::sqlite, database::Engine::postgresql};

/// The keys and anchors of one service, as its settings would name them.
struct Safe {
  explicit Safe(const std::filesystem::path& folder)
      : keyring(folder / "keyring"), anchors(folder / "anchors") {
    record::Keyring::make(systemRandom()).save(keyring);
  }
  std::filesystem::path keyring;
  std::filesystem::path anchors;
};

/// A database opened with a service's keys and anchors; no tables are made.
struct Opened {
  Opened(const std::string& target, const Safe& safe)
      : keys(safe.keyring, systemRandom()),
        anchors(safe.anchors),
        trail(keys, anchors, [](const Fault&) { FAIL() << "an anchor was not written"; }),
        database(database::Database::open({.target = target})) {
    database->setBatchMember(&trail);
  }
  ~Opened() { database->setBatchMember(nullptr); }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  [[nodiscard]] RestoreParts parts() {
    return {.database = *database,
            .keys = keys,
            .anchors = anchors,
            .trail = trail,
            .migrations = schema::migrations(),
            .clock = systemClock()};
  }
  template <class Work>
  auto write(const TrustId& trust, Work&& work) {
    return book.write(people::commandLineActor(trust), std::forward<Work>(work));
  }
  [[nodiscard]] std::string nameOf(const TrustId& trust, const PersonId& person) {
    return book.read(people::commandLineActor(trust), [&](record::Reading& reading) {
      return people::displayName(people::stored::entryOf(reading, person).value().entry);
    });
  }
  [[nodiscard]] record::ChainReport verified(const TrustId& trust) {
    return record::verifyChain(*database, keys, anchors, trust);
  }
  [[nodiscard]] std::vector<record::ChainedEntry> trailOf(const TrustId& trust) {
    return database->read(
        [&](database::Read& read) { return record::auditPage(read, keys, trust, {}); });
  }

  record::Keys keys;
  record::Anchors anchors;
  record::AuditTrail trail;
  std::unique_ptr<database::Database> database;
  record::Book book{{.database = *database,
                     .keys = keys,
                     .trail = trail,
                     .clock = systemClock(),
                     .random = systemRandom(),
                     .door = people::makeDoor(keys)}};
};

/// Whom `fill` has made.
struct Filled {
  TrustId trust;
  TrustId otherTrust;
  PersonId person;
};

inline void fillWithEdges(database::Write& write, const TrustId& trust) {
  Bytes every(256);
  std::iota(every.begin(), every.end(), std::uint8_t{0});
  constexpr std::string_view kOdd = "Llŷr \"o'r\" Ynys; $1 – \xF0\x9F\x8C\xB1\n\t";
  write.run(
      R"(INSERT INTO thing (trust, id, person, kind, state, author, made_at, head)
         VALUES ($1, $2, '', $2, '', $2, '', $3))",
      {trust, kOdd, std::numeric_limits<std::int64_t>::min()});
  for (const std::int64_t number : {std::numeric_limits<std::int64_t>::max(), std::int64_t{-1}}) {
    write.run(
        R"(INSERT INTO version (trust, person, thing, number, based_on, author, made_at, body)
           VALUES ($1, '', $2, $3, 3000000000, '', $2, $4))",
        {trust, kOdd, number, number < 0 ? Bytes{} : every});
  }
  for (int i = 0; i < 2500; ++i) {  // more than a page and more than a block's rows
    write.run("INSERT INTO submission (trust, account, token, made_at) VALUES ($1, '', $2, $3)",
              {trust, std::to_string(i), kOdd});
  }
}

/// Two trusts with people, a row with nulls, and rows with odd values.
inline Filled fill(Opened& opened) {
  const Instant now = systemClock()();
  const Filled filled{.trust = TrustId::make(now, systemRandom()),
                      .otherTrust = TrustId::make(now, systemRandom()),
                      .person = PersonId()};
  const auto trustWithPerson = [&](const TrustId& trust, const people::PersonEntry& entry) {
    return opened.write(trust, [&](record::Writing& writing) {
      people::makeTrust(writing, trust.text());
      people::makeTeam(writing, "Early intervention", people::KindOfTeam::psychosis);
      return people::makePerson(writing, entry);
    });
  };
  const auto person = trustWithPerson(filled.trust, {.givenNames = "Nia", .preferredName = "Nan"});
  trustWithPerson(filled.otherTrust, {.familyName = "Ó Briain"});
  opened.database->write([&](database::Write& write) { fillWithEdges(write, filled.trust); });
  return {filled.trust, filled.otherTrust, person};
}

inline void makeTables(database::Database& database) {
  database::migrate(database, schema::migrations(), [](const database::Migration&) {});
}

/// Every row of every table in the file's form, but what a restore adds: its mark in the trail.
using Picture = std::map<std::string, std::vector<Bytes>>;

inline Picture pictureOf(database::Database& database) {
  return database.read([&](database::Read& read) {
    Picture picture;
    for (const database::Table& table : database::tablesOf(read, database.engine())) {
      if (table.name == "audit_head") continue;
      std::string sql = "SELECT * FROM " + table.name;
      if (table.name == "audit_entry") sql += " WHERE action <> 'restored'";
      auto& rows = picture[table.name];
      read.each(sql, {},
                [&](const database::Row& row) { appendRow(rows.emplace_back(), row, table); });
      std::ranges::sort(rows);
    }
    return picture;
  });
}

/// Runs what must fail; the Fault it threw.
template <class Work>
Fault faultOf(Work&& work) {
  try {
    work();
  } catch (const Fault& fault) {
    return fault;
  }
  throw std::runtime_error("there was no fault");
}

}  // namespace refocus::app
