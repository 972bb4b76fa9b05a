#include "demo/store.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "base/fault.hpp"
#include "people/account.hpp"
#include "people/account_admin_store.hpp"
#include "people/account_store.hpp"
#include "people/caseload_store.hpp"
#include "people/person_store.hpp"
#include "people/team_store.hpp"
#include "people/trust.hpp"
#include "people/worker_store.hpp"
#include "practice/practice_store.hpp"

namespace refocus::demo {
namespace {

using access::Actor;
using access::Role;

people::PersonEntry entryOf(const DemoPerson& person) {
  people::PersonEntry entry{.familyName = person.familyName,
                            .givenNames = person.givenNames,
                            .preferredName = person.preferredName,
                            .pronouns = person.pronouns,
                            .language = person.language,
                            .interpreter = person.interpreter,
                            .birthDate = PartialDate(person.birthDate),
                            .phone = person.phone,
                            .email = person.email,
                            .address = person.address,
                            .postcode = person.postcode};
  if (const auto number = people::NhsNumber::parse(person.nhsNumber)) entry.nhsNumber = *number;
  return entry;
}

// One trust being stored: what was made so far, by the indices of the content.
class TrustStoring {
 public:
  TrustStoring(const record::BookParts& parts, database::Write& sql, const DemoTrust& trust,
               Instant begin)
      : parts_(parts), sql_(sql), trust_(trust), begin_(begin) {}

  std::vector<DemoSignIn> store(const std::string& passwordHash) {
    const auto id = TrustId::make(begin_, parts_.random);
    trustId_ = id;
    as(people::commandLineActor(id), begin_, [&](record::Writing& writing) {
      people::makeTrust(writing, trust_.name);
      makeTeams(writing);
      makeWorkers(writing);
      makePeople(writing);
      makeAccounts(writing, passwordHash);
    });
    for (std::size_t i = 0; i < trust_.people.size(); ++i) storeYear(i);
    return shown_;
  }

 private:
  // Runs a piece of writing as somebody at some time; its audit entries join the transaction's.
  template <class Work>
  void as(const Actor& actor, Instant when, const Work& work) {
    record::Writing writing(parts_, actor, sql_, when);
    work(writing);
    for (record::AuditEntry& entry : writing.takeEntries()) parts_.trail.append(std::move(entry));
  }

  void makeTeams(record::Writing& writing) {
    for (const DemoTeam& team : trust_.teams) {
      teams_.push_back(people::makeTeam(writing, team.name, team.kind));
    }
  }

  void makeWorkers(record::Writing& writing) {
    for (const DemoWorker& worker : trust_.workers) {
      workers_.push_back(people::makeWorker(writing, worker.name, worker.profession));
      for (const DemoPost& post : worker.posts) {
        people::makePost(writing, workers_.back(), teams_.at(post.team), post.role, post.from,
                         post.until);
      }
    }
  }

  void makePeople(record::Writing& writing) {
    std::vector<people::PersonEntry> entries;
    for (const DemoPerson& person : trust_.people) entries.push_back(entryOf(person));
    people_ = people::makePeople(writing, entries);
    std::vector<people::NewPlace> places;
    for (std::size_t i = 0; i < people_.size(); ++i) {
      for (const DemoSpell& spell : trust_.people[i].spells) {
        places.push_back({.team = teams_.at(spell.team),
                          .person = people_[i],
                          .keyWorker = workers_.at(spell.keyWorker),
                          .from = spell.from,
                          .until = spell.until});
      }
    }
    people::addToCaseload(writing, places);
  }

  void makeAccounts(record::Writing& writing, const std::string& passwordHash) {
    for (const DemoAccount& account : trust_.accounts) {
      people::NewAccount fresh{
          .email = account.email, .name = account.name, .secondFactor = people::SecondFactor::off};
      if (account.worker) fresh.worker = workers_.at(*account.worker);
      if (account.person) fresh.person = people_.at(*account.person);
      const auto made = people::makeAccount(writing, fresh);
      if (!made) throw Fault(FaultCode::internal, made.error().in(Words()));
      if (account.worker) accounts_[*account.worker] = *made;
      for (const DemoGrant& grant : account.grants) {
        if (people::isGrantable(grant.role) && grant.role != Role::person) {
          people::grantRole(writing, *made, grant.role, grant.from);
        }
      }
      if (!account.shown) continue;
      people::setPassword(writing, *made, passwordHash, "password-set-by-link");
      shown_.push_back({account.email, account.name, trust_.name});
    }
  }

