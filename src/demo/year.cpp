#include "demo/year.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

#include "demo/care_plan.hpp"
#include "demo/sayings.hpp"

namespace refocus::demo {

namespace {

using practice::Conversation;

/// The spell on a day; the spells have no gaps.
const DemoSpell& spellOn(const DemoPerson& person, Date day) {
  return *std::ranges::find_if(
      person.spells, [&](const DemoSpell& one) { return !one.until || day <= *one.until; });
}

/// Most remember the day, some the month.
PartialDate asRemembered(Dice& dice, Date day) {
  if (dice.chance(90)) return PartialDate(day);
  return PartialDate(day.year() / day.month());
}

/// In working hours on the day, or some days later but not after `lastDay`.
Instant recordedAfter(Dice& dice, Date day, Date lastDay) {
  const auto later = workingDay(plusDays(day, dice.chance(20) ? dice.between(1, 4) : 0));
  const auto shown = later < day || later > lastDay ? day : later;
  const auto minutes = std::chrono::minutes{dice.between(9 * 60, 16 * 60)};
  return Instant(std::chrono::sys_days(shown) + minutes);
}

practice::WayIn drawWay(Dice& dice, const practice::StrengthsGuide& guide) {
  constexpr std::array kWays{practice::WayIn::guide, practice::WayIn::open,
                             practice::WayIn::narrative, practice::WayIn::visual};
  constexpr std::array kWeights{60, 22, 11, 7};
  const auto way = kWays[dice.weighted(kWeights)];
  return guide.offers(way) ? way : practice::WayIn::guide;
}

/// How many conversations the year holds: about a fifth of people have none.
int drawCount(Dice& dice, Asked asked) {
  constexpr std::array kWeights{20, 30, 30, 15, 5};
  const auto count = static_cast<int>(dice.weighted(kWeights));
  return asked == Asked::surely ? std::max(count, 3) : count;
}

/// Working days in order, at least a week apart, while the person is on a caseload.
std::vector<Date> drawDays(Dice& dice, const Calendar& calendar, const DemoPerson& person,
                           int count) {
  const auto first = std::max(calendar.firstDay, plusDays(person.spells.front().from, 14));
  const auto last =
      std::min(calendar.lastDay, person.spells.back().until.value_or(calendar.lastDay));
  const auto room = daysBetween(first, last);
  std::set<Date> days;
  for (int i = 0; i < count && room > 7; ++i) {
    const auto day = workingDay(plusDays(first, dice.between(3, room)));
    const bool isApart = std::ranges::none_of(
        days, [&](Date other) { return std::abs(daysBetween(other, day)) < 7; });
    if (isApart && day >= first) days.insert(day);
  }
  return {days.begin(), days.end()};
}

/// One conversation being led.
class Meeting {
 public:
  Meeting(Dice& dice, const practice::StrengthsGuide& guide, Sayings& sayings, DemoPerson& person,
          Date day)
      : dice_(dice),
        guide_(guide),
        sayings_(sayings),
        person_(person),
        day_(day),
        result_{.worker = spellOn(person, day).keyWorker,
                .value = Conversation{.wayIn = drawWay(dice, guide),
                                      .happened = asRemembered(dice, day)}} {}

  void guessBeforehand() { result_.guess = sayings_.guess(dice_); }

  /// Prompts are opened; perhaps one small thing is said after all.
  void saysNone() {
    result_.value = practice::withNothingComingToMind(std::move(result_.value));
    for (int left = dice_.between(1, 3); left > 0; --left) {
      result_.value =
          practice::withPromptOpened(std::move(result_.value), dice_.pick(guide_.prompts).key);
    }
    if (dice_.chance(40)) talkAbout(dice_.pick(guide_.areas), 1);
  }

  /// Some areas, in an order of the person's own.
  void goesThroughAreas() {
    std::vector<const practice::Area*> areas;
    for (const auto& area : guide_.areas) areas.push_back(&area);
    dice_.shuffle(areas);
    const auto many = std::min<std::size_t>(areas.size(), dice_.below(5) + 2);
    for (std::size_t i = 0; i < many; ++i) visit(*areas[i]);
  }

  /// The person still stands by some of what they said before, but not where they would rather
  /// not talk today.
  void confirmsSome(std::size_t saidBefore) {
    for (std::size_t i = 0; i < saidBefore; ++i) {
      const auto& area = person_.strengths[i].area;
      const auto state = result_.value.stateOf(area.key);
      const bool isOpenTo =
          state == practice::AreaState::notYet || state == practice::AreaState::talkedAbout;
      if (!isOpenTo || !dice_.chance(35)) continue;
      result_.value = practice::talkedAbout(std::move(result_.value), area);
      result_.confirmed.push_back(i);
    }
  }

  void endsWith(const practice::FinishForm& step) {
    result_.value = practice::finish(std::move(result_.value), step, guide_).value();
  }

  DemoConversation take(Date lastDay) {
    // A worker may write in the record for as long as the person is theirs.
    const auto until = spellOn(person_, day_).until.value_or(lastDay);
    result_.recorded = recordedAfter(dice_, day_, std::min(lastDay, until));
    return std::move(result_);
  }

 private:
  void visit(const practice::Area& area) {
    const auto thrown = dice_.between(1, 100);
    if (thrown <= 12) {
      result_.value = practice::leftForLater(std::move(result_.value), area.ref());
    } else if (thrown <= 22) {
      result_.value =
          practice::declined(std::move(result_.value), area.ref(), sayings_.reason(dice_, area))
              .value();
    } else {
      talkAbout(area, dice_.between(1, 3));
    }
  }

  void talkAbout(const practice::Area& area, int most) {
    for (int left = most; left > 0; --left) {
      auto strength = sayings_.strength(dice_, area);
      if (!strength) return;
      result_.made.push_back(person_.strengths.size());
      person_.strengths.push_back(std::move(*strength));
      result_.value = practice::talkedAbout(std::move(result_.value), area.ref());
    }
  }

  Dice& dice_;
  const practice::StrengthsGuide& guide_;
  Sayings& sayings_;
  DemoPerson& person_;
  Date day_;
  DemoConversation result_;
};

/// Half done: in the last weeks of the year often, else seldom.
bool staysOpen(Dice& dice, Date day, const Calendar& calendar) {
  return dice.chance(daysBetween(day, calendar.lastDay) < 28 ? 35 : 3);
}

}  // namespace

void liveTheYear(Dice& dice, const Calendar& calendar, const practice::StrengthsGuide& guide,
                 const Persona& persona, Asked asked, DemoPerson& person) {
  Sayings sayings(guide, persona);
  const auto days = drawDays(dice, calendar, person, drawCount(dice, asked));
  const bool saysNoneAtFirst = asked == Asked::perhaps && dice.chance(18);
  for (std::size_t i = 0; i < days.size(); ++i) {
    const bool none = i == 0 && saysNoneAtFirst;
    const auto saidBefore = person.strengths.size();
    Meeting meeting(dice, guide, sayings, person, days[i]);
    if (dice.chance(30)) meeting.guessBeforehand();
    if (none) {
      meeting.saysNone();
    } else {
      meeting.goesThroughAreas();
      meeting.confirmsSome(saidBefore);
    }
    const bool open = asked == Asked::perhaps && !none && staysOpen(dice, days[i], calendar);
    if (!open) meeting.endsWith(sayings.nextStep(dice, days[i], none));
    auto conversation = meeting.take(calendar.lastDay);
    if (!open) addActions(dice, calendar, guide, persona, days[i], person, conversation);
    person.conversations.push_back(std::move(conversation));
  }
}

}  // namespace refocus::demo
