#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/text.hpp"
#include "people/account.hpp"
#include "people/import.hpp"
#include "people/person_store.hpp"
#include "people/team_store.hpp"

namespace refocus::people {
namespace {

using access::Permission;
using record::Reading;

constexpr std::size_t kMaxBytesOfCharacter = 4;

bool fits(const PersonEntry& entry) {
  for (const std::string* field :
       {&entry.familyName, &entry.givenNames, &entry.preferredName, &entry.pronouns,
        &entry.language, &entry.phone, &entry.email, &entry.postcode}) {
    if (field->size() > kMaxEntryField * kMaxBytesOfCharacter) return false;
  }
  return entry.address.size() <= kMaxEntryAddress * kMaxBytesOfCharacter;
}

/// Who is known by what: people of the database and rows of this import.
class Likenesses {
 public:
  explicit Likenesses(const TrustNames& names) {
    for (const auto& card : names.byId()) {
      if (card->likeness() != 0) full_.emplace(card->likeness(), card->person());
      if (card->nameLikeness() != 0) {
        byName_.emplace(card->nameLikeness(), NameOnly{card->person(), card->likeness() != 0});
      }
    }
  }

  /// Somebody of the same name and whole date of birth.
  [[nodiscard]] std::vector<PersonId> sameNameAndBirth(std::uint64_t likeness) const {
    std::vector<PersonId> found;
    const auto [begin, end] = full_.equal_range(likeness);
    if (likeness == 0) return found;
    for (auto at = begin; at != end; ++at) found.push_back(at->second);
    return found;
  }
  /// Somebody of the same name where a date of birth is missing on either side, so that nothing
  /// tells them apart.
  [[nodiscard]] std::optional<PersonId> sameNameUndated(std::uint64_t name, bool isDated) const {
    const auto [begin, end] = byName_.equal_range(name);
    if (name == 0) return std::nullopt;
    for (auto at = begin; at != end; ++at) {
      if (!isDated || !at->second.isDated) return at->second.person;
    }
    return std::nullopt;
  }

 private:
  struct NameOnly {
    PersonId person;
    bool isDated;
  };
  std::unordered_multimap<std::uint64_t, PersonId> full_;
  std::unordered_multimap<std::uint64_t, NameOnly> byName_;
};

class Planner {
 public:
  Planner(Reading& reading, Directory& directory, const ImportOptions& options)
      : reading_(reading),
        options_(options),
        today_(londonDate(reading.now())),
        known_(*directory.names(reading)) {
    for (const Team& one : teams(reading)) teams_.emplace(foldedForSearch(one.name), one.id);
  }

  /// The row in the plan after those planned before it.
  PlannedRow plan(const CaseloadRow& row, const std::vector<PlannedRow>& before);

 private:
  enum class Match { known, earlierRow, nobody, refused };

  Match match(const CaseloadRow& row, const std::vector<PlannedRow>& before, PlannedRow& planned);
  bool matchKnown(const CaseloadRow& row, PlannedRow& planned);
  bool isLikeSomebody(const CaseloadRow& row, PlannedRow& planned);
  bool isLikeEarlierRow(const CaseloadRow& row, const std::vector<PlannedRow>& before,
                        PlannedRow& planned);
  bool planEntry(const CaseloadRow& row, PlannedRow& planned);
  void planFate(const CaseloadRow& row, const std::vector<PlannedRow>& before, PlannedRow& planned);
  void planPlace(const CaseloadRow& row, PlannedRow& planned);
  void planPlaceOfKnown(const CaseloadRow& row, const NewPlace& wanted, PlannedRow& planned);
  std::optional<TeamId> teamOf(const CaseloadRow& row, PlannedRow& planned) const;
  std::optional<WorkerId> keyWorkerOf(const CaseloadRow& row, PlannedRow& planned);
  void remember(const CaseloadRow& row, const PlannedRow& planned);

