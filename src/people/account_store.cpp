#include "people/account_store.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "people/account_row.hpp"

namespace refocus::people {
namespace {

template <class IdType>
std::optional<IdType> optionalId(const database::Row& row, int column) {
  if (row.isNull(column)) return std::nullopt;
  return row.id<IdType>(column);
}

Credentials credentialsIn(const database::Row& row) {
  return {.trust = row.id<TrustId>(0),
          .account = row.id<AccountId>(1),
          .passwordHash = std::string(row.text(2)),
          .state = storedState(row.text(3)),
          .secondFactor = storedSecondFactor(row.text(4)),
          .hasSecondFactor = !row.isNull(5)};
}

void mustHaveChanged(std::int64_t rows) {
  if (rows != 1) throw Fault(FaultCode::notFound, "there is no such account in this trust");
}

}  // namespace

Account accountOf(const database::Row& row, const TrustId& trust, const record::Key& key) {
  const auto id = row.id<AccountId>(0);
  return {.id = id,
          .trust = trust,
          .email = record::unsealText(key, placeInAccount(trust, id, "sealed_email"), row.bytes(1)),
          .name = record::unsealText(key, placeInAccount(trust, id, "sealed_name"), row.bytes(2)),
          .state = storedState(row.text(3)),
          .secondFactor = storedSecondFactor(row.text(4)),
          .hasPassword = !row.text(5).empty(),
          .hasSecondFactor = row.integer(6) == 1,
          .worker = optionalId<WorkerId>(row, 7),
          .person = optionalId<PersonId>(row, 8),
          .language = std::string(row.text(9)),
          .madeAt = row.instant(10)};
}

std::vector<Credentials> credentialsOf(database::Read& read, std::string_view emailIndex,
                                       const std::optional<TrustId>& before, std::size_t most) {
  return read.all(
      "SELECT trust, id, password, state, second_factor, sealed_totp "
      "FROM account WHERE email_index = $1 "
      "ORDER BY CASE WHEN trust = $2 THEN 0 ELSE 1 END, state, made_at, trust LIMIT $3",
      {emailIndex, before, static_cast<std::int64_t>(most)}, credentialsIn);
}

std::optional<Credentials> findCredentials(database::Read& read, const TrustId& trust,
                                           const AccountId& account) {
  return read.first(
      "SELECT trust, id, password, state, second_factor, sealed_totp "
      "FROM account WHERE trust = $1 AND id = $2",
      {trust, account}, credentialsIn);
}

Account ownAccount(record::Reading& reading) {
  const record::Key key = reading.keys().ofTrust(reading.sql(), reading.trust());
  auto account = reading.sql().first(
      "SELECT id, sealed_email, sealed_name, state, second_factor, password, "
      "       CASE WHEN sealed_totp IS NULL THEN 0 ELSE 1 END, worker, person, language, made_at "
      "FROM account WHERE trust = $1 AND id = $2",
      {reading.trust(), reading.actor().account},
      [&](const database::Row& row) { return accountOf(row, reading.trust(), key); });
  if (!account) throw Fault(FaultCode::notFound, "the actor has no account in this trust");
  return *std::move(account);
}

std::vector<std::pair<AccountId, std::string>> accountNames(record::Reading& reading,
                                                            std::span<const AccountId> accounts) {
  const record::Key key = reading.keys().ofTrust(reading.sql(), reading.trust());
  std::vector<std::pair<AccountId, std::string>> names;
  for (const AccountId& account : accounts) {
    reading.sql().each(
        "SELECT sealed_name FROM account WHERE trust = $1 AND id = $2", {reading.trust(), account},
        [&](const database::Row& row) {
          names.emplace_back(
              account,
              record::unsealText(key, placeInAccount(reading.trust(), account, "sealed_name"),
                                 row.bytes(0)));
        });
  }
  return names;
}

void changeOwnDetails(record::Writing& writing, std::string_view name, std::string_view language) {
  const AccountId& account = writing.actor().account;
  const record::Key key = writing.keys().ofTrust(writing.sql(), writing.trust());
  const Bytes sealedName =
      record::seal(key, placeInAccount(writing.trust(), account, "sealed_name"),
                   normalised(trimmed(name)), writing.random());
  mustHaveChanged(writing.sql().run(
      "UPDATE account SET sealed_name = $3, language = $4 WHERE trust = $1 AND id = $2",
      {writing.trust(), account, sealedName, language}));
  writing.note("account-details-changed", {}, account.text());
}

void setPassword(record::Writing& writing, const AccountId& account, const std::string& hash,
                 record::Deed action) {
  renewPasswordHash(writing, account, hash);
  writing.note(action, {}, account.text());
}

void renewPasswordHash(record::Writing& writing, const AccountId& account,
                       const std::string& hash) {
  mustHaveChanged(writing.sql().run("UPDATE account SET password = $3 WHERE trust = $1 AND id = $2",
                                    {writing.trust(), account, hash}));
}

std::optional<Credentials> stillOpen(database::Read& read, const Credentials& before) {
  auto now = findCredentials(read, before.trust, before.account);
  const bool isOpen =
      now && now->state == AccountState::active && now->passwordHash == before.passwordHash;
  return isOpen ? std::move(now) : std::nullopt;
}

std::optional<SecondFactorSecret> secondFactorOf(record::Reading& reading,
                                                 const AccountId& account) {
  const auto stored = reading.sql().first(
      "SELECT sealed_totp, totp_used FROM account "
      "WHERE trust = $1 AND id = $2 AND sealed_totp IS NOT NULL",
      {reading.trust(), account}, [](const database::Row& row) {
        const ByteView sealed = row.bytes(0);
        return std::pair(Bytes(sealed.begin(), sealed.end()), row.integer(1));
      });
  if (!stored) return std::nullopt;
  const record::Key key = reading.keys().ofTrust(reading.sql(), reading.trust());
  return SecondFactorSecret{
      .secret = record::unseal(key, placeInAccount(reading.trust(), account, "sealed_totp"),
                               stored->first),
      .lastUsed = stored->second};
}

void setSecondFactor(record::Writing& writing, const AccountId& account, ByteView secret,
                     std::int64_t usedStep) {
  const record::Key key = writing.keys().ofTrust(writing.sql(), writing.trust());
  const Bytes sealed = record::seal(key, placeInAccount(writing.trust(), account, "sealed_totp"),
                                    secret, writing.random());
  mustHaveChanged(writing.sql().run(
      "UPDATE account SET sealed_totp = $3, totp_used = $4 WHERE trust = $1 AND id = $2",
      {writing.trust(), account, sealed, usedStep}));
  writing.note("second-factor-set-up", {}, account.text());
}

bool useStep(record::Writing& writing, const AccountId& account, std::int64_t step) {
  return writing.sql().run(
             "UPDATE account SET totp_used = $3 WHERE trust = $1 AND id = $2 AND totp_used < $3",
             {writing.trust(), account, step}) == 1;
}

}  // namespace refocus::people
