#include "record/things.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/fault.hpp"
#include "record/record_test_world.hpp"
#include "record/same_again.hpp"

namespace refocus::record {
namespace {

constexpr Kind kNote{"note", Visibility::teamAndPerson};
constexpr Kind kStaffNote{"staff-note", Visibility::team};
constexpr Kind kPrivate{"private", Visibility::author};

class Things : public RecordWorld {
 protected:
  ThingId make(const PersonId& person, const Kind& kind, const std::string& body) {
    return write(person, [&](Writing& writing, const PersonRecord& record) {
      return create(writing, record, kind, "active", body);
    });
  }
  std::expected<Version, Stale> change(const PersonId& person, const ThingId& id,
                                       std::int64_t basedOn, const std::string& body) {
    return write(person, [&](Writing& writing, const PersonRecord& record) {
      return save(writing, record, kNote, id, basedOn, "active", body);
    });
  }
  std::vector<std::string> bodies(const access::Actor& actor, const PersonId& person,
                                  const Kind& kind) {
    return read(actor, person, [&](Reading& reading, const PersonRecord& record) {
      std::vector<std::string> all;
      for (const Thing& one : thingsOf(reading, record, kind)) all.push_back(one.head.body);
      return all;
    });
  }
  access::Actor somebodyElse() {
    access::Actor other = worker;
    other.account = AccountId::make(now, random);
    return other;
  }
};

TEST_P(Things, EveryEarlierVersionCanBeRead) {
  const PersonId person = makePerson();
  const ThingId id = make(person, kNote, "first");
  EXPECT_EQ(change(person, id, 1, "second")->number, 2);
  EXPECT_EQ(change(person, id, 2, "third")->number, 3);
  const auto versions = read(worker, person, [&](Reading& reading, const PersonRecord& record) {
    return history(reading, record, kNote, id);
  });
  ASSERT_EQ(versions.size(), 3U);
  EXPECT_EQ(versions[0].body, "third");
  EXPECT_EQ(versions[1].body, "second");
  EXPECT_EQ(versions[2].body, "first");
  EXPECT_EQ(versions[1].basedOn, 1);
}

TEST_P(Things, ALateSaveShowsBothAndKeepsTheWordsAsADraftUntilTheyAreMerged) {
  const PersonId person = makePerson();
  const ThingId id = make(person, kNote, "first");
  ASSERT_TRUE(change(person, id, 1, "theirs"));
  const auto late = change(person, id, 1, "mine");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().theirs.body, "theirs");
  EXPECT_EQ(late.error().yours, "mine");
  const auto draft = [&] {
    return read(worker, person, [&](Reading& reading, const PersonRecord& record) {
      return draftOf(reading, record, kNote, id);
    });
  };
  ASSERT_TRUE(draft());
  EXPECT_EQ(draft()->body, "mine");
  ASSERT_TRUE(change(person, id, 2, "both"));
  EXPECT_FALSE(draft());
  EXPECT_EQ(bodies(worker, person, kNote), std::vector<std::string>{"both"});
}

TEST_P(Things, SavingTheSameAgainAddsNothing) {
  const PersonId person = makePerson();
  const ThingId id = make(person, kNote, "same");
  EXPECT_EQ(change(person, id, 1, "same")->number, 1);
}

TEST_P(Things, WhatTheSameAuthorSaidJustNowIsFoundWhileItStands) {
  const PersonId person = makePerson();
  const PersonId another = makePerson();
  const ThingId id = make(person, kNote, "words");
  const auto same = [&](const access::Actor& actor, const PersonId& whose, const Kind& kind,
                        std::string_view state, std::string_view body) {
    return read(actor, whose, [&](Reading& reading, const PersonRecord& record) {
      const auto found = sameJustMade(reading, record, kind, state, body);
      return found ? std::optional(found->id) : std::nullopt;
    });
  };
  EXPECT_EQ(same(worker, person, kNote, "active", "words"), id);
  EXPECT_FALSE(same(worker, person, kNote, "active", "other words"));
  EXPECT_FALSE(same(worker, person, kNote, "done", "words"));
  EXPECT_FALSE(same(worker, person, kStaffNote, "active", "words"));
  EXPECT_FALSE(same(worker, another, kNote, "active", "words"));
  EXPECT_FALSE(same(somebodyElse(), person, kNote, "active", "words"));
  now = now.plus(kSameAgainWithin);
  EXPECT_EQ(same(worker, person, kNote, "active", "words"), id);
  now = now.plus(std::chrono::milliseconds(1));
  EXPECT_FALSE(same(worker, person, kNote, "active", "words"));
  const ThingId changed = make(person, kNote, "more words");
  ASSERT_TRUE(change(person, changed, 1, "yet more"));
  EXPECT_FALSE(same(worker, person, kNote, "active", "more words"));
}

TEST_P(Things, AreListedInTheOrderInWhichOneWriteMadeThem) {
  const PersonId person = makePerson();
  std::vector<std::string> lines;
  for (int i = 0; i < 20; ++i) lines.push_back("line " + std::to_string(i));
  write(person, [&](Writing& writing, const PersonRecord& record) {
    for (const std::string& line : lines) create(writing, record, kNote, "active", line);
    return 0;
  });
  EXPECT_EQ(bodies(worker, person, kNote), lines);
}

TEST_P(Things, ThoseInHandAreFoundWithoutTheOthersAndByThoseWhoMaySeeThem) {
  const PersonId person = makePerson();
  const PersonId another = makePerson();
  const auto makeIn = [&](const PersonId& whose, const Kind& kind, std::string_view state,
                          std::string_view body) {
    return write(whose, [&](Writing& writing, const PersonRecord& record) {
      return create(writing, record, kind, state, body);
    });
  };
  makeIn(person, kNote, "finished", "done with");
  const ThingId first = makeIn(person, kNote, kOpen, "in hand");
  makeIn(person, kNote, kOpen, "in hand too");
  makeIn(person, kStaffNote, kOpen, "of another kind");
  makeIn(person, kPrivate, kOpen, "my own");
  makeIn(another, kNote, kOpen, "another person's");
  const auto openBodies = [&](const access::Actor& actor, const Kind& kind) {
    return read(actor, person, [&](Reading& reading, const PersonRecord& record) {
      std::vector<std::string> all;
      for (const Thing& one : openThingsOf(reading, record, kind)) all.push_back(one.head.body);
      std::ranges::sort(all);  // two writes may fall into one millisecond, which has no order
      return all;
    });
  };
  EXPECT_EQ(openBodies(worker, kNote), (std::vector<std::string>{"in hand", "in hand too"}));
  EXPECT_TRUE(openBodies(somebodyElse(), kPrivate).empty());
  write(person, [&](Writing& writing, const PersonRecord& record) {
    return save(writing, record, kNote, first, 1, "finished", "in hand no more").has_value();
  });
  EXPECT_EQ(openBodies(worker, kNote), std::vector<std::string>{"in hand too"});
}

TEST_P(Things, AnAuthorsPrivateWordsAreNobodyElses) {
  const PersonId person = makePerson();
  const ThingId id = make(person, kPrivate, "my guess");
  EXPECT_EQ(bodies(worker, person, kPrivate), std::vector<std::string>{"my guess"});
  const access::Actor other = somebodyElse();
  EXPECT_TRUE(bodies(other, person, kPrivate).empty());
  read(other, person, [&](Reading& reading, const PersonRecord& record) {
    EXPECT_FALSE(thing(reading, record, kPrivate, id));
    EXPECT_TRUE(history(reading, record, kPrivate, id).empty());
    return 0;
  });
}

TEST_P(Things, ThePersonSeesWhatIsSharedAndNotWhatIsTheTeams) {
  const PersonId person = makePerson();
  make(person, kNote, "shared");
  make(person, kStaffNote, "for the team");
  ground.ownRecord = true;
  EXPECT_EQ(bodies(somebodyElse(), person, kNote), std::vector<std::string>{"shared"});
  EXPECT_TRUE(bodies(somebodyElse(), person, kStaffNote).empty());
}

TEST_P(Things, AThingIsOfOneRecordAndOneKind) {
  const PersonId person = makePerson();
  const PersonId other = makePerson();
  const ThingId id = make(person, kNote, "words");
  read(worker, other, [&](Reading& reading, const PersonRecord& record) {
    EXPECT_FALSE(thing(reading, record, kNote, id));
    return 0;
  });
  read(worker, person, [&](Reading& reading, const PersonRecord& record) {
    EXPECT_FALSE(thing(reading, record, kStaffNote, id));
    return 0;
  });
  EXPECT_THROW((void)change(other, id, 1, "more"), Fault);
}

TEST_P(Things, WhatWasEnteredInTheWrongRecordIsInTheRightOneAndHiddenInTheOther) {
  const PersonId wrong = makePerson();
  const PersonId right = makePerson();
  const ThingId id = make(wrong, kNote, "words");
  const ThingId made = book.write(worker, [&](Writing& writing) {
    const auto from = writing.open(wrong, access::Permission::writeRecord, "conversation-moved");
    const auto to = writing.open(right, access::Permission::writeRecord, "conversation-moved");
    return move(writing, *from, *to, kNote, id, "words", "the wrong Sam");
  });
  EXPECT_TRUE(bodies(worker, wrong, kNote).empty());
  EXPECT_EQ(bodies(worker, right, kNote), std::vector<std::string>{"words"});
  EXPECT_NE(made, id);
  const auto versions = read(worker, wrong, [&](Reading& reading, const PersonRecord& record) {
    return history(reading, record, kNote, id);
  });
  EXPECT_EQ(versions.size(), 1U);
  EXPECT_THROW((void)change(wrong, id, 1, "again"), Fault);
}

TEST_P(Things, NothingIsMovedToTheRecordThatItIsIn) {
  const PersonId person = makePerson();
  const ThingId id = make(person, kNote, "words");
  try {
    write(person, [&](Writing& writing, const PersonRecord& record) {
      return move(writing, record, record, kNote, id, "words", "why not");
    });
    FAIL() << "it was moved";
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::invalid);
  }
  EXPECT_EQ(bodies(worker, person, kNote), std::vector<std::string>{"words"});
}

