#include <fmt/format.h>

#include <algorithm>

#include "base/fault.hpp"
#include "people/import.hpp"
#include "people/person_store.hpp"

namespace refocus::people {
namespace {

bool isToAdd(const PlannedRow& row) { return row.fate == RowFate::added && !row.isDone; }

// Makes the new people; the ids stand at their rows' places, nil elsewhere.
std::vector<PersonId> addPeople(record::Writing& writing, const ImportPlan& plan) {
  std::vector<PersonEntry> entries;
  for (const PlannedRow& row : plan.rows) {
    if (isToAdd(row)) entries.push_back(*row.save);
  }
  const std::vector<PersonId> made = makePeople(writing, entries);
  std::vector<PersonId> byRow(plan.rows.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    if (isToAdd(plan.rows[i])) byRow[i] = made[next++];
  }
  return byRow;
}

void changeEntry(record::Writing& writing, const PlannedRow& row) {
  const auto key = writing.keys().ofPerson(writing.sql(), writing.trust(), *row.person);
  stored::addVersion(writing, *row.person, key, row.version, *row.save);
}

}  // namespace

void applyImport(record::Writing& writing, const ImportPlan& plan) {
  access::require(writing.actor(), access::Permission::importCaseload);
  const std::vector<PersonId> added = addPeople(writing, plan);
  std::vector<NewPlace> places;
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const PlannedRow& row = plan.rows[i];
    if (row.isDone || (row.fate != RowFate::added && row.fate != RowFate::changed)) continue;
    if (row.fate == RowFate::changed && row.save) changeEntry(writing, row);
    if (row.changePlace) changePlace(writing, *row.changePlace, row.keyWorker, row.until);
    if (!row.addPlace) continue;
    NewPlace place = *row.addPlace;
    place.person = row.person ? *row.person : added[row.samePersonAs.value_or(i)];
    places.push_back(place);
  }
  addToCaseload(writing, places);
  const auto now = [&](RowFate fate) {
    return std::ranges::count_if(
        plan.rows, [&](const PlannedRow& row) { return row.fate == fate && !row.isDone; });
  };
  writing.note("caseload-imported", {},
               fmt::format("added {}, changed {}, same {}, to decide {}, refused {}",
                           now(RowFate::added), now(RowFate::changed), now(RowFate::same),
                           now(RowFate::toDecide), now(RowFate::refused)));
}

ImportPlan importCaseload(record::Book& book, Directory& directory, const access::Actor& actor,
                          std::span<const ReadFile> files, const ImportOptions& options,
                          const std::function<void(const PlannedRow&)>& report) {
  ImportPlan plan = book.write(actor, [&](record::Writing& writing) {
    ImportPlan made = planImport(writing, directory, files, options);
    applyImport(writing, made);
    return made;
  });
  for (PlannedRow& row : plan.rows) row.isDone = row.fate != RowFate::toDecide;
  if (report) {
    for (const PlannedRow& row : plan.rows) report(row);
  }
  return plan;
}

}  // namespace refocus::people
