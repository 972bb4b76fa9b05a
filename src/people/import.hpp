// Storing a caseload that was read from files. First a plan: what each row would do, nothing
// changed; then the same plan made again and carried out in one transaction. Importing twice
// changes nothing.
//
// Who is who, who_is_who.hpp says. A row that a person has to decide changes nothing until they do;
// a row that fits nobody is a new person. What a row leaves empty takes nothing away from an entry.
//
// Who presses "Import now" has seen each record as it stood then. A row whose record says something
// else by now is listed anew, so that what was corrected in between is not written over unseen; and
// a row that was carried out is not carried out again when others are decided later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
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

/// What somebody decided of a row that was listed for them.
struct Decision {
  enum class Kind {
    join,  ///< one person: the row goes over the record
    add,   ///< two people: the row becomes a record of its own
  };
  Kind kind = Kind::add;
  PersonId with;  ///< whom it was shown beside (nil: another row); of anybody else it says nothing
  std::int64_t against = 0;  ///< the version of their entry that was shown; of another, too
};

struct ImportPlan;

struct ImportOptions {
  std::optional<TeamId> team;                      ///< for rows that name none
  std::map<std::size_t, Decision> decisions = {};  ///< by the row's place in the plan
  const ImportPlan* shown = nullptr;  ///< the plan of the same files that somebody looked at
};

enum class RowFate {
  added,     ///< a new person
  changed,   ///< somebody known, with a changed entry or place on a caseload
  same,      ///< somebody known, and nothing new
  toDecide,  ///< perhaps somebody known, or another row: left for a person to decide
  refused,   ///< cannot be imported as it is
};

/// A place on a caseload that somebody still holds whose record is over.
struct HeldPlace {
  PlaceId place;
  std::string team;
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
  std::int64_t against = 0;                 ///< the version of a known one's entry that was met
  std::optional<PersonEntry> known;  ///< the entry as it stands, where it is changed or compared
  std::optional<PersonEntry> said;   ///< what the row says, where somebody has to decide
  std::optional<NewPlace> addPlace;  ///< its person is filled in when it is carried out
  std::optional<PlaceId> changePlace;
  std::optional<WorkerId> keyWorker;  ///< of a changed place
  std::optional<Date> until;          ///< of a changed place
  std::vector<HeldPlace> held;        ///< of somebody whose record is over
  std::vector<Sentence> notes;        ///< why refused, what is worth a look
  bool isDone = false;                ///< by an earlier import of these files
};

/// A file of which nothing could be read.
struct UnreadableFile {
  std::string name;
  std::size_t line = 0;
  Sentence reason;
};

/// What is worth knowing of a file that was read.
struct FileNote {
  std::string name;
  Sentence note;
};

struct ImportPlan {
  std::vector<std::string> files;  ///< their names
  std::vector<PlannedRow> rows;  ///< of all files, in their order, those refused by the reader too
  std::vector<UnreadableFile> unreadable;
  std::vector<std::string> ignoredColumns;
  std::size_t otherResources = 0;  ///< FHIR resources that are no Patient
  std::vector<FileNote> fileNotes;

  [[nodiscard]] std::size_t count(RowFate fate) const;
};

/// A file that has been looked through. Its rows are read when they are planned, one by one, and
/// never kept.
struct ReadFile {
  std::string name;
  std::string_view content;  ///< outlives the import
  std::expected<CaseloadSurvey, RowProblem> survey;
};
[[nodiscard]] std::vector<ReadFile> readFiles(std::span<const ImportFile> files, Date today);

/// Leaves an audit entry of those whose details a plan shows beside a file's.
void noteCompared(record::Reading& reading, std::span<const PlannedRow* const> shown);

/// What importing would do. Needs importCaseload. Changes nothing.
[[nodiscard]] ImportPlan planImport(record::Reading& reading, Directory& directory,
                                    std::span<const ReadFile> files, const ImportOptions& options);

/// Does what a plan says and is not done; the plan must have been made in this same writing.
void applyImport(record::Writing& writing, const ImportPlan& plan);

/// Both, in one transaction; the plan that was carried out comes back, done but for the rows that
/// are left to decide. `report` (which may be empty) is told each row's fate once all is on disk.
/// The page and `refocus import caseload` call this.
[[nodiscard]] ImportPlan importCaseload(record::Book& book, Directory& directory,
                                        const access::Actor& actor, std::span<const ReadFile> files,
                                        const ImportOptions& options,
                                        const std::function<void(const PlannedRow&)>& report = {});

}  // namespace refocus::people