  // The worker as they may act on the day: with the posts that they hold then.
  Actor actorOf(std::size_t worker) const {
    const auto account = accounts_.find(worker);
    if (account == accounts_.end()) {
      throw Fault(FaultCode::internal, fmt::format("worker {} has no account", worker));
    }
    Actor actor{.account = account->second,
                .trust = trustId_,
                .worker = workers_.at(worker),
                .person = {},
                .grants = {}};
    for (const DemoPost& post : trust_.workers.at(worker).posts) {
      const Role role = post.role == people::PostRole::teamLeader ? Role::teamLeader : Role::worker;
      actor.grants.push_back({role, teams_.at(post.team), post.from, post.until});
    }
    return actor;
  }

  Actor actorOn(std::size_t worker, Instant when) const {
    Actor actor = actorOf(worker);
    const Date day = londonDate(when);
    std::erase_if(actor.grants, [&](const access::Grant& grant) { return !grant.isInForce(day); });
    return actor;
  }

  void storeYear(std::size_t index) {
    const DemoPerson& person = trust_.people[index];
    std::vector<std::optional<practice::ThingVersion>> strengths(person.strengths.size());
    for (const DemoConversation& conversation : person.conversations) {
      as(actorOn(conversation.worker, conversation.recorded), conversation.recorded,
         [&](record::Writing& writing) {
           const auto record = writing.open(people_.at(index), access::Permission::writeRecord,
                                            "strengths-recorded");
           if (!record) {
             throw Fault(FaultCode::internal,
                         fmt::format("a demonstration worker may not open a record on {}",
                                     writing.now().text()));
           }
           storeConversation(writing, *record, person, conversation, strengths);
         });
    }
  }

  static void storeConversation(record::Writing& writing, const record::PersonRecord& record,
                                const DemoPerson& person, const DemoConversation& conversation,
                                std::vector<std::optional<practice::ThingVersion>>& strengths) {
    if (conversation.guess) practice::add(writing, record, *conversation.guess);
    practice::Conversation value = conversation.value;
    for (const std::size_t i : conversation.made) {
      strengths.at(i) = practice::add(writing, record, person.strengths.at(i));
      value.made.push_back(*strengths.at(i));
    }
    for (const std::size_t i : conversation.confirmed) {
      if (strengths.at(i)) value.confirmed.push_back(*strengths.at(i));
    }
    for (const std::size_t i : conversation.actions) {
      const DemoAction& planned = person.actions.at(i);
      practice::Action action = planned.action;
      if (planned.fromStrength) action.from = strengths.at(*planned.fromStrength);
      practice::add(writing, record, action);
    }
    practice::add(writing, record, value);
  }

  const record::BookParts& parts_;
  database::Write& sql_;
  const DemoTrust& trust_;
  Instant begin_;
  TrustId trustId_;
  std::vector<TeamId> teams_;
  std::vector<WorkerId> workers_;
  std::vector<PersonId> people_;
  std::map<std::size_t, AccountId> accounts_;  // by the worker's index
  std::vector<DemoSignIn> shown_;
};

}  // namespace

std::vector<DemoSignIn> storeService(record::Book& book, const DemoService& service,
                                     const std::string& passwordHash) {
  const record::BookParts& parts = book.parts();
  const Instant begin{Instant::Milliseconds(std::chrono::sys_days(service.firstDay))};
  return parts.database.write([&](database::Write& sql) {
    std::vector<DemoSignIn> shown;
    for (const DemoTrust& trust : service.trusts) {
      TrustStoring storing(parts, sql, trust, begin);
      for (DemoSignIn& one : storing.store(passwordHash)) shown.push_back(std::move(one));
    }
    return shown;
  });
}

}  // namespace refocus::demo
