// What a row of an import does to places on caseloads: its team, its key worker, its dates; and for
// those whose record is over, which places they still hold.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "people/import.hpp"
#include "people/key_worker.hpp"

namespace refocus::people {

class ImportPlaces {
 public:
  ImportPlaces(record::Reading& reading, const ImportOptions& options);

  /// Plans the place of a row whose person and entry are planned; `self` is its own place in the
  /// plan. A row that can have none is refused.
  void plan(const CaseloadRow& row, std::size_t self, PlannedRow& planned);
  /// Notes where somebody still is whose record is over, so that the place can be ended.
  void noteHeldPlaces(PlannedRow& planned);

 private:
  [[nodiscard]] std::optional<TeamId> teamOf(const CaseloadRow& row, PlannedRow& planned) const;
  [[nodiscard]] std::optional<WorkerId> workerAt(const std::string& address);
  [[nodiscard]] std::optional<WorkerId> keyWorkerOf(const CaseloadRow& row, const NewPlace& place,
                                                    PlannedRow& planned);
  void planOfKnown(const CaseloadRow& row, const NewPlace& wanted, PlannedRow& planned);
  [[nodiscard]] std::string nameOf(const TeamId& team) const;

  // Whether a worker may be key worker is asked once for each team and day.
  struct Post {
    WorkerId worker;
    TeamId team;
    Date day;
    auto operator<=>(const Post&) const = default;
  };

  record::Reading& reading_;
  const ImportOptions& options_;
  Date today_;
  std::map<std::string, TeamId> teams_;  // by folded name
  std::map<TeamId, std::string> teamNames_;
  std::map<std::string, std::optional<WorkerId>> workers_;  // by folded address
  std::map<Post, std::optional<KeyWorkerFault>> faults_;
  std::map<std::size_t, std::vector<TeamId>> teamsOfRow_;
};

}  // namespace refocus::people