TEST_P(Things, ARecordOpenedForReadingCannotBeWritten) {
  const PersonId person = makePerson();
  EXPECT_THROW(book.write(worker,
                          [&](Writing& writing) {
                            const auto record =
                                writing.open(person, access::Permission::readRecord, "plan-read");
                            return create(writing, *record, kNote, "active", "words");
                          }),
               Fault);
}

TEST_P(Things, AFormSentTwiceIsTakenOnce) {
  const auto send = [&](const access::Actor& actor) {
    return book.write(actor, [](Writing& writing) { return isFirstSubmission(writing, "token"); });
  };
  EXPECT_TRUE(send(worker));
  EXPECT_FALSE(send(worker));
  EXPECT_TRUE(send(somebodyElse()));
}

TEST_P(Things, NoWordOfAPersonIsInTheDatabaseUnsealed) {
  const PersonId person = makePerson();
  make(person, kNote, "I play the fiddle");
  const auto stored = database->read([](database::Read& sql) {
    return sql.first("SELECT body FROM version", {},
                     [](const database::Row& row) { return std::string(asText(row.bytes(0))); });
  });
  EXPECT_EQ(stored->find("fiddle"), std::string::npos);
}

TEST_P(Things, AnErasedPersonsWordsCannotBeReadAgain) {
  const PersonId person = makePerson();
  make(person, kNote, "words");
  database->write([&](database::Write& write) { Keys::erasePerson(write, trust, person); });
  EXPECT_THROW(bodies(worker, person, kNote), Fault);
}