  Reading& reading_;
  const ImportOptions& options_;
  Date today_;
  Likenesses known_;
  std::size_t self_ = 0;  // place in the plan of the row that is being planned
  std::map<std::string, TeamId> teams_;
  std::map<std::string, std::optional<WorkerId>> workers_;
  // Rows of this import, by what they are known by.
  std::map<std::string, std::size_t, std::less<>> rowByNhsNumber_;
  std::map<SystemId, std::size_t> rowBySystemId_;
  std::map<PersonId, std::size_t> rowByPerson_;
  std::map<std::uint64_t, std::size_t> rowByLikeness_;
  std::map<std::uint64_t, std::size_t> rowByName_;
  std::map<std::size_t, PersonEntry> entryOfRow_;
  std::map<std::size_t, std::vector<TeamId>> teamsOfRow_;
};

Sentence earlierRow(Msgid text, const PlannedRow& earlier) {
  return Sentence(text, {{"line", std::to_string(earlier.line)}});
}

bool Planner::matchKnown(const CaseloadRow& row, PlannedRow& planned) {
  std::vector<PersonId> found;
  const auto add = [&](const std::optional<PersonId>& person) {
    if (person && std::ranges::find(found, *person) == found.end()) found.push_back(*person);
  };
  if (row.identity.nhsNumber) add(personWithNhsNumber(reading_, *row.identity.nhsNumber));
  for (const SystemId& id : row.identity.systemIds) add(personWithIdentity(reading_, id));
  if (found.size() > 1) {
    planned.notes.emplace_back(
        Msgid("Its NHS number and its ids belong to different people. Find out who it is."));
    return false;
  }
  if (!found.empty()) planned.person = found.front();
  return true;
}

bool Planner::isLikeSomebody(const CaseloadRow& row, PlannedRow& planned) {
  const std::uint64_t likeness = likenessOf(row.fullName(), row.birthDate);
  for (const PersonId& person : known_.sameNameAndBirth(likeness)) {
    const auto entry = stored::entryOf(reading_, person);
    // Two different NHS numbers are two people, however alike.
    if (entry && entry->entry.nhsNumber && row.identity.nhsNumber &&
        entry->entry.nhsNumber != row.identity.nhsNumber) {
      continue;
    }
    planned.person = person;
    planned.notes.emplace_back(
        Msgid("Somebody with this name and date of birth is known already. Compare the two, and "
              "add the NHS number or the id to the one or the other."));
    return true;
  }
  if (!row.identity.empty()) return false;
  planned.person = known_.sameNameUndated(nameLikenessOf(row.fullName()), likeness != 0);
  if (!planned.person) return false;
  planned.notes.emplace_back(
      Msgid("Somebody with this name is known already, and no NHS number, id or date of birth "
            "tells them apart."));
  return true;
}

bool Planner::isLikeEarlierRow(const CaseloadRow& row, const std::vector<PlannedRow>& before,
                               PlannedRow& planned) {
  const std::uint64_t likeness = likenessOf(row.fullName(), row.birthDate);
  auto found = likeness == 0 ? rowByLikeness_.end() : rowByLikeness_.find(likeness);
  if (found == rowByLikeness_.end() && row.identity.empty() && likeness == 0) {
    const auto named = rowByName_.find(nameLikenessOf(row.fullName()));
    if (named == rowByName_.end()) return false;
    planned.notes.push_back(
        earlierRow(Msgid("Line {line} has the same name, and nothing tells them apart."),
                   before[named->second]));
    return true;
  }
  if (found == rowByLikeness_.end()) return false;
  const auto& earlier = entryOfRow_.at(found->second);
  if (earlier.nhsNumber && row.identity.nhsNumber && earlier.nhsNumber != row.identity.nhsNumber) {
    return false;
  }
  planned.notes.push_back(
      earlierRow(Msgid("Line {line} has the same name and date of birth."), before[found->second]));
  return true;
}

Planner::Match Planner::match(const CaseloadRow& row, const std::vector<PlannedRow>& before,
                              PlannedRow& planned) {
  if (!matchKnown(row, planned)) return Match::refused;
  std::optional<std::size_t> earlier;
  const auto note = [&](const auto& map, const auto& key) {
    const auto found = map.find(key);
    if (found != map.end() && !earlier) earlier = found->second;
  };
  if (planned.person) note(rowByPerson_, *planned.person);
  if (row.identity.nhsNumber) note(rowByNhsNumber_, row.identity.nhsNumber->digits());
  for (const SystemId& id : row.identity.systemIds) note(rowBySystemId_, id);
  if (!earlier) return planned.person ? Match::known : Match::nobody;
  const PersonEntry& entry = entryOfRow_.at(*earlier);
  if (merged(entry, row) != entry) {
    planned.notes.push_back(earlierRow(
        Msgid("Line {line} is the same person, but says other things of them."), before[*earlier]));
    return Match::refused;
  }
  planned.samePersonAs = earlier;
  planned.person = before[*earlier].person;
  return Match::earlierRow;
}

bool Planner::planEntry(const CaseloadRow& row, PlannedRow& planned) {
  if (!planned.person) {
    planned.save = entryOf(row);
    planned.version = 1;
  } else {
    const auto stored = stored::entryOf(reading_, *planned.person);
    if (!stored) return false;
    const auto& number = stored->entry.nhsNumber;
    if (number && row.identity.nhsNumber && number != row.identity.nhsNumber) {
      planned.notes.emplace_back(
          Msgid("Its id belongs to somebody with another NHS number. Find out who it is."));
      return false;
    }
    PersonEntry entry = merged(stored->entry, row);
    if (entry != stored->entry) {
      planned.save = std::move(entry);
      planned.version = stored->number + 1;
    } else {
      planned.version = stored->number;
    }
  }
  if (planned.save && !fits(*planned.save)) {
    planned.notes.emplace_back(Msgid("A field is longer than an entry can hold."));
    return false;
  }
  return true;
}

std::optional<TeamId> Planner::teamOf(const CaseloadRow& row, PlannedRow& planned) const {
  if (row.team.empty()) {
    if (!options_.team) {
      planned.notes.emplace_back(Msgid("It names no team, and no team was chosen for such rows."));
    }
    return options_.team;
  }
  const auto found = teams_.find(foldedForSearch(row.team));
  if (found != teams_.end()) return found->second;
  planned.notes.emplace_back(
      Msgid("There is no team called {team}. Make the team first, or correct the file."),
      std::vector<Sentence::Part>{{"team", row.team}});
  return std::nullopt;
}

std::optional<WorkerId> Planner::keyWorkerOf(const CaseloadRow& row, PlannedRow& planned) {
  if (row.keyWorker.empty()) return std::nullopt;
  const auto [at, isNew] = workers_.try_emplace(foldedEmail(row.keyWorker));
  if (isNew) {
    at->second = reading_.sql().first(
        R"(SELECT worker
             FROM account
            WHERE trust = $1 AND email_index = $2 AND worker IS NOT NULL)",
        {reading_.trust(), emailIndex(reading_.keys(), row.keyWorker)},
        [](const database::Row& found) { return found.id<WorkerId>(0); });
  }
  if (!at->second) {
    planned.notes.emplace_back(
        Msgid("No worker has the e-mail address {email}: there will be no key worker."),
        std::vector<Sentence::Part>{{"email", row.keyWorker}});
  }
  return at->second;
}

void Planner::planPlaceOfKnown(const CaseloadRow& row, const NewPlace& wanted,
                               PlannedRow& planned) {
  for (const CaseloadPlace& place : placesOf(reading_, *planned.person)) {
    if (place.team != wanted.team) continue;
    const bool isThisPlace = place.isHeldOn(today_) ||
                             (wanted.until && place.until == wanted.until) ||
                             (row.from && place.from == *row.from);
    if (!isThisPlace) continue;
    const auto keyWorker = wanted.keyWorker ? wanted.keyWorker : place.keyWorker;
    const auto until = wanted.until ? wanted.until : place.until;
    if (keyWorker == place.keyWorker && until == place.until) return;
    if (until && *until < place.from) {
      planned.notes.emplace_back(
          Msgid("It leaves the caseload before the day on which it joined: the place stays."));
      return;
    }
    planned.changePlace = place.id;
    planned.keyWorker = keyWorker;
    planned.until = until;
    return;
  }
  planned.addPlace = wanted;
}

void Planner::planPlace(const CaseloadRow& row, PlannedRow& planned) {
  if (row.inactive || row.deceased) {
    planned.notes.emplace_back(
        Msgid("The file marks it as no longer in use: the person is not put on a caseload."));
    return;
  }
  const auto team = teamOf(row, planned);
  if (!team) {
    planned.fate = RowFate::refused;
    return;
  }
  NewPlace wanted{.team = *team,
                  .person = {},
                  .keyWorker = keyWorkerOf(row, planned),
                  .from = row.from.value_or(today_),
                  .until = row.to};
  if (wanted.until && *wanted.until < wanted.from) {
    if (row.from) {
      planned.notes.emplace_back(Msgid("It leaves the caseload before it joins."));
      planned.fate = RowFate::refused;
      return;
    }
    wanted.from = *wanted.until;
  }
  auto& placed = teamsOfRow_[planned.samePersonAs.value_or(self_)];
  if (std::ranges::find(placed, *team) != placed.end()) return;
  placed.push_back(*team);
  if (planned.person) {
    planPlaceOfKnown(row, wanted, planned);
  } else {
    planned.addPlace = wanted;
  }
}

void Planner::remember(const CaseloadRow& row, const PlannedRow& planned) {
  if (planned.samePersonAs) return;
  PersonEntry entry =
      planned.save ? *planned.save : stored::entryOf(reading_, *planned.person)->entry;
  if (entry.nhsNumber) rowByNhsNumber_.emplace(entry.nhsNumber->digits(), self_);
  for (const SystemId& id : entry.identities) rowBySystemId_.emplace(id, self_);
  if (planned.person) rowByPerson_.emplace(*planned.person, self_);
  if (const auto likeness = likenessOf(row.fullName(), row.birthDate); likeness != 0) {
    rowByLikeness_.emplace(likeness, self_);
  }
  if (const auto name = nameLikenessOf(row.fullName()); name != 0) rowByName_.emplace(name, self_);
  entryOfRow_.emplace(self_, std::move(entry));
}

void Planner::planFate(const CaseloadRow& row, const std::vector<PlannedRow>& before,
                       PlannedRow& planned) {
  const Match found = match(row, before, planned);
  if (found == Match::refused) return;
  if (found == Match::nobody &&
      (isLikeSomebody(row, planned) || isLikeEarlierRow(row, before, planned))) {
    planned.fate = RowFate::possibleDuplicate;
    return;
  }
  if (found != Match::earlierRow && !planEntry(row, planned)) return;
  planned.fate = found == Match::nobody ? RowFate::added : RowFate::same;
  planPlace(row, planned);
  const bool doesSomething = planned.save || planned.addPlace || planned.changePlace;
  if (planned.fate == RowFate::same && doesSomething) planned.fate = RowFate::changed;
}

PlannedRow Planner::plan(const CaseloadRow& row, const std::vector<PlannedRow>& before) {
  self_ = before.size();
  PlannedRow planned{
      .line = row.line, .index = row.index, .name = row.fullName(), .notes = row.warnings};
  planFate(row, before, planned);
  if (planned.fate == RowFate::refused) {
    planned.save.reset();
    planned.samePersonAs.reset();
  } else if (planned.fate != RowFate::possibleDuplicate) {
    remember(row, planned);
  }
  return planned;
}

}  // namespace

