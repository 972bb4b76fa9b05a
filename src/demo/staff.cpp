#include "demo/staff.hpp"

#include <algorithm>
#include <array>

#include "demo/naming.hpp"

namespace refocus::demo {

namespace {

using enum people::Profession;
using people::PostRole;

// A leader, and three who stay for the year and can be anybody's key worker.
constexpr std::size_t kCore = 4;
constexpr std::array kCoreProfessions{nurse, nurse, socialWorker, occupationalTherapist};

people::Profession drawProfession(Dice& dice) {
  constexpr std::array kDrawn{nurse,        psychiatrist,          psychologist,
                              socialWorker, occupationalTherapist, supportTimeAndRecoveryWorker,
                              other};
  constexpr std::array kWeights{32, 14, 11, 12, 7, 20, 4};
  return kDrawn[dice.weighted(kWeights)];
}

/// How many of a team leave, and as many join: between 27 and 47 in a hundred of those who start.
int drawLeavers(Dice& dice, int size) {
  std::vector<int> fitting;
  for (int leavers = 1; leavers < size; ++leavers) {
    const auto inHundred = leavers * 100 / (size - leavers);
    if (inHundred >= 27 && inHundred <= 47) fitting.push_back(leavers);
  }
  return dice.pick(fitting);
}

/// One team's year.
class TeamYear {
 public:
  TeamYear(Dice& dice, const Calendar& calendar, std::size_t team)
      : dice_(dice), calendar_(calendar), team_(team) {}

  std::vector<DemoWorker> workers(int size) {
    const auto leavers = drawLeavers(dice_, size);
    const auto starters = static_cast<std::size_t>(size - leavers);
    for (std::size_t i = 0; i < starters; ++i) addStarter(i);
    const bool leaderLeaves = team_ % 6 == 5;
    for (int i = 0; i < leavers; ++i) {
      const auto leaver = leaderLeaves && i == 0 ? 0 : starters - 1 - static_cast<std::size_t>(i);
      replace(leaver);
    }
    if (leaderLeaves) promote(1, *workers_[0].posts.front().until);
    return std::move(workers_);
  }

 private:
  void addStarter(std::size_t index) {
    const bool core = index < kCore;
    workers_.push_back({.profession = core ? kCoreProfessions[index] : drawProfession(dice_)});
    workers_.back().posts.push_back({.team = team_,
                                     .role = index == 0 ? PostRole::teamLeader : PostRole::worker,
                                     .from = dayOf(dice_, calendar_, -3000, -60)});
  }

  /// The worker leaves in the year, and somebody takes the place.
  void replace(std::size_t leaver) {
    const auto length = daysBetween(calendar_.firstDay, calendar_.lastDay);
    const auto last = dayOf(dice_, calendar_, 20, length - 80);
    workers_[leaver].posts.front().until = last;
    const auto drawn = drawProfession(dice_);
    const auto profession = dice_.chance(70) ? workers_[leaver].profession : drawn;
    workers_.push_back({.profession = profession});
    workers_.back().posts.push_back({.team = team_, .from = plusDays(last, dice_.between(1, 70))});
  }

  /// A worker of the team leads it after the leader's last day.
  void promote(std::size_t index, Date leadersLastDay) {
    auto& posts = workers_[index].posts;
    posts.front().until = leadersLastDay;
    posts.push_back(
        {.team = team_, .role = PostRole::teamLeader, .from = plusDays(leadersLastDay, 1)});
  }

  Dice& dice_;
  const Calendar& calendar_;
  std::size_t team_;
  std::vector<DemoWorker> workers_;
};

/// One leaver in four goes to another team of the trust.
void moveSomeLeavers(Dice& dice, std::vector<DemoWorker>& workers, std::size_t teams) {
  for (auto& worker : workers) {
    const auto last = worker.posts.back().until;
    if (!last || !dice.chance(25)) continue;
    const auto step = dice.between(1, static_cast<int>(teams) - 1);
    const auto team = (worker.posts.back().team + static_cast<std::size_t>(step)) % teams;
    worker.posts.push_back({.team = team, .from = plusDays(*last, 1)});
  }
}

}  // namespace

std::vector<int> spread(Dice& dice, int total, std::size_t parts, int least, int most) {
  std::vector<int> sizes(parts, least);
  for (int left = total - least * static_cast<int>(parts); left > 0;) {
    auto& size = sizes[dice.below(parts)];
    if (size >= most) continue;
    ++size;
    --left;
  }
  return sizes;
}

std::vector<DemoWorker> staffOf(Dice& dice, const Calendar& calendar, std::string_view mailHost,
                                const std::vector<int>& teamSizes, std::set<std::string>& taken) {
  std::vector<DemoWorker> staff;
  for (std::size_t team = 0; team < teamSizes.size(); ++team) {
    for (auto& worker : TeamYear(dice, calendar, team).workers(teamSizes[team])) {
      const auto name = drawName(dice);
      worker.name = name.given + " " + name.family;
      worker.email = mailAddress(name.given, name.family, mailHost, taken);
      staff.push_back(std::move(worker));
    }
  }
  moveSomeLeavers(dice, staff, teamSizes.size());
  return staff;
}

const DemoPost* postIn(const DemoWorker& worker, std::size_t team, Date day) {
  const auto found = std::ranges::find_if(worker.posts, [&](const DemoPost& post) {
    return post.team == team && post.from <= day && (!post.until || day <= *post.until);
  });
  return found == worker.posts.end() ? nullptr : &*found;
}

bool canBeKeyWorker(const DemoWorker& worker) {
  return worker.profession == nurse || worker.profession == socialWorker ||
         worker.profession == occupationalTherapist;
}

}  // namespace refocus::demo
