#include "app/gate.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>
#include <variant>
#include <vector>

#include "base/fault.hpp"
#include "http/hold.hpp"
#include "people/refusal_log.hpp"
#include "people/session.hpp"
#include "site/frame.hpp"

namespace refocus::app {
namespace {

std::vector<http::RoutePattern> patternsOf(const site::Routes& routes) {
  std::vector<http::RoutePattern> patterns;
  for (const site::Route& route : routes) {
    if (route.path.empty() || !route.page || route.summary.empty()) {
      throw Fault(
          FaultCode::configuration,
          fmt::format("the route {} {} is incomplete: it needs a path, a page and a summary",
                      http::nameOf(route.method), route.path));
    }
    patterns.push_back({route.method, route.path});
  }
  return patterns;
}

bool changesSomething(http::Method method) {
  return method != http::Method::get && method != http::Method::head &&
         method != http::Method::options;
}

// The first language of the browser's list that there is wording for. Weights are passed over:
// browsers send the list in order.
std::string_view firstLanguage(std::string_view accept) {
  const std::size_t end = accept.find_first_of(",;-");
  return accept.substr(0, end);
}

void logRefused(std::string_view why, const http::Request& request,
                const std::optional<site::SignedIn>& session) {
  people::logRefusal(fmt::format("{} for {} {}", why, http::nameOf(request.method), request.path),
                     request.remoteAddress,
                     session ? std::optional(session->actor.account) : std::nullopt);
}

FaultCode codeOf(std::exception_ptr what) {
  try {
    std::rethrow_exception(std::move(what));
  } catch (const Fault& fault) {
    const int status = meaningOf(fault.code()).httpStatus;
    if (status >= 500) {
      spdlog::error("{}: {}", meaningOf(fault.code()).name, fault.what());
    } else {
      spdlog::debug("{}: {}", meaningOf(fault.code()).name, fault.what());
    }
    return fault.code();
  } catch (const std::exception& error) {
    spdlog::error("a defect: {}", error.what());
    return FaultCode::internal;
  }
}

http::Response askedTooMuch(const site::Visit& visit, const Allowance::Refused& refused) {
  if (refused.isNews) {
    spdlog::warn("account {} asks for more than server.requests_by_account: refused until it slows",
                 visit.actor().account.text());
  }
  http::Response response = site::faultPage(visit, FaultCode::tooMany);
  response.headers.set("Retry-After", fmt::to_string(refused.retryAfter.count()));
  return response;
}

}  // namespace

Gate::Gate(site::Site site, site::Routes routes, people::AccountSettings accounts,
           std::string standardLanguage, std::int64_t requestsByAccount)
    : site_(std::move(site)),
      routes_(std::move(routes)),
      accounts_(std::move(accounts)),
      standardLanguage_(std::move(standardLanguage)),
      allowance_(std::make_unique<Allowance>(requestsByAccount)),
      router_(patternsOf(routes_)) {}

const Words& Gate::wordsFor(const http::Request& request,
                            const std::optional<site::SignedIn>& session) const {
  if (session) return site_.catalogues.of(session->language);
  const auto accept = request.headers.find("Accept-Language");
  const std::string_view asked = accept ? firstLanguage(*accept) : std::string_view{};
  const Words& words = site_.catalogues.of(asked);
  return words.language() == asked ? words : site_.catalogues.of(standardLanguage_);
}

http::Response Gate::answer(const http::Request& request) const {
  std::optional<site::SignedIn> session;
  const Words* words = &site_.catalogues.of(standardLanguage_);
  try {
    std::unique_ptr<database::Read> snapshot;
    if (auto found = people::findSession(site_.book.parts(), request, accounts_.session)) {
      session = std::move(found->signedIn);
      snapshot = std::move(found->snapshot);
    }
    words = &wordsFor(request, session);
    return answerRoute(request, session, *words, std::move(snapshot));
  } catch (...) {
    return answerFault(request, session, *words, std::current_exception());
  }
}

http::Response Gate::answerRoute(const http::Request& request,
                                 std::optional<site::SignedIn> session, const Words& words,
                                 std::unique_ptr<database::Read> snapshot) const {
  const http::RouteMatch match = router_.match(request.method, request.path);
  if (const auto* missing = std::get_if<http::MethodMissing>(&match)) {
    http::Response refusal = http::text("This page does not take that kind of request.\n", 405);
    refusal.headers.set("Allow", missing->allow);
    return refusal;
  }
  const auto* found = std::get_if<http::RouteFound>(&match);
  if (found == nullptr) throw Fault(FaultCode::notFound, "no route matches the path");

  const site::Route& route = routes_.at(found->index);
  site::Visit visit(site_, request, found->captures, std::move(session), words,
                    std::move(snapshot));
  if (changesSomething(request.method)) people::refuseOtherSites(visit);
  if (route.permission != access::Permission::anyone) {
    if (!visit.session()) {
      return people::signInPage(visit, people::afterSignIn(visit, route.permission));
    }
    if (const auto refused = allowance_->take(visit.actor().account, visit.now())) {
      return askedTooMuch(visit, *refused);
    }
    access::require(visit.actor(), route.permission);
    if (changesSomething(request.method) &&
        !people::carriesTokenOf(visit.form(), *visit.session())) {
      logRefused("a form without its session's token", request, visit.session());
      return heldUntilKept(visit, people::forgedOrStalePage(visit, route.permission));
    }
  }
  try {
    return heldUntilKept(visit, route.page(visit));
  } catch (...) {
    visit.keepRead();
    throw;
  }
}

/// No byte of what was read leaves before the audit trail has it on disk.
http::Response Gate::heldUntilKept(const site::Visit& visit, http::Response response) const {
  auto entries = visit.takeUnkept();
  if (entries.empty()) return response;
  response.hold = std::make_shared<http::Hold>();
  site_.book.keepLater(std::move(entries),
                       [this, hold = response.hold, session = visit.session(),
                        &words = visit.words()](const std::exception_ptr& lost) {
                         if (!lost) return hold->release();
                         // The request itself may be gone by now; a page about a fault does not
                         // need it.
                         hold->release(answerFault(http::Request{}, session, words, lost));
                       });
  return response;
}

http::Response Gate::answerFault(const http::Request& request,
                                 const std::optional<site::SignedIn>& session, const Words& words,
                                 std::exception_ptr what) const {
  const FaultCode code = codeOf(std::move(what));
  if (code == FaultCode::forbidden) logRefused("no permission", request, session);
  try {
    const http::Captures none;
    const site::Visit visit(site_, request, none, session, words);
    return site::faultPage(visit, code);
  } catch (...) {
    return http::text(std::string(meaningOf(code).plainWords) + "\n", meaningOf(code).httpStatus);
  }
}

http::RouteRules Gate::rules(http::Method method, std::string_view path,
                             std::size_t standard) const {
  const http::RouteMatch match = router_.match(method, path);
  const auto* found = std::get_if<http::RouteFound>(&match);
  if (found == nullptr) return {.mostBodyBytes = standard};
  const site::Route& route = routes_.at(found->index);
  return {.mostBodyBytes = route.bodyLimit == 0 ? standard : route.bodyLimit, .lane = route.lane};
}

http::BodyVerdict Gate::admit(const http::Request& head, std::optional<std::uint64_t> announced,
                              std::size_t standard) const {
  const http::RouteMatch match = router_.match(head.method, head.path);
  const auto* found = std::get_if<http::RouteFound>(&match);
  if (found == nullptr) return {.instead = answer(head)};
  const access::Permission permission = routes_.at(found->index).permission;
  const std::size_t most = rules(head.method, head.path, standard).mostBodyBytes;
  if (permission == access::Permission::anyone) {
    return {.mostBytes = most, .kind = http::BodyKind::stranger};
  }
  try {
    const auto session = people::findSession(site_.book.parts(), head, accounts_.session);
    if (!session) {
      const bool canBeKept = most <= standard && announced.value_or(0) <= people::kMostKeptBytes;
      if (!canBeKept) return {.instead = signInInsteadOfBody(head)};
      return {.mostBytes = people::kMostKeptBytes, .kind = http::BodyKind::stranger};
    }
    access::require(session->signedIn.actor, permission);
    return {.mostBytes = most,
            .kind = most > standard ? http::BodyKind::upload : http::BodyKind::form};
  } catch (...) {
    return {.instead = answer(head)};
  }
}

/// For a body that is not taken from somebody who is not signed in, or not any more: back to the
/// page that it was sent from, if there is one that names nobody. Who signs in may be somebody
/// else.
http::Response Gate::signInInsteadOfBody(const http::Request& head) const {
  const http::RouteMatch match = router_.match(http::Method::get, head.path);
  const auto* page = std::get_if<http::RouteFound>(&match);
  const bool isAnybodys =
      page != nullptr && routes_.at(page->index).path.find('{') == std::string::npos;
  const http::Captures none;
  site::Visit visit(site_, head, none, std::nullopt, wordsFor(head, std::nullopt));
  return people::signInPage(visit, {.returnTo = isAnybodys ? head.path : "/", .isLost = true});
}

}  // namespace refocus::app