std::size_t ImportPlan::count(RowFate fate) const {
  return static_cast<std::size_t>(std::ranges::count(rows, fate, &PlannedRow::fate));
}

std::vector<ReadFile> readFiles(std::span<const ImportFile> files) {
  std::vector<ReadFile> read;
  read.reserve(files.size());
  for (const ImportFile& file : files) read.push_back({file.name, readCaseload(file.content)});
  return read;
}

ImportPlan planImport(Reading& reading, Directory& directory, std::span<const ReadFile> files,
                      const ImportOptions& options) {
  access::require(reading.actor(), Permission::importCaseload);
  ImportPlan plan;
  Planner planner(reading, directory, options);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const ReadFile& file = files[i];
    plan.files.push_back(file.name);
    if (!file.content) {
      plan.unreadable.push_back(
          {file.name, file.content.error().line, file.content.error().reason});
      continue;
    }
    for (const CaseloadRow& row : file.content->rows) {
      PlannedRow planned = planner.plan(row, plan.rows);
      planned.file = i;
      plan.rows.push_back(std::move(planned));
    }
    for (const RowProblem& problem : file.content->problems) {
      plan.rows.push_back(
          {.file = i, .line = problem.line, .index = problem.index, .notes = {problem.reason}});
    }
    for (const std::string& column : file.content->ignoredColumns) {
      plan.ignoredColumns.push_back(column);
    }
    plan.otherResources += file.content->otherResources;
  }
  return plan;
}

}  // namespace refocus::people
