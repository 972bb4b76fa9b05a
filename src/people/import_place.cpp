#include "people/import_place.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "people/account.hpp"
#include "people/team_store.hpp"

namespace refocus::people {
namespace {

using record::Reading;

std::vector<Sentence::Part> teamPart(const std::string& team) { return {{"team", team}}; }

}  // namespace

ImportPlaces::ImportPlaces(Reading& reading, const ImportOptions& options)
    : reading_(reading), options_(options), today_(londonDate(reading.now())) {
  for (const Team& one : teams(reading)) {
    teams_.emplace(foldedForSearch(one.name), one.id);
    teamNames_.emplace(one.id, one.name);
  }
}

std::string ImportPlaces::nameOf(const TeamId& team) const {
  const auto found = teamNames_.find(team);
  return found == teamNames_.end() ? std::string() : found->second;
}

std::optional<TeamId> ImportPlaces::teamOf(const CaseloadRow& row, PlannedRow& planned) const {
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
      teamPart(row.team));
  return std::nullopt;
}

std::optional<WorkerId> ImportPlaces::workerAt(const std::string& address) {
  const auto [at, isNew] = workers_.try_emplace(foldedEmail(address));
  if (isNew) {
    at->second = reading_.sql().first(
        R"(SELECT worker
             FROM account
            WHERE trust = $1 AND email_index = $2 AND worker IS NOT NULL)",
        {reading_.trust(), emailIndex(reading_.keys(), address)},
        [](const database::Row& found) { return found.id<WorkerId>(0); });
  }
  return at->second;
}

std::optional<WorkerId> ImportPlaces::keyWorkerOf(const CaseloadRow& row, const NewPlace& place,
                                                  PlannedRow& planned) {
  if (row.keyWorker.empty()) return std::nullopt;
  const auto without = [&](Msgid why, std::vector<Sentence::Part> more = {}) {
    more.push_back({"email", row.keyWorker});
    planned.notes.emplace_back(why, std::move(more));
    return std::nullopt;
  };
  if (row.keyWorker.find('@') == std::string::npos) {
    return without(
        Msgid("A key worker is named by e-mail address, and {email} is none: there will "
              "be no key worker."));
  }
  const auto worker = workerAt(row.keyWorker);
  if (!worker) {
    return without(Msgid("No worker has the e-mail address {email}: there will be no key worker."));
  }
  const Post post{*worker, place.team, keyWorkerDay(today_, place.from, place.until)};
  auto fault = faults_.find(post);
  if (fault == faults_.end()) {
    fault = faults_.emplace(post, keyWorkerFault(reading_, post.worker, post.team, post.day)).first;
  }
  if (!fault->second) return worker;
  if (*fault->second == KeyWorkerFault::noActiveAccount) {
    return without(Msgid("The account of {email} is not active: there will be no key worker."));
  }
  return without(Msgid("{email} has no post in {team} on {day}: there will be no key worker."),
                 {{"team", nameOf(place.team)}, {"day", textOf(post.day)}});
}

void ImportPlaces::planOfKnown(const CaseloadRow& row, const NewPlace& wanted,
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

void ImportPlaces::noteHeldPlaces(PlannedRow& planned) {
  if (!planned.person) return;
  for (const CaseloadPlace& place : placesOf(reading_, *planned.person)) {
    const bool isOver = place.until && *place.until <= today_;
    if (isOver) continue;
    planned.held.push_back({place.id, nameOf(place.team)});
    planned.notes.emplace_back(
        Msgid("The person is still on the caseload of {team}. End the place there if they are to "
              "leave it."),
        teamPart(nameOf(place.team)));
  }
}

void ImportPlaces::plan(const CaseloadRow& row, std::size_t self, PlannedRow& planned) {
  const auto team = teamOf(row, planned);
  if (!team) {
    planned.fate = RowFate::refused;
    return;
  }
  NewPlace wanted{.team = *team,
                  .person = {},
                  .keyWorker = {},
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
  wanted.keyWorker = keyWorkerOf(row, wanted, planned);
  auto& placed = teamsOfRow_[planned.samePersonAs.value_or(self)];
  if (std::ranges::find(placed, *team) != placed.end()) return;
  placed.push_back(*team);
  if (planned.person) {
    planOfKnown(row, wanted, planned);
  } else {
    planned.addPlace = wanted;
  }
}

}  // namespace refocus::people
