#include "base/fault.hpp"

#include <array>
#include <cstddef>

#include "base/words.hpp"

namespace refocus {
namespace {

using enum FaultCode;

constexpr std::array kMeanings{
    FaultMeaning{badRequest, "bad-request", 400, "invalid",
                 Msgid("We could not understand what your browser sent.").text()},
    FaultMeaning{tooLarge, "too-large", 413, "too-long", Msgid("What you sent is too big.").text()},
    FaultMeaning{notSignedIn, "not-signed-in", 401, "login", Msgid("You need to sign in.").text()},
    FaultMeaning{forbidden, "forbidden", 403, "forbidden",
                 Msgid("You do not have access to this page.").text()},
    FaultMeaning{notFound, "not-found", 404, "not-found",
                 Msgid("We could not find that page.").text()},
    FaultMeaning{conflict, "conflict", 409, "conflict",
                 Msgid("Someone else changed this while you were working on it.").text()},
    FaultMeaning{duplicate, "duplicate", 409, "duplicate", Msgid("That is already in use.").text()},
    FaultMeaning{
        brokenReference, "broken-reference", 409, "business-rule",
        Msgid("That goes with something that is not there, or that is still needed.").text()},
    FaultMeaning{invalid, "invalid", 422, "invariant",
                 Msgid("Something in what you sent is not allowed.").text()},
    FaultMeaning{tooMany, "too-many", 429, "throttled",
                 Msgid("There have been too many tries. Wait a few minutes and try again.").text()},
    FaultMeaning{retry, "retry", 503, "transient",
                 Msgid("The service is busy. Try again in a moment.").text()},
    FaultMeaning{busy, "busy", 503, "transient",
                 Msgid("The service is busy. Try again in a moment.").text()},
    FaultMeaning{
        diskFull, "disk-full", 507, "no-store",
        Msgid("Your words could not be saved because the server is full. Nothing that was saved "
              "before is lost.")
            .text()},
    FaultMeaning{
        readOnly, "read-only", 503, "no-store",
        Msgid("Your words could not be saved because the server may not write. Nothing that was "
              "saved before is lost.")
            .text()},
    FaultMeaning{unavailable, "unavailable", 503, "transient",
                 Msgid("Part of the service cannot be reached. Try again in a moment.").text()},
    FaultMeaning{wrongKey, "wrong-key", 500, "security",
                 Msgid("The service cannot open its records. Tell your administrator.").text()},
    FaultMeaning{corrupt, "corrupt", 500, "exception",
                 Msgid("A stored record failed its check. Tell your administrator.").text()},
    FaultMeaning{configuration, "configuration", 500, "exception",
                 Msgid("The service is not set up correctly. Tell your administrator.").text()},
    FaultMeaning{internal, "internal", 500, "exception",
                 Msgid("Sorry, there is a problem with the service.").text()},
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
