#include "people/key_worker.hpp"

#include <algorithm>

#include "people/account.hpp"
#include "people/worker_store.hpp"

namespace refocus::people {

std::optional<KeyWorkerFault> keyWorkerFault(record::Reading& reading, const WorkerId& worker,
                                             const TeamId& team, Date day) {
  const auto open = reading.sql().number(
      "SELECT COUNT(*) FROM account WHERE trust = $1 AND worker = $2 AND state = $3",
      {reading.trust(), worker, nameOf(AccountState::active)});
  if (open == 0) return KeyWorkerFault::noActiveAccount;
  const bool isInPost = std::ranges::any_of(postsOf(reading, worker), [&](const Post& post) {
    return post.team == team && post.isHeldOn(day);
  });
  return isInPost ? std::nullopt : std::optional(KeyWorkerFault::noPost);
}

Msgid labelOf(KeyWorkerFault fault) {
  if (fault == KeyWorkerFault::noPost) {
    return Msgid("This worker has no post in the team on that day");
  }
  return Msgid("This worker has no account that is active");
}

Date keyWorkerDay(Date today, Date from, const std::optional<Date>& until) {
  if (until && *until < today) return *until;
  return std::max(today, from);
}

}  // namespace refocus::people
