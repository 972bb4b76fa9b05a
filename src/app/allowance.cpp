#include "app/allowance.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace refocus::app {

std::optional<Allowance::Refused> Allowance::take(const AccountId& account, Instant now) {
  using Seconds = std::chrono::duration<double>;
  const auto most = static_cast<double>(most_);
  const double perSecond = most / 60;
  const std::scoped_lock lock(mutex_);
  Bucket& bucket = buckets_.try_emplace(account, Bucket{.left = most, .at = now}).first->second;
  const Seconds since = std::max(Seconds{0}, Seconds(now.moment() - bucket.at.moment()));
  bucket.left = std::min(most, bucket.left + since.count() * perSecond);
  bucket.at = now;
  if (bucket.left >= most / 2) bucket.isReported = false;
  if (bucket.left >= 1) {
    bucket.left -= 1;
    return std::nullopt;
  }
  const double wait = (std::max(1.0, most / 20) - bucket.left) / perSecond;
  return Refused{.retryAfter = std::chrono::seconds(static_cast<std::int64_t>(std::ceil(wait))),
                 .isNews = !std::exchange(bucket.isReported, true)};
}

}  // namespace refocus::app