TEST_P(Things, ARotationOfKeysLeavesEveryWordReadableAndTheOldMasterUseless) {
  std::vector<PersonId> people;
  for (int i = 0; i < 7; ++i) {
    people.push_back(makePerson());
    make(people.back(), kNote, "words");
  }
  const std::string before = Keyring::load(keyFile).masters.front().name;
  keys.addMaster();
  keys.rewrapTrusts(*database);
  // Seven people and the trust itself, three at a time.
  EXPECT_EQ(keys.rewrapDataKeys(*database, trust, 3), 8);
  keys.dropUnusedMasters(*database);

  const Keyring after = Keyring::load(keyFile);
  ASSERT_EQ(after.masters.size(), 1U);
  EXPECT_NE(after.masters.front().name, before);
  for (const PersonId& person : people) {
    EXPECT_EQ(bodies(worker, person, kNote), std::vector<std::string>{"words"});
  }
  const Keys fresh(keyFile, random);
  database->read([&](database::Read& sql) {
    for (const PersonId& person : people) (void)fresh.ofPerson(sql, trust, person);
  });
}

TEST_P(Things, AnInterruptedRotationIsTakenUpWhereItStopped) {
  std::vector<PersonId> people;
  for (int i = 0; i < 5; ++i) {
    people.push_back(makePerson());
    make(people.back(), kNote, "words");
  }
  keys.addMaster();
  keys.rewrapTrusts(*database);
  // The rotation dies after the new key, and the first two steps of one key each.
  int left = 4;
  Keys dying(keyFile, [&](std::span<std::uint8_t> out) {
    if (left-- == 0) throw Fault(FaultCode::internal, "killed");
    random(out);
  });
  EXPECT_THROW((void)dying.rewrapDataKeys(*database, trust, 1), Fault);
  for (const PersonId& person : people) {
    EXPECT_EQ(bodies(worker, person, kNote), std::vector<std::string>{"words"});
  }
  EXPECT_EQ(keys.rewrapDataKeys(*database, trust, 1), 4);
  for (const PersonId& person : people) {
    EXPECT_EQ(bodies(worker, person, kNote), std::vector<std::string>{"words"});
  }
  EXPECT_EQ(database->read([](database::Read& sql) {
    return sql.number("SELECT COUNT(*) FROM trust_key", {});
  }),
            1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Things,
                         ::testing::Values(database::Engine::sqlite, database::Engine::postgresql));

}  // namespace
}  // namespace refocus::record
