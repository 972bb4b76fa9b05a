#include "people/import_match.hpp"

#include <algorithm>

namespace refocus::people {
namespace {

// A name that very many have is looked at so far: what makes it one of them has to be a number.
constexpr std::size_t kMostAlike = 50;

template <class One>
void addOnce(std::vector<One>& all, const One& one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

}  // namespace

ImportMatcher::ImportMatcher(record::Reading& reading, const TrustNames& names)
    : reading_(reading) {
  for (const auto& card : names.byId()) {
    if (card->nameLikeness() == 0) continue;
    peopleByName_.emplace(card->nameLikeness(), Alike<PersonId>{card->person(), card->likeness()});
  }
}

void ImportMatcher::addHolder(Holders& holders, const SystemId& id) const {
  if (const auto person = personWithIdentity(reading_, id)) addOnce(holders.people, *person);
  const auto row = rowBySystemId_.find(id);
  if (row != rowBySystemId_.end()) addOnce(holders.rows, row->second);
}

ImportMatcher::Holders ImportMatcher::holdersOf(const PersonEntry& said, bool bare) const {
  Holders holders;
  if (said.nhsNumber && !bare) {
    if (const auto person = personWithNhsNumber(reading_, *said.nhsNumber)) {
      addOnce(holders.people, *person);
    }
    const auto row = rowByNhsNumber_.find(*said.nhsNumber);
    if (row != rowByNhsNumber_.end()) addOnce(holders.rows, row->second);
  }
  for (const SystemId& id : said.identities) {
    if (isBare(id) == bare) addHolder(holders, id);
  }
  // A row of somebody known is a row of this import too, whatever numbers it had.
  for (const PersonId& person : holders.people) {
    const auto row = rowByPerson_.find(person);
    if (row != rowByPerson_.end()) addOnce(holders.rows, row->second);
  }
  return holders;
}

std::optional<Match> ImportMatcher::judged(const PersonId& person, const PersonEntry& said,
                                           Match::Who ifSame) const {
  auto stored = stored::entryOf(reading_, person);
  if (!stored) return std::nullopt;
  const Verdict verdict = whoIsWho(stored->entry, said);
  if (verdict.sameness == Sameness::different) return std::nullopt;
  Match match{.who = verdict.isOpen() ? Match::Who::open : ifSame, .person = person};
  if (verdict.isOpen()) match.why = whyOpen(verdict);
  match.stored = std::move(stored);
  return match;
}

std::optional<Match> ImportMatcher::judged(std::size_t row, const PersonEntry& said) const {
  const Verdict verdict = whoIsWho(entries_.at(row), said);
  if (verdict.sameness == Sameness::different) return std::nullopt;
  Match match{.who = verdict.isOpen() ? Match::Who::open : Match::Who::earlierRow, .row = row};
  if (verdict.isOpen()) match.why = whyOpen(verdict);
  const auto person = personOfRow_.find(row);
  if (person != personOfRow_.end()) match.person = person->second;
  return match;
}

// Whoever holds one of the numbers: one person, or one row, or more of them than one can be.
std::optional<Match> ImportMatcher::judged(const Holders& holders, const PersonEntry& said) const {
  const bool isOfSeveral = holders.people.size() > 1 || holders.rows.size() > 1 ||
                           (holders.people.size() == 1 && holders.rows.size() == 1 &&
                            !(personOfRow_.contains(holders.rows[0]) &&
                              personOfRow_.at(holders.rows[0]) == holders.people[0]));
  if (isOfSeveral) {
    Match match{.who = Match::Who::open,
                .why = Msgid("Its numbers belong to different people. Find out who it is.")};
    if (!holders.people.empty()) {
      match.person = holders.people.front();
      match.stored = stored::entryOf(reading_, *match.person);
    } else {
      match.row = holders.rows.front();
    }
    return match;
  }
  if (!holders.rows.empty()) return judged(holders.rows[0], said);
  if (!holders.people.empty()) return judged(holders.people[0], said, Match::Who::known);
  return std::nullopt;
}

template <class Who>
std::vector<Who> ImportMatcher::alikeIn(
    const std::unordered_multimap<std::uint64_t, Alike<Who>>& byName, const PersonEntry& said) {
  std::vector<Who> found;
  const std::uint64_t name = nameLikenessOf(fullName(said));
  const std::uint64_t likeness = likenessOf(fullName(said), said.birthDate);
  if (name == 0) return found;
  const auto [begin, end] = byName.equal_range(name);
  for (auto at = begin; at != end && found.size() < kMostAlike; ++at) {
    const bool bothDated = likeness != 0 && at->second.likeness != 0;
    if (!bothDated || likeness == at->second.likeness) found.push_back(at->second.who);
  }
  return found;
}

Match ImportMatcher::alike(const PersonEntry& said) const {
  for (const PersonId& person : alikeIn(peopleByName_, said)) {
    if (auto match = judged(person, said, Match::Who::open)) return *match;
  }
  for (const std::size_t row : alikeIn(rowsByName_, said)) {
    if (auto match = judged(row, said)) return *match;
  }
  return {};
}

Match ImportMatcher::find(const PersonEntry& said) const {
  if (auto match = judged(holdersOf(said, false), said)) return *match;
  if (auto match = judged(holdersOf(said, true), said)) return *match;
  return alike(said);
}

void ImportMatcher::remember(std::size_t row, const std::optional<PersonId>& person,
                             PersonEntry entry) {
  if (entry.nhsNumber) rowByNhsNumber_.emplace(*entry.nhsNumber, row);
  for (const SystemId& id : entry.identities) rowBySystemId_.emplace(id, row);
  if (person) {
    rowByPerson_.emplace(*person, row);
    personOfRow_.emplace(row, *person);
  }
  if (const auto name = nameLikenessOf(fullName(entry)); name != 0) {
    rowsByName_.emplace(name,
                        Alike<std::size_t>{row, likenessOf(fullName(entry), entry.birthDate)});
  }
  entries_.emplace(row, std::move(entry));
}

PersonEntry ImportMatcher::withoutNumbersOfOthers(PersonEntry entry,
                                                  const std::optional<PersonId>& person) const {
  const auto isOthers = [&](const std::optional<PersonId>& holder, const auto& rows,
                            const auto& number) {
    if (holder) return holder != person;
    const auto row = rows.find(number);
    if (row == rows.end()) return false;
    const auto theirs = personOfRow_.find(row->second);
    return theirs == personOfRow_.end() || theirs->second != person;
  };
  if (entry.nhsNumber && isOthers(personWithNhsNumber(reading_, *entry.nhsNumber), rowByNhsNumber_,
                                  *entry.nhsNumber)) {
    entry.nhsNumber.reset();
  }
  std::erase_if(entry.identities, [&](const SystemId& id) {
    return isOthers(personWithIdentity(reading_, id), rowBySystemId_, id);
  });
  return entry;
}

}  // namespace refocus::people
