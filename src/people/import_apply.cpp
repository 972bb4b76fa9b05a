#include <fmt/format.h>

#include "base/fault.hpp"
#include "people/import.hpp"
#include "people/person_store.hpp"

namespace refocus::people {
namespace {

// Makes the new people; the ids stand at their rows' places, nil elsewhere.
std::vector<PersonId> addPeople(record::Writing& writing, const ImportPlan& plan) {
  std::vector<PersonEntry> entries;
  for (const PlannedRow& row : plan.rows) {
    if (row.fate == RowFate::added) entries.push_back(*row.save);
  }
  const std::vector<PersonId> made = makePeople(writing, entries);
  std::vector<PersonId> byRow(plan.rows.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    if (plan.rows[i].fate == RowFate::added) byRow[i] = made[next++];
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
    if (row.fate != RowFate::added && row.fate != RowFate::changed) continue;
    if (row.fate == RowFate::changed && row.save) changeEntry(writing, row);
    if (row.changePlace) changePlace(writing, *row.changePlace, row.keyWorker, row.until);
    if (!row.addPlace) continue;
    NewPlace place = *row.addPlace;
    place.person = row.person ? *row.person : added[row.samePersonAs.value_or(i)];
    places.push_back(place);
  }
  addToCaseload(writing, places);
  writing.note("caseload-imported", {},
               fmt::format("added {}, changed {}, same {}, possible duplicates {}, refused {}",
                           plan.count(RowFate::added), plan.count(RowFate::changed),
                           plan.count(RowFate::same), plan.count(RowFate::possibleDuplicate),
                           plan.count(RowFate::refused)));
}

ImportPlan importCaseload(record::Book& book, Directory& directory, const access::Actor& actor,
                          std::span<const ReadFile> files, const ImportOptions& options,
                          const std::function<void(const PlannedRow&)>& report) {
  ImportPlan plan = book.write(actor, [&](record::Writing& writing) {
    ImportPlan made = planImport(writing, directory, files, options);
    applyImport(writing, made);
    return made;
  });
  if (report) {
    for (const PlannedRow& row : plan.rows) report(row);
  }
  return plan;
}

}  // namespace refocus::people
