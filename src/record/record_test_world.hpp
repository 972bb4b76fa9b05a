// For the tests of this room: a database of either engine with one trust, its keys and trail, and a
// book whose door opens for everybody unless a test shuts it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "record/audit_check.hpp"
#include "record/things.hpp"
#include "schema/migrations.hpp"
#include "support/test_database.hpp"

namespace refocus::record {

class RecordWorld : public ::testing::TestWithParam<database::Engine> {
 protected:
  RecordWorld() {
    database::migrate(*database, schema::migrations(), [](const database::Migration&) {});
    database->setBatchMember(&trail);
    database->write([&](database::Write& write) { makeTrust(write, trust); });
    worker.account = AccountId::make(now, random);
    worker.trust = trust;
  }
  ~RecordWorld() override { database->setBatchMember(nullptr); }

  void makeTrust(database::Write& write, const TrustId& id) {
    write.run("INSERT INTO trust (id, name, made_at) VALUES ($1, $2, $3)", {id, id.text(), now});
    keys.makeForTrust(write, id);
  }
  PersonId makePerson() {
    const auto person = PersonId::make(now, random);
    database->write([&](database::Write& write) { keys.makeForPerson(write, trust, person); });
    return person;
  }
  template <class Work>
  auto write(const PersonId& person, Work&& work) {
    return book.write(worker, [&](Writing& writing) {
      const auto record =
          writing.open(person, access::Permission::writeRecord, "strengths-recorded");
      return work(writing, record.value());
    });
  }
  template <class Work>
  auto read(const access::Actor& actor, const PersonId& person, Work&& work) {
    return book.read(actor, [&](Reading& reading) {
      const auto record = reading.open(person, access::Permission::readRecord, "plan-read");
      return work(reading, record.value());
    });
  }
  ChainReport verify() { return verifyChain(*database, keys, anchors, trust); }
  static std::filesystem::path madeKeyring(const std::filesystem::path& file) {
    Keyring::make(systemRandom()).save(file);
    return file;
  }

  Instant now = Instant::parse("2026-03-02T09:00:00.000Z");
  Random random = systemRandom();
  refocus::testing::TestFolder folder;
  refocus::testing::TestDatabase where{GetParam()};
  std::filesystem::path keyFile = madeKeyring(folder.path() / "refocus.keys");
  Keys keys{keyFile, random};
  Anchors anchors{folder.path() / "anchors"};
  AuditTrail trail{keys, anchors, [](const Fault& fault) { FAIL() << fault.what(); }};
  std::unique_ptr<database::Database> database = where.open();
  Ground ground;
  Book book{
      {.database = *database,
       .keys = keys,
       .trail = trail,
       .clock = [this] { return now; },
       .random = random,
       .door = [this](database::Read&, const access::Actor&, const PersonId&, access::Permission,
                      Instant) -> std::expected<Ground, Closed> { return ground; }}};
  TrustId trust = TrustId::make(now, random);
  access::Actor worker;
};

}  // namespace refocus::record
