#include "people/who_is_who.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "base/text.hpp"
#include "people/directory.hpp"

namespace refocus::people {
namespace {

// What the numbers of two people say of each other.
struct Numbers {
  bool shareANumber = false;      // NHS number, or an identifier with its system
  bool shareABareId = false;      // Patient.id
  bool contradict = false;        // two NHS numbers, or two of one system and none in common
  bool differInNhs = false;       // two NHS numbers
  bool haveOtherSystems = false;  // both are known by identifiers with systems
};

bool hasSystem(const PersonEntry& entry) {
  return entry.nhsNumber || !std::ranges::all_of(entry.identities, isBare);
}

bool holds(const PersonEntry& entry, const SystemId& id) {
  return std::ranges::find(entry.identities, id) != entry.identities.end();
}

// Both have numbers of this id's system, and none of them is the same.
bool differIn(std::string_view system, const PersonEntry& one, const PersonEntry& other) {
  const auto isOfIt = [&](const SystemId& id) { return id.system == system; };
  if (!std::ranges::any_of(other.identities, isOfIt)) return false;
  return std::ranges::none_of(one.identities,
                              [&](const SystemId& id) { return isOfIt(id) && holds(other, id); });
}

Numbers numbersOf(const PersonEntry& one, const PersonEntry& other) {
  Numbers found;
  const bool bothNhs = one.nhsNumber && other.nhsNumber;
  found.differInNhs = bothNhs && *one.nhsNumber != *other.nhsNumber;
  found.shareANumber = bothNhs && !found.differInNhs;
  found.contradict = found.differInNhs;
  for (const SystemId& id : one.identities) {
    if (isBare(id)) {
      // Two bare ids that differ say nothing: they may be of two servers.
      found.shareABareId = found.shareABareId || holds(other, id);
    } else {
      found.shareANumber = found.shareANumber || holds(other, id);
      found.contradict = found.contradict || differIn(id.system, one, other);
    }
  }
  found.haveOtherSystems = hasSystem(one) && hasSystem(other) && !found.shareANumber;
  return found;
}

Verdict byNumber(const Numbers& numbers, const PersonEntry& one, const PersonEntry& other) {
  const bool otherName = namesDiffer(one, other);
  const bool otherBirth = birthsDiffer(one, other);
  if (numbers.contradict) return {Sameness::clash, Ground::differentNumber};
  if (otherName && otherBirth) return {Sameness::clash, Ground::differentPerson};
  if (numbers.shareANumber) return {Sameness::same, Ground::number};
  // A bare id stands for little: any doubt, and identifiers with systems weigh more.
  if (numbers.haveOtherSystems && (otherName || otherBirth)) {
    return {Sameness::clash, Ground::otherSystems};
  }
  return {Sameness::same, Ground::bareId};
}

bool haveOneName(const PersonEntry& one, const PersonEntry& other) {
  const std::string name = foldedForSearch(fullName(one));
  return !name.empty() && name == foldedForSearch(fullName(other));
}

bool isWhole(const std::optional<PartialDate>& date) {
  return date && date->earliest() == date->latest();
}

Verdict byLikeness(const PersonEntry& one, const PersonEntry& other) {
  if (!haveOneName(one, other) || birthsDiffer(one, other)) return {};
  if (isWhole(one.birthDate) && isWhole(other.birthDate)) {
    return {Sameness::possible, Ground::nameAndBirth};
  }
  // A name alone is a likeness only where one of them is known by nothing else.
  const bool isNameless =
      (!one.nhsNumber && one.identities.empty()) || (!other.nhsNumber && other.identities.empty());
  if (isNameless) return {Sameness::possible, Ground::nameAlone};
  return {};
}

std::set<std::string> wordsOfName(const PersonEntry& entry) {
  std::string all =
      foldedForSearch(entry.givenNames + ' ' + entry.familyName + ' ' + entry.preferredName);
  std::erase(all, '\'');  // so that O'Neill is ONeill; searched for, each of its parts is a word
  all = searchWords(all);
  std::set<std::string> words;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find(' ', begin), all.size());
    if (end > begin) words.insert(all.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

}  // namespace

bool isBare(const SystemId& id) { return id.system == kFhirSystem; }

bool namesDiffer(const PersonEntry& one, const PersonEntry& other) {
  const auto first = wordsOfName(one);
  const auto second = wordsOfName(other);
  return !std::ranges::includes(first, second) && !std::ranges::includes(second, first);
}

bool birthsDiffer(const PersonEntry& one, const PersonEntry& other) {
  const auto& first = one.birthDate;
  const auto& second = other.birthDate;
  return first && second &&
         (first->latest() < second->earliest() || second->latest() < first->earliest());
}

Verdict whoIsWho(const PersonEntry& one, const PersonEntry& other) {
  const Numbers numbers = numbersOf(one, other);
  if (numbers.shareANumber || numbers.shareABareId) return byNumber(numbers, one, other);
  // Two different NHS numbers are two people, however alike.
  if (numbers.differInNhs) return {Sameness::different, Ground::differentNumber};
  return byLikeness(one, other);
}

Msgid whyOpen(const Verdict& verdict) {
  switch (verdict.ground) {
    case Ground::differentNumber:
      return Msgid(
          "One number is the same, another is not. One of them is wrong, or these are two "
          "people.");
    case Ground::differentPerson:
      return Msgid(
          "A number is the same, but the name and the date of birth are both different. "
          "Is it one person?");
    case Ground::otherSystems:
      return Msgid(
          "Only the id of a FHIR server is the same, which another server may have given "
          "to somebody else. Is it one person?");
    case Ground::nameAndBirth:
      return Msgid("The name and the date of birth are the same. No number is. Is it one person?");
    default:
      return Msgid(
          "The name is the same, and no number or date of birth tells them apart. Is it "
          "one person?");
  }
}

}  // namespace refocus::people
