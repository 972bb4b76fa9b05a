#include "demo/content.hpp"

#include <array>

#include "base/checks.hpp"
#include "base/random.hpp"
#include "demo/accounts.hpp"
#include "demo/bank.hpp"
#include "demo/calendar.hpp"
#include "demo/caseload.hpp"
#include "demo/staff.hpp"
#include "demo/year.hpp"

namespace refocus::demo {

namespace {

constexpr int kLeastWorkers = 9;  // of a team, leavers and joiners counted
constexpr int kMostWorkers = 15;
constexpr int kLeastPeople = 8;  // of a team's caseload
constexpr int kMostPeople = 24;

class Making {
 public:
  Making(std::uint64_t seed, const Calendar& calendar, const practice::StrengthsGuide& guide)
      : dice_(seededRandom(seed)),
        calendar_(calendar),
        guide_(guide),
        workers_(spread(dice_, kDemoWorkers, kDemoTeams, kLeastWorkers, kMostWorkers)),
        people_(spread(dice_, kDemoPeople, kDemoTeams, kLeastPeople, kMostPeople)) {}

  DemoTrust trust(std::size_t number) {
    const auto& bank = bankTrusts()[number];
    DemoTrust trust{.name = std::string(bank.name)};
    for (const auto& team : bankTeams(number)) {
      trust.teams.push_back({.name = std::string(team.name), .kind = team.kind});
    }
    const auto teams = trust.teams.size();
    trust.workers = staffOf(dice_, calendar_, bank.mailHost, next(workers_, teams), taken_.mail);
    const auto sizes = next(people_, teams);
    for (std::size_t team = 0; team < teams; ++team) {
      for (int i = 0; i < sizes[team]; ++i) addPerson(bank, team, trust);
    }
    addAccounts(dice_, calendar_, number, trust);
    return trust;
  }

 private:
  void addPerson(const BankTrust& bank, std::size_t team, DemoTrust& trust) {
    auto [person, persona] = drawPerson(dice_, calendar_, bank, team, trust.workers, taken_);
    const bool isShown = trust.people.size() == kShownPerson;
    if (isShown) {
      person.spells = {{.team = team, .keyWorker = kShownWorker, .from = calendar_.firstDay}};
    }
    liveTheYear(dice_, calendar_, guide_, persona, isShown ? Asked::surely : Asked::perhaps,
                person);
    trust.people.push_back(std::move(person));
  }

  /// Takes the first of the sizes away.
  static std::vector<int> next(std::vector<int>& sizes, std::size_t count) {
    const auto end = sizes.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<int> taken(sizes.begin(), end);
    sizes.erase(sizes.begin(), end);
    return taken;
  }

  Dice dice_;
  Calendar calendar_;
  const practice::StrengthsGuide& guide_;
  std::vector<int> workers_;
  std::vector<int> people_;
  Taken taken_;
};

}  // namespace

DemoService demoService(std::uint64_t seed, Date lastDay, const practice::StrengthsGuide& guide) {
  checkRange("last day's year", static_cast<int>(lastDay.year()), 2020, 2100);
  checkRange("last day is a day", lastDay.ok() ? 1 : 0, 1, 1);
  const Calendar calendar{.firstDay = plusDays(lastDay, -364), .lastDay = lastDay};
  Making making(seed, calendar, guide);
  DemoService service{.firstDay = calendar.firstDay, .lastDay = lastDay};
  for (std::size_t trust = 0; trust < bankTrusts().size(); ++trust) {
    service.trusts.push_back(making.trust(trust));
  }
  return service;
}

}  // namespace refocus::demo
