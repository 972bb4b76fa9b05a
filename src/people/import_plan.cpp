#include <algorithm>

#include "people/import.hpp"
#include "people/import_match.hpp"
#include "people/import_place.hpp"

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

// What an entry is known by changes: worth a look, though it is taken.
void noteWhoChanges(const PersonEntry& before, const PersonEntry& after, PlannedRow& planned) {
  const auto note = [&](Msgid text, const std::string& from, const std::string& to) {
    if (from.empty() || from == to) return;
    planned.notes.emplace_back(text, std::vector<Sentence::Part>{{"before", from}, {"after", to}});
  };
  const auto born = [](const PersonEntry& entry) {
    return entry.birthDate ? entry.birthDate->text() : std::string();
  };
  note(Msgid("The name changes from {before} to {after}."), fullName(before), fullName(after));
  note(Msgid("The date of birth changes from {before} to {after}."), born(before), born(after));
}

void noteStanding(const CaseloadRow& row, PlannedRow& planned) {
  if (row.died == true && row.diedOn) {
    planned.notes.emplace_back(Msgid("The file says that this person died ({day})."),
                               std::vector<Sentence::Part>{{"day", row.diedOn->text()}});
  } else if (row.died == true) {
    planned.notes.emplace_back(Msgid("The file says that this person has died."));
  }
  if (row.replaced) {
    planned.notes.emplace_back(
        Msgid("The file says that another record has taken the place of this one."));
  }
  if (row.inactive == true) {
    planned.notes.emplace_back(Msgid("The file says that this record is no longer in use."));
  }
}

class Planner {
 public:
  Planner(Reading& reading, Directory& directory, const ImportOptions& options)
      : options_(options),
        matcher_(reading, *directory.names(reading)),
        places_(reading, options) {}

  /// The row after those planned before it.
  PlannedRow plan(const CaseloadRow& row, const ImportPlan& before);

 private:
  void planFate(const CaseloadRow& row, const ImportPlan& before, PlannedRow& planned);
  bool decide(Match& match, const ImportPlan& before, PlannedRow& planned) const;
  void leaveToDecide(const Match& match, const ImportPlan& before, PlannedRow& planned) const;
  [[nodiscard]] const PlannedRow* shownRow() const {
    return options_.shown == nullptr ? nullptr : &options_.shown->rows.at(self_);
  }
  [[nodiscard]] bool isAsShown(const Match& match) const;
  bool joinEarlierRow(const CaseloadRow& row, std::size_t earlier, const ImportPlan& before,
                      PlannedRow& planned) const;
  bool planEntry(const CaseloadRow& row, const Match& match, const ImportPlan& before,
                 PlannedRow& planned);
  void planPlace(const CaseloadRow& row, PlannedRow& planned);
  // Whether the row may have a number that is somebody else's, though it is settled: a bare id
  // beside better ones, or what somebody decided.
  [[nodiscard]] bool mayHoldOthers(const PersonEntry& said) const {
    return options_.decisions.contains(self_) || std::ranges::any_of(said.identities, isBare);
  }

  const ImportOptions& options_;
  ImportMatcher matcher_;
  ImportPlaces places_;
  std::size_t self_ = 0;  // place in the plan of the row that is being planned
  PersonEntry entry_;     // what it leaves behind
};

Sentence ofEarlierRow(Msgid text, const ImportPlan& plan, std::size_t row) {
  const PlannedRow& earlier = plan.rows.at(row);
  return Sentence(text,
                  {{"file", plan.files.at(earlier.file)}, {"line", std::to_string(earlier.line)}});
}

void Planner::leaveToDecide(const Match& match, const ImportPlan& before,
                            PlannedRow& planned) const {
  planned.fate = RowFate::toDecide;
  if (match.stored) {
    planned.person = match.person;
    planned.against = match.stored->number;
    planned.known = match.stored->entry;
  } else if (match.row) {
    planned.known = matcher_.entryOfRow(*match.row);
    planned.notes.push_back(
        ofEarlierRow(Msgid("It is compared with line {line} of {file}."), before, *match.row));
  }
  if (match.why) planned.notes.emplace_back(*match.why);
}

