// A believable service, made from a seed: two trusts, 27 teams, 320 workers and 403 people with a
// year of conversations. All of it was written for this program; names are drawn at random from
// lists, NHS numbers are in the range set aside for tests, telephone numbers in the ranges set
// aside for drama, and mail addresses under example.org, so none can reach anybody.
//
// Pure: the same seed, day and guide give the same value on every machine. Indices point into the
// vectors of the same trust. Whatever is stored follows from this value alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/role.hpp"
#include "base/time.hpp"
#include "people/team.hpp"
#include "people/worker.hpp"
#include "practice/action.hpp"
#include "practice/conversation.hpp"
#include "practice/guess.hpp"
#include "practice/strength.hpp"

namespace refocus::demo {

struct DemoTeam {
  std::string name;
  people::KindOfTeam kind = people::KindOfTeam::other;
};

/// A stretch of time in one team, days inclusive.
struct DemoPost {
  std::size_t team;
  people::PostRole role = people::PostRole::worker;
  Date from;
  std::optional<Date> until;
};

struct DemoWorker {
  std::string name;
  std::string email;
  people::Profession profession = people::Profession::other;
  std::vector<DemoPost> posts;  ///< in time order, never two at once
};

/// A stretch of time on a team's caseload with one key worker, days inclusive.
struct DemoSpell {
  std::size_t team;
  std::size_t keyWorker;
  Date from;
  std::optional<Date> until;
};

struct DemoAction {
  practice::Action action;                  ///< `from` is empty: the store fills it in
  std::optional<std::size_t> fromStrength;  ///< into the person's strengths
  Date made;
};

struct DemoConversation {
  std::size_t worker;            ///< who recorded it
  practice::Conversation value;  ///< `made` and `confirmed` are empty: see below
  Instant recorded;
  std::vector<std::size_t> made;       ///< into the person's strengths
  std::vector<std::size_t> confirmed;  ///< into the person's strengths, made earlier
  std::vector<std::size_t> actions;    ///< into the person's actions
  std::optional<practice::Guess> guess;
};

struct DemoPerson {
  std::string givenNames;
  std::string familyName;
  std::string preferredName;
  std::string pronouns;  ///< empty: not said
  std::string language;  ///< BCP 47
  bool interpreter = false;
  Date birthDate;
  std::string nhsNumber;  ///< ten digits
  std::string phone;
  std::string email;    ///< empty: none
  std::string address;  ///< lines parted by \n
  std::string postcode;
  std::vector<DemoSpell> spells;  ///< in time order, never two at once
  std::vector<practice::Strength> strengths;
  std::vector<DemoAction> actions;
  std::vector<DemoConversation> conversations;  ///< in the order they happened
};

struct DemoGrant {
  access::Role role;
  std::optional<std::size_t> team;  ///< nothing: the whole trust
  Date from;
  std::optional<Date> until;
};

/// Somebody who can sign in. Every worker has one; so do some people.
struct DemoAccount {
  std::string email;
  std::string name;
  std::optional<std::size_t> worker;
  std::optional<std::size_t> person;
  std::vector<DemoGrant> grants;
  /// One of the few that the demonstration prints, one for each role; the same address for any
  /// seed.
  bool shown = false;
};

struct DemoTrust {
  std::string name;
  std::vector<DemoTeam> teams;
  std::vector<DemoWorker> workers;
  std::vector<DemoPerson> people;
  std::vector<DemoAccount> accounts;
};

struct DemoService {
  Date firstDay;  ///< of the year that is shown
  Date lastDay;
  std::vector<DemoTrust> trusts;
};

inline constexpr std::size_t kDemoTeams = 27;
inline constexpr std::size_t kDemoWorkers = 320;
inline constexpr std::size_t kDemoPeople = 403;

/// The year that ends on `lastDay`. What is recorded names only areas, prompts and next steps of
/// the guide; a guide without the shipped ones gives conversations with fewer strengths. Throws
/// Fault(invalid) for a last day outside 2020 to 2100.
[[nodiscard]] DemoService demoService(std::uint64_t seed, Date lastDay,
                                      const practice::StrengthsGuide& guide);

}  // namespace refocus::demo
