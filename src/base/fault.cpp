#include "base/fault.hpp"

#include <array>
#include <cstddef>

namespace refocus {
namespace {

using enum FaultCode;

constexpr std::array kMeanings{
    FaultMeaning{badRequest, "bad-request", 400, "invalid",
                 "We could not understand what your browser sent."},
    FaultMeaning{tooLarge, "too-large", 413, "too-long", "What you sent is too big."},
    FaultMeaning{notSignedIn, "not-signed-in", 401, "login", "You need to sign in."},
    FaultMeaning{forbidden, "forbidden", 403, "forbidden", "You do not have access to this page."},
    FaultMeaning{notFound, "not-found", 404, "not-found", "We could not find that page."},
    FaultMeaning{conflict, "conflict", 409, "conflict",
                 "Someone else changed this while you were working on it."},
    FaultMeaning{duplicate, "duplicate", 409, "duplicate", "That is already in use."},
    FaultMeaning{brokenReference, "broken-reference", 409, "business-rule",
                 "That goes with something that is not there, or that is still needed."},
    FaultMeaning{invalid, "invalid", 422, "invariant",
                 "Something in what you sent is not allowed."},
    FaultMeaning{tooMany, "too-many", 429, "throttled",
                 "There have been too many tries. Wait a few minutes and try again."},
    FaultMeaning{retry, "retry", 503, "transient", "The service is busy. Try again in a moment."},
    FaultMeaning{busy, "busy", 503, "transient", "The service is busy. Try again in a moment."},
    FaultMeaning{diskFull, "disk-full", 507, "no-store",
                 "Your words could not be saved because the server is full. Nothing that was saved "
                 "before is lost."},
    FaultMeaning{readOnly, "read-only", 503, "no-store",
                 "Your words could not be saved because the server may not write. Nothing that was "
                 "saved before is lost."},
    FaultMeaning{unavailable, "unavailable", 503, "transient",
                 "Part of the service cannot be reached. Try again in a moment."},
    FaultMeaning{wrongKey, "wrong-key", 500, "security",
                 "The service cannot open its records. Tell your administrator."},
    FaultMeaning{corrupt, "corrupt", 500, "exception",
                 "A stored record failed its check. Tell your administrator."},
    FaultMeaning{configuration, "configuration", 500, "exception",
                 "The service is not set up correctly. Tell your administrator."},
    FaultMeaning{internal, "internal", 500, "exception",
                 "Sorry, there is a problem with the service."},
};

constexpr bool everyCodeIsInItsPlace() {
  for (std::size_t i = 0; i < kMeanings.size(); ++i) {
    if (static_cast<std::size_t>(kMeanings.at(i).code) != i) return false;
  }
  return kMeanings.size() == static_cast<std::size_t>(internal) + 1;
}
static_assert(everyCodeIsInItsPlace());

}  // namespace

const FaultMeaning& meaningOf(FaultCode code) {
  return kMeanings.at(static_cast<std::size_t>(code));
}

std::span<const FaultMeaning> faultMeanings() { return kMeanings; }

}  // namespace refocus