constexpr Msgid kShownOtherwise("The record is not as it was when you looked at it. Look again.");

// Whether the record that a row would change is the one, and says what, somebody saw it say.
bool Planner::isAsShown(const Match& match) const {
  const PlannedRow* shown = shownRow();
  if (shown == nullptr || options_.decisions.contains(self_)) return true;
  return shown->person == match.person && shown->against == match.stored->number;
}

// Whether the row is settled, by itself or by what somebody decided: the match says how.
bool Planner::decide(Match& match, const ImportPlan& before, PlannedRow& planned) const {
  if (match.who != Match::Who::open) return true;
  const auto decision = options_.decisions.find(self_);
  if (decision == options_.decisions.end()) {
    leaveToDecide(match, before, planned);
    return false;
  }
  const auto& [kind, with, against] = decision->second;
  const bool isOfThis =
      match.stored ? with == match.person && against == match.stored->number : with == PersonId{};
  if (isOfThis && kind == Decision::Kind::add) {
    match = {};
    return true;
  }
  if (isOfThis && match.stored) {
    match.who = Match::Who::known;
    return true;
  }
  planned.notes.emplace_back(kShownOtherwise);
  leaveToDecide(match, before, planned);
  return false;
}

bool Planner::joinEarlierRow(const CaseloadRow& row, std::size_t earlier, const ImportPlan& before,
                             PlannedRow& planned) const {
  const PersonEntry& entry = matcher_.entryOfRow(earlier);
  if (merged(entry, row) != entry) {
    planned.notes.push_back(
        ofEarlierRow(Msgid("Line {line} of {file} is the same person, but says other things of "
                           "them."),
                     before, earlier));
    return false;
  }
  planned.samePersonAs = earlier;
  planned.person = before.rows.at(earlier).person;
  return true;
}

bool Planner::planEntry(const CaseloadRow& row, const Match& match, const ImportPlan& before,
                        PlannedRow& planned) {
  if (match.who == Match::Who::nobody) {
    if (row.replaced) {
      planned.notes.emplace_back(Msgid("Nobody joins by a record that was replaced."));
      return false;
    }
    entry_ = mayHoldOthers(*planned.said)
                 ? matcher_.withoutNumbersOfOthers(*planned.said, std::nullopt)
                 : *planned.said;
    planned.save = entry_;
    planned.version = 1;
  } else {
    planned.person = match.person;
    planned.version = planned.against = match.stored->number;
    entry_ = merged(match.stored->entry, row);
    if (mayHoldOthers(*planned.said)) {
      entry_ = matcher_.withoutNumbersOfOthers(std::move(entry_), match.person);
    }
    if (entry_ != match.stored->entry) {
      if (!isAsShown(match)) {
        planned.notes.emplace_back(kShownOtherwise);
        leaveToDecide(match, before, planned);
        return false;
      }
      noteWhoChanges(match.stored->entry, entry_, planned);
      planned.known = match.stored->entry;
      planned.save = entry_;
      ++planned.version;
    }
  }
  if (planned.save && !fits(*planned.save)) {
    planned.notes.emplace_back(Msgid("A field is longer than an entry can hold."));
    return false;
  }
  return true;
}

void Planner::planPlace(const CaseloadRow& row, PlannedRow& planned) {
  if (standingOf(entry_) == Standing::inUse) {
    places_.plan(row, self_, planned);
    return;
  }
  planned.notes.emplace_back(
      Msgid("The record is marked as over: the person is not put on a caseload."));
  places_.noteHeldPlaces(planned);
}

