#include <gmock/gmock.h>

#include "people/account_test_world.hpp"
#include "people/totp.hpp"
#include "people/worker_store.hpp"

namespace refocus::people {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AccountAdministration : public AccountWorld {
 protected:
  /// Does it as the account, with the grants that a session of it has.
  template <class Work>
  auto as(const std::string& email, Work&& work) {
    const auto live = sessionOf(enter(email).value().session.token);
    return book.write(live.value().signedIn.actor, std::forward<Work>(work));
  }
  Account stored(const AccountId& id) {
    return book.read(commandLineActor(trust),
                     [&](record::Reading& reading) { return findAccount(reading, id).value(); });
  }
  std::vector<Account> list(std::string_view search = {}) {
    return book.read(commandLineActor(trust),
                     [&](record::Reading& reading) { return accountsMatching(reading, search); });
  }
  std::string link(const AccountId& id) {
    return write([&](record::Writing& writing) { return makeOneTimeLink(writing, id); });
  }
  bool use(const AccountId& id, const std::string& token, std::string_view password) {
    const std::string hash = settings.hasher->hash(password);
    return book.write(accountActor(trust, id),
                      [&](record::Writing& writing) { return useLink(writing, token, hash); });
  }
};

TEST_P(AccountAdministration, MakesAnAccountThatIsNotReadableAtRest) {
  const AccountId id = account("Ada@Example.org", SecondFactor::required);
  const Account made = stored(id);
  EXPECT_EQ(made.email, "ada@example.org");
  EXPECT_EQ(made.name, "Ada Owner");
  EXPECT_EQ(made.state, AccountState::active);
  EXPECT_EQ(made.secondFactor, SecondFactor::required);
  database->read([&](database::Read& read) {
    read.each("SELECT sealed_email, sealed_name, email_index FROM account", {},
              [](const database::Row& row) {
                EXPECT_EQ(asText(row.bytes(0)).find("ada"), std::string_view::npos);
                EXPECT_EQ(asText(row.bytes(1)).find("Owner"), std::string_view::npos);
                EXPECT_EQ(row.text(2).find("ada@"), std::string_view::npos);  // "ada" are digits
              });
  });
}

TEST_P(AccountAdministration, RefusesAnAddressThatIsInUseInTheTrust) {
  account("ada@example.org");
  const auto made = write([](record::Writing& writing) {
    return makeAccount(writing, {.email = "ADA@example.org", .name = "Another"});
  });
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().in(Words()), "There is already an account with this email address");
}

TEST_P(AccountAdministration, DoesNotTellWhetherAnAddressIsInUseInAnotherTrust) {
  const AccountId here = account("ada@example.org");
  const AccountId there = accountElsewhere("ada@example.org");
  EXPECT_NE(here, there);
  for (const auto& [where, own] : {std::pair(trust, here), std::pair(otherTrust, there)}) {
    book.read(commandLineActor(where), [&, mine = own](record::Reading& reading) {
      EXPECT_EQ(findAccountByEmail(reading, "ada@example.org"), mine);
      EXPECT_EQ(accountsMatching(reading, {}).size(), 1);
      return true;
    });
  }
}

TEST_P(AccountAdministration, GivesNoWorkerAndNoPersonASecondAccount) {
  const WorkerId worker = write(
      [](record::Writing& writing) { return makeWorker(writing, "Ada Owner", Profession::nurse); });
  const PersonId who = person("Jo", "Ash");
  const auto make = [&](const NewAccount& fresh) {
    return write([&](record::Writing& writing) { return makeAccount(writing, fresh); });
  };
  const AccountId first =
      make({.email = "ada@example.org", .name = "Ada", .worker = worker}).value();
  ASSERT_TRUE(make({.email = "jo@example.org", .name = "Jo", .person = who}));
  write([&](record::Writing& writing) {
    disableAccount(writing, first);
    return true;
  });
  const auto again = make({.email = "ada.two@example.org", .name = "Ada", .worker = worker});
  ASSERT_FALSE(again) << "a disabled one is enabled, not doubled";
  EXPECT_THAT(again.error().in(Words()), HasSubstr("This worker has an account already"));
  EXPECT_FALSE(make({.email = "jo.two@example.org", .name = "Jo", .person = who}));
  EXPECT_EQ(list().size(), 2);
}

TEST_P(AccountAdministration, SaysWhatIsWrongWithAnAddressOrAName) {
  const auto make = [&](const std::string& email, const std::string& name) {
    return write([&](record::Writing& writing) {
      return makeAccount(writing, {.email = email, .name = name}).has_value();
    });
  };
  EXPECT_FALSE(make("", "Ada"));
  EXPECT_FALSE(make("ada", "Ada"));
  EXPECT_FALSE(make("ada@", "Ada"));
  EXPECT_FALSE(make("a@b@c", "Ada"));
  EXPECT_FALSE(make("ada lovelace@example.org", "Ada"));
  EXPECT_FALSE(make(std::string(250, 'a') + "@b.uk", "Ada"));
  EXPECT_FALSE(make("ada@example.org", "  "));
  EXPECT_FALSE(make("ada@example.org", std::string(201, 'a')));
  EXPECT_TRUE(make("ada@example.org", "Ada"));
}

