#include "demo/accounts.hpp"

#include <algorithm>

#include "demo/naming.hpp"

namespace refocus::demo {

namespace {

using access::Role;

DemoAccount workerAccount(const DemoWorker& worker, std::size_t index) {
  DemoAccount account{.email = worker.email, .name = worker.name, .worker = index};
  for (const auto& post : worker.posts) {
    const bool leads = post.role == people::PostRole::teamLeader;
    account.grants.push_back({.role = leads ? Role::teamLeader : Role::worker,
                              .team = post.team,
                              .from = post.from,
                              .until = post.until});
  }
  return account;
}

DemoAccount officeAccount(Dice& dice, const Calendar& calendar, Role role, std::string email) {
  const auto name = drawName(dice);
  return {.email = std::move(email),
          .name = name.given + " " + name.family,
          .grants = {{.role = role, .from = calendar.firstDay}}};
}

void show(DemoAccount& account, std::string email, DemoTrust& trust) {
  account.shown = true;
  account.email = email;
  if (account.worker) trust.workers[*account.worker].email = email;
  if (account.person) trust.people[*account.person].email = email;
}

/// Three in ten people who have a mail address, and in the first trust the one who is shown.
void addPeoplesAccounts(Dice& dice, const Calendar& calendar, bool first, DemoTrust& trust) {
  for (std::size_t i = 0; i < trust.people.size(); ++i) {
    const auto& person = trust.people[i];
    const bool hasOne = !person.email.empty() && dice.chance(30);
    const bool isShown = first && i == kShownPerson;
    if (!isShown && !hasOne) continue;
    trust.accounts.push_back(
        {.email = person.email,
         .name = person.preferredName + " " + person.familyName,
         .person = i,
         .grants = {{.role = Role::person,
                     .from = std::max(person.spells.front().from, calendar.firstDay)}}});
  }
}

}  // namespace

void addAccounts(Dice& dice, const Calendar& calendar, std::size_t trustNumber, DemoTrust& trust) {
  for (std::size_t i = 0; i < trust.workers.size(); ++i) {
    trust.accounts.push_back(workerAccount(trust.workers[i], i));
  }
  auto& trainer = trust.accounts[kShownTrainer];
  trainer.grants.push_back({.role = Role::trainer, .from = calendar.firstDay});
  const bool first = trustNumber == 0;
  addPeoplesAccounts(dice, calendar, first, trust);

  show(trust.accounts[kShownWorker], first ? "worker@example.org" : "other.worker@example.org",
       trust);
  if (first) {
    show(trust.accounts[kShownLeader], "leader@example.org", trust);
    show(trust.accounts[kShownTrainer], "trainer@example.org", trust);
    show(*std::ranges::find(trust.accounts, std::optional(kShownPerson), &DemoAccount::person),
         "person@example.org", trust);
  }
  for (const auto role : {Role::administrator, Role::researcher}) {
    auto email = std::string(role == Role::administrator ? "administrator" : "researcher");
    email += first ? "@example.org" : ".two@example.org";
    trust.accounts.push_back(officeAccount(dice, calendar, role, std::move(email)));
    trust.accounts.back().shown = first;
  }
}

}  // namespace refocus::demo
