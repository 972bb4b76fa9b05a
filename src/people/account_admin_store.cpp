#include "people/account_admin_store.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "people/account_row.hpp"
#include "people/directory.hpp"
#include "people/name_search.hpp"
#include "people/recovery_code.hpp"
#include "people/session.hpp"
#include "people/stored_date.hpp"

namespace refocus::people {
namespace {

void requireAdministrator(const record::Reading& reading) {
  if (!reading.actor().mayInTrust(access::Permission::manageAccounts)) {
    throw Fault(FaultCode::forbidden, "accounts are managed by administrators of the whole trust");
  }
}

void refuseOnOneself(const record::Writing& writing, const AccountId& account) {
  if (writing.actor().account == account) {
    throw Fault(FaultCode::forbidden, "administrators cannot take away their own access");
  }
}

bool hasAccount(record::Reading& reading, const PersonId& person) {
  return reading.sql().number("SELECT count(*) FROM account WHERE trust = $1 AND person = $2",
                              {reading.trust(), person}) != 0;
}

/// Whose account there is already, in this trust: what others have is not asked.
std::optional<Sentence> takenProblem(record::Reading& reading, const NewAccount& account) {
  if (findAccountByEmail(reading, account.email)) {
    return Sentence(Msgid("There is already an account with this email address"));
  }
  if (account.worker && accountOfWorker(reading, *account.worker)) {
    return Sentence(
        Msgid("This worker has an account already. Make a one-time link for it, or enable it if it "
              "is disabled"));
  }
  if (account.person && hasAccount(reading, *account.person)) {
    return Sentence(Msgid("This person has an account already"));
  }
  return std::nullopt;
}

void setState(record::Writing& writing, const AccountId& account, AccountState state) {
  writing.sql().run("UPDATE account SET state = $3 WHERE trust = $1 AND id = $2",
                    {writing.trust(), account, nameOf(state)});
}

void insertGrant(record::Writing& writing, const AccountId& account, access::Role role, Date from) {
  writing.sql().run(
      "INSERT INTO role_grant (trust, id, account, role, team, from_date, until_date) "
      "VALUES ($1, $2, $3, $4, NULL, $5, NULL)",
      {writing.trust(), Uuid::make(writing.now(), writing.random()).text(), account,
       access::nameOf(role), textOf(from)});
  writing.note("role-given", {}, account.text(), access::nameOf(role));
}

RoleGrant grantOf(const database::Row& row) {
  const auto role = access::roleNamed(row.text(1));
  if (!role) throw Fault(FaultCode::corrupt, "an account has a role that there is none of");
  return {.id = std::string(row.text(0)),
          .grant = {.role = *role,
                    .from = storedDate(row.text(2)),
                    .until = storedDate(row.optionalText(3))}};
}

void insertAccount(record::Writing& writing, const AccountId& id, const NewAccount& account) {
  const record::Key key = writing.keys().ofTrust(writing.sql(), writing.trust());
  const Bytes email = record::seal(key, placeInAccount(writing.trust(), id, "sealed_email"),
                                   foldedEmail(account.email), writing.random());
  const Bytes name = record::seal(key, placeInAccount(writing.trust(), id, "sealed_name"),
                                  normalised(trimmed(account.name)), writing.random());
  writing.sql().run(
      "INSERT INTO account (trust, id, email_index, sealed_email, sealed_name, totp_used, "
      "                     second_factor, state, worker, person, language, made_at) "
      "VALUES ($1, $2, $3, $4, $5, 0, $6, 'active', $7, $8, $9, $10)",
      {writing.trust(), id, emailIndex(writing.keys(), account.email), email, name,
       nameOf(account.secondFactor), account.worker, account.person, account.language,
       writing.now()});
}

bool isMatch(const Account& account, std::string_view foldedSearch, std::string_view words) {
  return foldedForSearch(account.email).find(foldedSearch) != std::string::npos ||
         namesMatch(searchNames({account.name}), words);
}

std::vector<Account> openAccounts(record::Reading& reading, std::string_view search) {
  const std::string folded = foldedForSearch(search);
  const std::string words = searchWords(search);
  const record::Key key = reading.keys().ofTrust(reading.sql(), reading.trust());
  std::vector<Account> accounts;
  reading.sql().each(
      "SELECT id, sealed_email, sealed_name, state, second_factor, sealed_password, "
      "       CASE WHEN sealed_totp IS NULL THEN 0 ELSE 1 END, worker, person, language, made_at "
      "FROM account WHERE trust = $1",
      {reading.trust()}, [&](const database::Row& row) {
        Account account = accountOf(row, reading.trust(), key);
        if (isMatch(account, folded, words)) accounts.push_back(std::move(account));
      });
  return accounts;
}

void sortByName(std::vector<Account>& accounts) {
  std::vector<std::pair<std::string, Account>> keyed;
  keyed.reserve(accounts.size());
  for (Account& account : accounts) {
    std::string key = collationKey(account.name);
    keyed.emplace_back(std::move(key), std::move(account));
  }
  std::ranges::sort(keyed, [](const auto& left, const auto& right) {
    return std::tie(left.first, left.second.email) < std::tie(right.first, right.second.email);
  });
  accounts.clear();
  for (auto& [key, account] : keyed) accounts.push_back(std::move(account));
}

}  // namespace

void requireAccount(record::Reading& reading, const AccountId& account) {
  requireAdministrator(reading);
  if (reading.sql().number("SELECT count(*) FROM account WHERE trust = $1 AND id = $2",
                           {reading.trust(), account}) != 1) {
    throw Fault(FaultCode::notFound, "there is no such account in this trust");
  }
}

std::optional<Sentence> accountProblem(record::Reading& reading, const NewAccount& account) {
  requireAdministrator(reading);
  if (auto problem = emailProblem(account.email)) return problem;
  if (auto problem = nameProblem(account.name)) return problem;
  return takenProblem(reading, account);
}

std::expected<AccountId, Sentence> makeAccount(record::Writing& writing,
                                               const NewAccount& account) {
  if (auto problem = accountProblem(writing, account)) return std::unexpected(*std::move(problem));
  const auto id = AccountId::make(writing.now(), writing.random());
  insertAccount(writing, id, account);
  writing.note("account-made", {}, id.text());
  if (account.person) {
    insertGrant(writing, id, access::Role::person, londonDate(writing.now()));
  }
  return id;
}

void disableAccount(record::Writing& writing, const AccountId& account) {
  requireAccount(writing, account);
  refuseOnOneself(writing, account);
  setState(writing, account, AccountState::disabled);
  endSessions(writing, account);
  writing.note("account-disabled", {}, account.text());
}

void enableAccount(record::Writing& writing, const AccountId& account) {
  requireAccount(writing, account);
  setState(writing, account, AccountState::active);
  writing.note("account-enabled", {}, account.text());
}

void resetSecondFactor(record::Writing& writing, const AccountId& account) {
  requireAccount(writing, account);
  writing.sql().run(
      "UPDATE account SET sealed_totp = NULL, totp_used = 0 WHERE trust = $1 AND id = $2",
      {writing.trust(), account});
  dropRecoveryCodes(writing, account);
  endSessions(writing, account);
  writing.note("second-factor-reset", {}, account.text());
}

void setSecondFactorRule(record::Writing& writing, const AccountId& account, SecondFactor rule,
                         std::string_view butSessionIndex) {
  requireAccount(writing, account);
  writing.sql().run("UPDATE account SET second_factor = $3 WHERE trust = $1 AND id = $2",
                    {writing.trust(), account, nameOf(rule)});
  endSessions(writing, account, butSessionIndex);
  writing.note("second-factor-rule-set", {}, account.text(), nameOf(rule));
}

void endAllSessions(record::Writing& writing, const AccountId& account) {
  requireAccount(writing, account);
  endSessions(writing, account);
  writing.note("signed-out-everywhere", {}, account.text());
}

bool isGrantable(access::Role role) {
  return role != access::Role::worker && role != access::Role::teamLeader;
}

void grantRole(record::Writing& writing, const AccountId& account, access::Role role, Date from) {
  requireAccount(writing, account);
  if (!isGrantable(role)) {
    throw Fault(FaultCode::invalid, "workers and team leaders have their role by their posts");
  }
  const bool hasIt = writing.sql().number(
                         "SELECT count(*) FROM role_grant WHERE trust = $1 AND account = $2 "
                         "AND role = $3 AND team IS NULL AND from_date <= $4 "
                         "AND until_date IS NULL",
                         {writing.trust(), account, access::nameOf(role), textOf(from)}) > 0;
  if (!hasIt) insertGrant(writing, account, role, from);
}

void endGrant(record::Writing& writing, const AccountId& account, std::string_view grant,
              Date today) {
  requireAccount(writing, account);
  const auto role = writing.sql().first(
      "SELECT role FROM role_grant WHERE trust = $1 AND account = $2 AND id = $3",
      {writing.trust(), account, grant},
      [](const database::Row& row) { return std::string(row.text(0)); });
  if (!role) throw Fault(FaultCode::notFound, "there is no such grant");
  if (*role == access::nameOf(access::Role::administrator)) refuseOnOneself(writing, account);
  const Date lastDay = std::chrono::sys_days(today) - std::chrono::days{1};
  writing.sql().run("UPDATE role_grant SET until_date = $3 WHERE trust = $1 AND id = $2",
                    {writing.trust(), grant, textOf(lastDay)});
  writing.note("role-ended", {}, account.text(), *role);
}

std::vector<RoleGrant> grantsOf(record::Reading& reading, const AccountId& account, Date day) {
  requireAdministrator(reading);
  return reading.sql().all(
      "SELECT id, role, from_date, until_date FROM role_grant "
      "WHERE trust = $1 AND account = $2 AND (until_date IS NULL OR until_date >= $3) "
      "ORDER BY role, from_date, id",
      {reading.trust(), account, textOf(day)}, grantOf);
}

std::optional<Account> findAccount(record::Reading& reading, const AccountId& account) {
  requireAdministrator(reading);
  const record::Key key = reading.keys().ofTrust(reading.sql(), reading.trust());
  return reading.sql().first(
      "SELECT id, sealed_email, sealed_name, state, second_factor, sealed_password, "
      "       CASE WHEN sealed_totp IS NULL THEN 0 ELSE 1 END, worker, person, language, made_at "
      "FROM account WHERE trust = $1 AND id = $2",
      {reading.trust(), account},
      [&](const database::Row& row) { return accountOf(row, reading.trust(), key); });
}

std::optional<AccountId> accountOfWorker(record::Reading& reading, const WorkerId& worker) {
  requireAdministrator(reading);
  return reading.sql().first("SELECT id FROM account WHERE trust = $1 AND worker = $2",
                             {reading.trust(), worker},
                             [](const database::Row& row) { return row.id<AccountId>(0); });
}

std::optional<AccountId> findAccountByEmail(record::Reading& reading, std::string_view email) {
  requireAdministrator(reading);
  return reading.sql().first("SELECT id FROM account WHERE trust = $1 AND email_index = $2",
                             {reading.trust(), emailIndex(reading.keys(), email)},
                             [](const database::Row& row) { return row.id<AccountId>(0); });
}

std::vector<Account> accountsMatching(record::Reading& reading, std::string_view search) {
  requireAdministrator(reading);
  std::vector<Account> matching = openAccounts(reading, search);
  sortByName(matching);
  return matching;
}

}  // namespace refocus::people