TEST_P(AccountAdministration, IsForAdministratorsAlone) {
  const AccountId ada = account("ada@example.org");
  account("grace@example.org");
  const std::vector<std::function<void(record::Writing&)>> deeds{
      [](auto& w) { (void)makeAccount(w, {.email = "new@example.org", .name = "New"}); },
      [&](auto& w) { disableAccount(w, ada); },
      [&](auto& w) { enableAccount(w, ada); },
      [&](auto& w) { resetSecondFactor(w, ada); },
      [&](auto& w) { setSecondFactorRule(w, ada, SecondFactor::off); },
      [&](auto& w) { grantRole(w, ada, access::Role::administrator, londonDate(w.now())); },
      [&](auto& w) { endGrant(w, ada, "x", londonDate(w.now())); },
      [&](auto& w) { (void)makeOneTimeLink(w, ada); },
      [&](auto& w) { (void)accountsMatching(w, {}); },
      [&](auto& w) { (void)findAccount(w, ada); },
      [&](auto& w) { (void)grantsOf(w, ada, londonDate(w.now())); },
      [](auto& w) { (void)findAccountByEmail(w, "ada@example.org"); }};
  for (std::size_t i = 0; i < deeds.size(); ++i) {
    EXPECT_EQ(faultOf([&] {
                as("grace@example.org", [&](record::Writing& writing) {
                  deeds[i](writing);
                  return true;
                });
              }),
              FaultCode::forbidden)
        << i;
  }
}

TEST_P(AccountAdministration, DoesNotReachIntoAnotherTrust) {
  const AccountId ada = account("ada@example.org");
  const auto there = commandLineActor(otherTrust);
  const auto refused = [&](const std::function<void(record::Writing&)>& deed) {
    return faultOf([&] {
      book.write(there, [&](record::Writing& writing) {
        deed(writing);
        return true;
      });
    });
  };
  EXPECT_EQ(refused([&](auto& w) { disableAccount(w, ada); }), FaultCode::notFound);
  EXPECT_EQ(refused([&](auto& w) { resetSecondFactor(w, ada); }), FaultCode::notFound);
  EXPECT_EQ(refused([&](auto& w) { (void)makeOneTimeLink(w, ada); }), FaultCode::notFound);
  EXPECT_EQ(
      refused([&](auto& w) { grantRole(w, ada, access::Role::administrator, londonDate(now)); }),
      FaultCode::notFound);
  book.read(there, [&](record::Reading& reading) {
    EXPECT_FALSE(findAccount(reading, ada));
    EXPECT_FALSE(findAccountByEmail(reading, "ada@example.org"));
    EXPECT_TRUE(accountsMatching(reading, {}).empty());
    return true;
  });
  EXPECT_EQ(stored(ada).state, AccountState::active);
}

TEST_P(AccountAdministration, DoesNotLetAdministratorsLockThemselvesOut) {
  const AccountId ada = administrator("ada@example.org");
  EXPECT_EQ(faultOf([&] {
              as("ada@example.org", [&](record::Writing& writing) {
                disableAccount(writing, ada);
                return true;
              });
            }),
            FaultCode::forbidden);
  EXPECT_EQ(faultOf([&] {
              as("ada@example.org", [&](record::Writing& writing) {
                const auto grants = grantsOf(writing, ada, londonDate(now));
                endGrant(writing, ada, grants.at(0).id, londonDate(now));
                return true;
              });
            }),
            FaultCode::forbidden);
}

TEST_P(AccountAdministration, GivesAndTakesRolesAtOnce) {
  const AccountId ada = administrator("ada@example.org");
  const auto grantsNow = [&] {
    return sessionOf(enter("ada@example.org")->session.token)->signedIn.actor.grants.size();
  };
  write([&](record::Writing& writing) {
    grantRole(writing, ada, access::Role::trainer, londonDate(now));
    grantRole(writing, ada, access::Role::trainer, londonDate(now));
    return true;
  });
  EXPECT_EQ(grantsNow(), 2) << "given twice is given once";
  write([&](record::Writing& writing) {
    for (const RoleGrant& grant : grantsOf(writing, ada, londonDate(now))) {
      if (grant.grant.role == access::Role::trainer) {
        endGrant(writing, ada, grant.id, londonDate(now));
      }
    }
    return true;
  });
  EXPECT_EQ(grantsNow(), 1);
}

TEST_P(AccountAdministration, DoesNotGiveTheRolesThatPostsGive) {
  const AccountId ada = account("ada@example.org");
  for (const access::Role role : {access::Role::worker, access::Role::teamLeader}) {
    EXPECT_EQ(faultOf([&] {
                write([&](record::Writing& writing) {
                  grantRole(writing, ada, role, londonDate(now));
                  return true;
                });
              }),
              FaultCode::invalid);
  }
}