void Planner::planFate(const CaseloadRow& row, const ImportPlan& before, PlannedRow& planned) {
  noteStanding(row, planned);
  Match match = matcher_.find(*planned.said);
  if (!decide(match, before, planned)) return;
  if (match.who == Match::Who::earlierRow) {
    if (!joinEarlierRow(row, *match.row, before, planned)) return;
    entry_ = matcher_.entryOfRow(*match.row);
  } else if (!planEntry(row, match, before, planned)) {
    return;
  }
  planned.fate = match.who == Match::Who::nobody ? RowFate::added : RowFate::same;
  planPlace(row, planned);
  const bool doesSomething = planned.save || planned.addPlace || planned.changePlace;
  if (planned.fate == RowFate::same && doesSomething) planned.fate = RowFate::changed;
}

PlannedRow Planner::plan(const CaseloadRow& row, const ImportPlan& before) {
  self_ = before.rows.size();
  // What was done stands in the database, where the rows after it find it.
  if (shownRow() != nullptr && shownRow()->isDone) return *shownRow();
  PlannedRow planned{.file = before.files.size() - 1,
                     .line = row.line,
                     .index = row.index,
                     .name = row.fullName(),
                     .said = entryOf(row),
                     .notes = row.warnings};
  planFate(row, before, planned);
  if (planned.fate == RowFate::refused) {
    planned.save.reset();
    planned.known.reset();
    planned.samePersonAs.reset();
    planned.held.clear();
  } else if (planned.fate != RowFate::toDecide && !planned.samePersonAs) {
    matcher_.remember(self_, planned.person, entry_);
  }
  if (planned.fate != RowFate::toDecide) planned.said.reset();
  return planned;
}

}  // namespace

std::size_t ImportPlan::count(RowFate fate) const {
  return static_cast<std::size_t>(std::ranges::count(rows, fate, &PlannedRow::fate));
}

std::vector<ReadFile> readFiles(std::span<const ImportFile> files, Date today) {
  std::vector<ReadFile> read;
  read.reserve(files.size());
  for (const ImportFile& file : files) {
    read.push_back({file.name, file.content, surveyCaseload(file.content, today)});
  }
  return read;
}

void noteCompared(Reading& reading, std::span<const PlannedRow* const> shown) {
  constexpr std::size_t kAtOnce = 50;  // as many as a page shows
  std::string ids;
  std::size_t count = 0;
  const auto note = [&] {
    if (count > 0) reading.note("entry-compared", {}, ids);
    ids.clear();
    count = 0;
  };
  for (const PlannedRow* row : shown) {
    if (!row->known || !row->person) continue;
    ids += (count == 0 ? "" : " ") + row->person->text();
    if (++count == kAtOnce) note();
  }
  note();
}

ImportPlan planImport(Reading& reading, Directory& directory, std::span<const ReadFile> files,
                      const ImportOptions& options) {
  access::require(reading.actor(), Permission::importCaseload);
  const Date today = londonDate(reading.now());
  ImportPlan plan;
  Planner planner(reading, directory, options);
  std::size_t records = 0;
  for (const ReadFile& file : files) records += file.survey ? file.survey->records : 0;
  plan.rows.reserve(records);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const ReadFile& file = files[i];
    plan.files.push_back(file.name);
    if (!file.survey) {
      plan.unreadable.push_back({file.name, file.survey.error().line, file.survey.error().reason});
      continue;
    }
    readCaseload(file.content, *file.survey, today, [&](const CaseloadStep& step) {
      plan.rows.push_back(step ? planner.plan(*step, plan)
                               : PlannedRow{.file = i,
                                            .line = step.error().line,
                                            .index = step.error().index,
                                            .notes = {step.error().reason}});
    });
    for (const std::string& column : file.survey->ignoredColumns) {
      plan.ignoredColumns.push_back(column);
    }
    for (const Sentence& note : file.survey->notes) plan.fileNotes.push_back({file.name, note});
    plan.otherResources += file.survey->otherResources;
  }
  return plan;
}

}  // namespace refocus::people
