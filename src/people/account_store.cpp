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

// Its password's hash is still sealed: keys are not looked up while rows are read.
struct SealedCredentials {
  Credentials credentials;
  std::optional<Bytes> sealedPassword;
};

SealedCredentials credentialsIn(const database::Row& row) {
  SealedCredentials found{.credentials = {.trust = row.id<TrustId>(0),
                                          .account = row.id<AccountId>(1),
                                          .passwordHash = {},
                                          .state = storedState(row.text(3)),
                                          .secondFactor = storedSecondFactor(row.text(4)),
                                          .hasSecondFactor = !row.isNull(5)},
                          .sealedPassword = {}};
  if (!row.isNull(2)) {
    const ByteView sealed = row.bytes(2);
    found.sealedPassword.emplace(sealed.begin(), sealed.end());
  }
  return found;
}

// A hash that was copied from another account's row does not open here.
Credentials opened(database::Read& read, const record::Keys& keys, SealedCredentials sealed) {
  Credentials& one = sealed.credentials;
  if (sealed.sealedPassword) {
    one.passwordHash = record::unsealText(keys.ofTrust(read, one.trust),
                                          placeInAccount(one.trust, one.account, "sealed_password"),
                                          *sealed.sealedPassword);
  }
  return std::move(one);
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
          .hasPassword = !row.isNull(5),
          .hasSecondFactor = row.integer(6) == 1,
          .worker = optionalId<WorkerId>(row, 7),
          .person = optionalId<PersonId>(row, 8),
          .language = std::string(row.text(9)),
          .madeAt = row.instant(10)};
}

std::vector<Credentials> credentialsOf(database::Read& read, const record::Keys& keys,
                                       std::string_view emailIndex,
                                       const std::optional<TrustId>& before, std::size_t most) {
  auto sealed = read.all(
      "SELECT trust, id, sealed_password, state, second_factor, sealed_totp "
      "FROM account WHERE email_index = $1 "
      "ORDER BY CASE WHEN trust = $2 THEN 0 ELSE 1 END, state, made_at, trust LIMIT $3",
      {emailIndex, before, static_cast<std::int64_t>(most)}, credentialsIn);
  std::vector<Credentials> found;
  found.reserve(sealed.size());
  for (SealedCredentials& one : sealed) found.push_back(opened(read, keys, std::move(one)));
  return found;
}

std::optional<Credentials> findCredentials(database::Read& read, const record::Keys& keys,
                                           const TrustId& trust, const AccountId& account) {
  auto sealed = read.first(
      "SELECT trust, id, sealed_password, state, second_factor, sealed_totp "
      "FROM account WHERE trust = $1 AND id = $2",
      {trust, account}, credentialsIn);
  if (!sealed) return std::nullopt;
  return opened(read, keys, *std::move(sealed));
}

Account ownAccount(record::Reading& reading) {
  const record::Key key = reading.keys().ofTrust(reading.sql(), reading.trust());
  auto account = reading.sql().first(
      "SELECT id, sealed_email, sealed_name, state, second_factor, sealed_password, "
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
  const Bytes sealed = record::seal(writing.keys().ofTrust(writing.sql(), writing.trust()),
                                    placeInAccount(writing.trust(), account, "sealed_password"),
                                    hash, writing.random());
  mustHaveChanged(
      writing.sql().run("UPDATE account SET sealed_password = $3 WHERE trust = $1 AND id = $2",
                        {writing.trust(), account, sealed}));
}

std::optional<Credentials> stillOpen(database::Read& read, const record::Keys& keys,
                                     const Credentials& before) {
  auto now = findCredentials(read, keys, before.trust, before.account);
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