TEST_P(AccountAdministration, ResetsASecondFactorSoThatItIsSetUpAnew) {
  const AccountId ada = account("ada@example.org", SecondFactor::required);
  const auto pending = sessionOf(enter("ada@example.org")->session.token);
  const Bytes secret = pending->newSecret.value();
  const auto whole =
      enterWithCode(book, settings, *pending, codeAt(secret, timeStepOf(now)), {.address = "::1"});
  ASSERT_TRUE(whole);
  EXPECT_TRUE(stored(ada).hasSecondFactor);
  write([&](record::Writing& writing) {
    resetSecondFactor(writing, ada);
    return true;
  });
  EXPECT_FALSE(stored(ada).hasSecondFactor);
  EXPECT_FALSE(sessionOf(whole->session.token)) << "whoever was signed in is signed out";
  EXPECT_TRUE(sessionOf(enter("ada@example.org")->session.token)->newSecret);
}

TEST_P(AccountAdministration, FindsAccountsByNameOrAddress) {
  write([&](record::Writing& writing) {
    for (const char* name : {"Zoë Ash", "Élodie Birch", "Bram Cedar", "Ada Dogwood"}) {
      static int number = 0;
      (void)makeAccount(writing,
                        {.email = "p" + std::to_string(++number) + "@example.org", .name = name})
          .value();
    }
    return true;
  });
  const auto names = [](const std::vector<Account>& found) {
    std::vector<std::string> all;
    for (const Account& one : found) all.push_back(one.name);
    return all;
  };
  EXPECT_THAT(names(list()), ElementsAre("Ada Dogwood", "Bram Cedar", "Élodie Birch", "Zoë Ash"));
  EXPECT_THAT(names(list("elodie")), ElementsAre("Élodie Birch"));
  EXPECT_EQ(list("@EXAMPLE").size(), 4);
  EXPECT_THAT(names(list("nobody")), IsEmpty());
}

TEST_P(AccountAdministration, LeavesAnEntryForEachDeed) {
  const AccountId ada = account("ada@example.org");
  write([&](record::Writing& writing) {
    grantRole(writing, ada, access::Role::trainer, londonDate(now));
    (void)makeOneTimeLink(writing, ada);
    resetSecondFactor(writing, ada);
    disableAccount(writing, ada);
    enableAccount(writing, ada);
    return true;
  });
  auto actions = auditActions();
  actions.resize(5);
  EXPECT_THAT(actions, ElementsAre("account-enabled", "account-disabled", "second-factor-reset",
                                   "one-time-link-made", "role-given"));
}

TEST_P(AccountAdministration, SetsAPasswordByLinkOnceAndSignsOutEverywhere) {
  const AccountId ada = account("ada@example.org");
  const std::string before = enter("ada@example.org")->session.token;
  const std::string token = link(ada);
  EXPECT_TRUE(use(ada, token, "velvet harbour anchor"));
  EXPECT_FALSE(sessionOf(before));
  EXPECT_FALSE(enter("ada@example.org"));
  EXPECT_TRUE(enter("ada@example.org", "velvet harbour anchor"));
  EXPECT_FALSE(use(ada, token, "another good password"));
  EXPECT_TRUE(enter("ada@example.org", "velvet harbour anchor"));
}

TEST_P(AccountAdministration, EndsALinkAfterADayAndByANewerOne) {
  const AccountId ada = account("ada@example.org");
  const std::string older = link(ada);
  const std::string newer = link(ada);
  EXPECT_FALSE(use(ada, older, "velvet harbour anchor"));
  now = now.plus(24h);
  EXPECT_FALSE(use(ada, newer, "velvet harbour anchor"));
  EXPECT_TRUE(enter("ada@example.org"));
}

TEST_P(AccountAdministration, LetsNobodyUseALinkForAnotherOrADisabledAccount) {
  const AccountId ada = account("ada@example.org");
  const AccountId grace = account("grace@example.org");
  const std::string token = link(ada);
  EXPECT_FALSE(use(grace, token, "velvet harbour anchor"));
  write([&](record::Writing& writing) {
    disableAccount(writing, ada);
    return true;
  });
  EXPECT_FALSE(use(ada, token, "velvet harbour anchor"));
}

// By whoever can write the database.
TEST_P(AccountAdministration, OpensNothingByALinkThatWasPointedAtAnotherAccount) {
  const AccountId ada = account("ada@example.org");
  const AccountId grace = account("grace@example.org");
  const std::string token = link(ada);
  database->write(
      [&](database::Write& sql) { sql.run("UPDATE one_time_link SET account = $1", {grace}); });
  EXPECT_EQ(faultOf([&] { (void)use(grace, token, "velvet harbour anchor"); }), FaultCode::corrupt);
}

INSTANTIATE_TEST_SUITE_P(Databases, AccountAdministration, ::testing::ValuesIn(peopleEngines()),
                         engineName);

}  // namespace
}  // namespace refocus::people
