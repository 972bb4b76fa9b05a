#include "people/one_time_link_store.hpp"

#include <fmt/format.h>

#include "base/fault.hpp"
#include "people/account_admin_store.hpp"
#include "people/account_store.hpp"
#include "people/session.hpp"
#include "record/seal.hpp"

namespace refocus::people {
namespace {

std::string indexOf(const record::Keys& keys, std::string_view token) {
  return record::blindIndex(keys.indexKey(), "one-time-link", "", token);
}

// Whose link it is: pointed at another account it opens nothing.
std::string ownerIndexOf(const record::Keys& keys, const TrustId& trust, const AccountId& account,
                         std::string_view index) {
  return record::blindIndex(keys.indexKey(), "owner of a one-time-link", trust.text(),
                            fmt::format("{} {}", account.text(), index));
}

}  // namespace

std::string makeOneTimeLink(record::Writing& writing, const AccountId& account) {
  requireAccount(writing, account);
  Bytes random(32);
  writing.random()(random);
  std::string token = toBase64Url(random);
  writing.sql().run("DELETE FROM one_time_link WHERE trust = $1 AND account = $2",
                    {writing.trust(), account});
  const std::string index = indexOf(writing.keys(), token);
  writing.sql().run(
      "INSERT INTO one_time_link (token_index, owner_index, trust, account, made_at, until_at) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {index, ownerIndexOf(writing.keys(), writing.trust(), account, index), writing.trust(),
       account, writing.now(), writing.now().plus(kLinkLifetime)});
  writing.note("one-time-link-made", {}, account.text());
  return token;
}

std::string linkPath(std::string_view token) { return fmt::format("/link/{}", token); }

std::optional<LinkOwner> findLink(database::Read& read, const record::Keys& keys,
                                  std::string_view token, Instant now) {
  const std::string index = indexOf(keys, token);
  return read.first(
      "SELECT l.trust, l.account, l.owner_index "
      "FROM one_time_link l JOIN account a ON a.trust = l.trust AND a.id = l.account "
      "WHERE l.token_index = $1 AND l.used_at IS NULL AND l.until_at > $2 AND a.state = 'active'",
      {index, now}, [&](const database::Row& row) {
        const LinkOwner owner{.trust = row.id<TrustId>(0), .account = row.id<AccountId>(1)};
        if (ownerIndexOf(keys, owner.trust, owner.account, index) != row.text(2)) {
          throw Fault(FaultCode::corrupt, "a one-time link's row is another account's than it was");
        }
        return owner;
      });
}

bool useLink(record::Writing& writing, std::string_view token, const std::string& passwordHash) {
  const auto owner = findLink(writing.sql(), writing.keys(), token, writing.now());
  if (!owner || owner->trust != writing.trust() || owner->account != writing.actor().account) {
    return false;
  }
  writing.sql().run("UPDATE one_time_link SET used_at = $2 WHERE token_index = $1",
                    {indexOf(writing.keys(), token), writing.now()});
  setPassword(writing, owner->account, passwordHash, "password-set-by-link");
  endSessions(writing, owner->account);
  return true;
}

}  // namespace refocus::people
