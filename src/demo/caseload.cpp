#include "demo/caseload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "demo/naming.hpp"
#include "demo/staff.hpp"

namespace refocus::demo {

namespace {

std::string drawPreferredName(Dice& dice, const DrawnName& name, const std::string& second) {
  if (!name.shortForm.empty() && dice.chance(70)) return name.shortForm;
  if (!second.empty() && dice.chance(30)) return second;
  return name.given;
}

/// Not said by some; a few are they, or she and they, or he and they.
std::string drawPronouns(Dice& dice, Whose whose) {
  const auto thrown = dice.between(1, 100);
  if (thrown <= 15) return "";
  if (thrown <= 19) return "they/them";
  const bool woman = whose == Whose::women;
  if (thrown <= 22) return woman ? "she/they" : "he/they";
  return woman ? "she/her" : "he/him";
}

/// 18 to 65 years old on every day of the calendar.
Date drawBirthDate(Dice& dice, const Calendar& calendar) {
  const auto year = calendar.lastDay.year() - std::chrono::years{dice.between(20, 65)};
  return plusDays(Date(year / std::chrono::January / 1), dice.between(0, 364));
}

std::string drawAddress(Dice& dice, const BankTrust& trust) {
  const auto number = dice.between(1, 180);
  const auto flat = dice.chance(35) ? fmt::format("Flat {}, ", dice.between(1, 24)) : "";
  const auto street = dice.pick(streets());
  const auto town = dice.pick(trust.towns);
  return fmt::format("{}{} {}\n{}", flat, number, street, town);
}

/// Who of a team could be key worker on a day, by place in the staff.
std::vector<std::size_t> keyWorkersOn(Date day, std::size_t team,
                                      const std::vector<DemoWorker>& staff) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < staff.size(); ++i) {
    if (canBeKeyWorker(staff[i]) && postIn(staff[i], team, day)) found.push_back(i);
  }
  return found;
}

/// The worker's last day in a team, posts that follow each other taken together.
std::optional<Date> lastDayIn(const DemoWorker& worker, std::size_t team, Date day) {
  const auto* post = postIn(worker, team, day);
  while (post && post->until) {
    const auto* next = postIn(worker, team, plusDays(*post->until, 1));
    if (!next) return post->until;
    post = next;
  }
  return std::nullopt;
}

/// One key worker after another from the first day to the last, each until they leave.
std::vector<DemoSpell> drawSpells(Dice& dice, const Calendar& calendar, std::size_t team,
                                  const std::vector<DemoWorker>& staff) {
  const auto length = daysBetween(calendar.firstDay, calendar.lastDay);
  const bool joins = dice.chance(20);
  const auto earlier = dayOf(dice, calendar, -1800, -1);
  const auto inYear = dayOf(dice, calendar, 1, length - 30);
  auto from = joins ? inYear : earlier;
  std::optional<Date> last;
  if (dice.chance(9))
    last = dayOf(dice, calendar, daysBetween(calendar.firstDay, from) + 20, length);
  if (last && *last < calendar.firstDay) last = plusDays(calendar.firstDay, 90);

  std::vector<DemoSpell> spells;
  // Those who were there before the year have been with someone who is in post as it begins.
  auto asked = std::max(from, calendar.firstDay);
  while (true) {
    const auto keyWorker = dice.pick(keyWorkersOn(asked, team, staff));
    const auto& worker = staff[keyWorker];
    if (spells.empty()) from = std::max(from, postIn(worker, team, asked)->from);
    auto until = lastDayIn(worker, team, asked);
    if (last && (!until || *last <= *until)) until = last;
    spells.push_back({.team = team, .keyWorker = keyWorker, .from = from, .until = until});
    if (!until || until == last) return spells;
    from = plusDays(*until, 1);
    asked = from;
  }
}

}  // namespace

DrawnPerson drawPerson(Dice& dice, const Calendar& calendar, const BankTrust& trust,
                       std::size_t team, const std::vector<DemoWorker>& staff, Taken& taken) {
  const auto name = drawName(dice);
  const auto& givens = name.whose == Whose::women ? name.background->women : name.background->men;
  const auto drawn = dice.pick(givens);
  auto second = std::string(drawn.substr(0, drawn.find('/')));
  if (second == name.given || dice.chance(75)) second.clear();

  DemoPerson person{.givenNames = second.empty() ? name.given : name.given + " " + second,
                    .familyName = name.family};
  person.preferredName = drawPreferredName(dice, name, second);
  person.pronouns = drawPronouns(dice, name.whose);
  const auto tag = dice.pick(name.background->languages);
  person.language = dice.chance(name.background->speaksFirst) ? std::string(tag) : "en";
  person.interpreter = person.language != "en" && person.language != "ga" && dice.chance(40);
  person.birthDate = drawBirthDate(dice, calendar);
  person.nhsNumber = nhsNumber(dice, taken.nhsNumbers);
  person.phone = telephone(dice);
  if (dice.chance(55)) {
    person.email = mailAddress(name.given, name.family, "post.example.org", taken.mail);
  }
  person.address = drawAddress(dice, trust);
  person.postcode = postcode(dice);
  person.spells = drawSpells(dice, calendar, team, staff);
  auto persona = personaFrom(dice, *name.background, person.language, name.whose);
  return {.person = std::move(person), .persona = persona};
}

}  // namespace refocus::demo
