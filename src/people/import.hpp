// Storing a caseload that was read from files. First a plan: what each row would do, nothing
// changed; then the same plan made again and carried out in one transaction. Importing twice
// changes nothing.
//
// Who is who: the NHS number, else an id that another system gave; else a row that is like somebody
// who is there already (name and date of birth) is listed, not imported. A row that fits nobody is
// a new person. What a row leaves empty takes nothing away from an entry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "people/caseload_file.hpp"
#include "people/caseload_store.hpp"
#include "people/directory.hpp"
#include "people/person.hpp"
#include "record/book.hpp"

namespace refocus::people {

struct ImportFile {
  std::string name;
  std::string_view content;  ///< outlives the import
};

struct ImportOptions {
  std::optional<TeamId> team;  ///< for rows that name none
};

enum class RowFate {
  added,              ///< a new person
  changed,            ///< somebody known, with a changed entry or place on a caseload
  same,               ///< somebody known, and nothing new
  possibleDuplicate,  ///< like somebody known or another row: left for a person to decide
  refused,            ///< cannot be imported as it is
};

/// What becomes of one row.
struct PlannedRow {
  std::size_t file = 0;  ///< place in the files
  std::size_t line = 0;
  std::size_t index = 0;
  std::string name;  ///< as the file has it; for the administrator who brought it
  RowFate fate = RowFate::refused;
  std::optional<PersonId> person;           ///< known already, or like this one
  std::optional<std::size_t> samePersonAs;  ///< an earlier row of the plan
  std::optional<PersonEntry> save;          ///< the entry to store
  std::int64_t version = 0;                 ///< its number
  std::optional<NewPlace> addPlace;         ///< its person is filled in when it is carried out
  std::optional<PlaceId> changePlace;
  std::optional<WorkerId> keyWorker;  ///< of a changed place
  std::optional<Date> until;          ///< of a changed place
  std::vector<Sentence> notes;        ///< why refused, what is worth a look
};

/// A file of which nothing could be read.
struct UnreadableFile {
  std::string name;
  std::size_t line = 0;
  Sentence reason;
};

struct ImportPlan {
  std::vector<std::string> files;  ///< their names
  std::vector<PlannedRow> rows;  ///< of all files, in their order, those refused by the reader too
  std::vector<UnreadableFile> unreadable;
  std::vector<std::string> ignoredColumns;
  std::size_t otherResources = 0;  ///< FHIR resources that are no Patient

  [[nodiscard]] std::size_t count(RowFate fate) const;
};

/// What files hold, read once for both steps.
struct ReadFile {
  std::string name;
  std::expected<CaseloadFile, RowProblem> content;
};
[[nodiscard]] std::vector<ReadFile> readFiles(std::span<const ImportFile> files);

/// What importing would do. Needs importCaseload. Changes nothing.
[[nodiscard]] ImportPlan planImport(record::Reading& reading, Directory& directory,
                                    std::span<const ReadFile> files, const ImportOptions& options);

/// Does what a plan says; the plan must have been made in this same writing.
void applyImport(record::Writing& writing, const ImportPlan& plan);

/// Both, in one transaction; the plan that was carried out comes back. `report` (which may be
/// empty) is told each row's fate once all is on disk. The page and `refocus import caseload` call
/// this.
[[nodiscard]] ImportPlan importCaseload(record::Book& book, Directory& directory,
                                        const access::Actor& actor, std::span<const ReadFile> files,
                                        const ImportOptions& options,
                                        const std::function<void(const PlannedRow&)>& report = {});

}  // namespace refocus::people
