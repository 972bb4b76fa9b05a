// What administrators, and the command line as commandLineActor(trust), do to accounts. Each
// function requires manageAccounts, stays in the actor's trust, and leaves an audit entry in its
// own transaction. An account that is not there is Fault(notFound); administrators locking
// themselves out is Fault(forbidden).
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/role.hpp"
#include "people/account.hpp"
#include "record/book.hpp"

namespace refocus::people {

/// Throws Fault(forbidden) unless the actor manages accounts, Fault(notFound) unless the account is
/// one of the actor's trust.
void requireAccount(record::Reading& reading, const AccountId& account);

struct NewAccount {
  std::string email;
  std::string name;
  SecondFactor secondFactor = SecondFactor::required;
  std::optional<WorkerId> worker = {};
  std::optional<PersonId> person = {};  ///< also gives the role person
  std::string language = "en";
};

/// Why it cannot be made: what is wrong with the address or the name, or that the address, worker
/// or person has an account in this trust already.
[[nodiscard]] std::optional<Sentence> accountProblem(record::Reading& reading,
                                                     const NewAccount& account);
/// Makes an account without a password: give its owner a one-time link. The Sentence is its
/// accountProblem; nothing was made then.
[[nodiscard]] std::expected<AccountId, Sentence> makeAccount(record::Writing& writing,
                                                             const NewAccount& account);

/// Disabling ends all sessions at once and leaves everything else as it is.
void disableAccount(record::Writing& writing, const AccountId& account);
void enableAccount(record::Writing& writing, const AccountId& account);
/// Forgets the app, and ends all sessions: it is set up anew at the next sign-in where required.
void resetSecondFactor(record::Writing& writing, const AccountId& account);
/// Ends the account's sessions, but the one that does it where it is an administrator's own.
void setSecondFactorRule(record::Writing& writing, const AccountId& account, SecondFactor rule,
                         std::string_view butSessionIndex = {});
/// Signs the account out on all devices, which are forgotten.
void endAllSessions(record::Writing& writing, const AccountId& account);

/// A role that does not come from a post, as it stands in storage.
struct RoleGrant {
  std::string id;
  access::Grant grant;
};
/// Roles that can be given so: all but worker and team leader, which posts give.
[[nodiscard]] bool isGrantable(access::Role role);
/// Gives the role in the whole trust from a day on. Fault(invalid) unless isGrantable; nothing
/// happens if the account has it already.
void grantRole(record::Writing& writing, const AccountId& account, access::Role role, Date from);
/// Ends a grant with the day before `today`, so that it is over at once.
void endGrant(record::Writing& writing, const AccountId& account, std::string_view grant,
              Date today);
/// Grants of the account that are in force on the day or later.
[[nodiscard]] std::vector<RoleGrant> grantsOf(record::Reading& reading, const AccountId& account,
                                              Date day);

[[nodiscard]] std::optional<Account> findAccount(record::Reading& reading,
                                                 const AccountId& account);
/// The worker's, if they have one: no worker has two.
[[nodiscard]] std::optional<AccountId> accountOfWorker(record::Reading& reading,
                                                       const WorkerId& worker);
/// By address, in the actor's trust.
[[nodiscard]] std::optional<AccountId> findAccountByEmail(record::Reading& reading,
                                                          std::string_view email);

/// The trust's accounts whose name or address holds the words, folded (none given: all), sorted by
/// name. Names and addresses are encrypted, so the search opens them all: right for the thousands
/// of accounts that a trust has.
[[nodiscard]] std::vector<Account> accountsMatching(record::Reading& reading,
                                                    std::string_view search);

}  // namespace refocus::people
