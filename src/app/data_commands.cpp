#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>
#include <vector>

#include "app/commands.hpp"
#include "app/storage.hpp"
#include "app/trust_choice.hpp"
#include "base/fault.hpp"
#include "people/account.hpp"
#include "people/entry_changes.hpp"
#include "people/import.hpp"
#include "people/team_store.hpp"
#include "people/trust.hpp"

namespace refocus::app {
namespace {

std::string readBounded(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Fault(FaultCode::notFound, fmt::format("{} cannot be read", file.string()));
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (!error && size > people::kMaxCaseloadBytes) {
    throw Fault(FaultCode::tooLarge, fmt::format("{} has {} bytes; the most is {}: split it",
                                                 file.string(), size, people::kMaxCaseloadBytes));
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<TeamId> teamIdOf(Storage& storage, const access::Actor& actor,
                               const std::string& name) {
  if (name.empty()) return std::nullopt;
  const auto team = storage.book().read(
      actor, [&](record::Reading& reading) { return people::teamNamed(reading, name); });
  if (!team) throw Fault(FaultCode::notFound, fmt::format("the trust has no team named {}", name));
  return team->id;
}

std::string_view wordsOf(people::RowFate fate) {
  switch (fate) {
    case people::RowFate::added:
      return "new";
    case people::RowFate::changed:
      return "changed";
    case people::RowFate::same:
      return "no change";
    case people::RowFate::toDecide:
      return "for a person to decide, not imported";
    case people::RowFate::refused:
      return "not imported";
  }
  return "";
}

// What a row changes, or of a row that somebody has to decide, both sides.
std::vector<people::EntryChange> changesOf(const Words& english, const people::PlannedRow& row) {
  if (row.known && row.said) return people::sideBySide(english, *row.known, *row.said);
  if (row.known && row.save) return people::changesBetween(english, *row.known, *row.save);
  return {};
}

// On one line, as an address is of several.
std::string orNothing(std::string text) {
  std::ranges::replace(text, '\n', ',');
  return text.empty() ? "nothing" : text;
}

void printPlan(std::ostream& out, const people::ImportPlan& plan,
               const std::vector<people::ImportFile>& files) {
  const Words english;
  for (const people::UnreadableFile& file : plan.unreadable) {
    fmt::print(out, "{}, line {}: cannot be read: {}\n", file.name, file.line,
               file.reason.in(english));
  }
  for (const std::string& column : plan.ignoredColumns) {
    fmt::print(out, "The column {} is not used.\n", column);
  }
  for (const people::FileNote& file : plan.fileNotes) {
    fmt::print(out, "{}: {}\n", file.name, file.note.in(english));
  }
  if (plan.otherResources > 0) {
    fmt::print(out, "{}\n",
               english.plural("{count} resource that is no Patient was passed over",
                              "{count} resources that are no Patient were passed over",
                              static_cast<std::int64_t>(plan.otherResources)));
  }
  for (const people::PlannedRow& row : plan.rows) {
    const auto changes = changesOf(english, row);
    if (row.notes.empty() && changes.empty()) continue;
    fmt::print(out, "{}, line {}: {}\n", files.at(row.file).name, row.line, wordsOf(row.fate));
    for (const Sentence& note : row.notes) fmt::print(out, "  {}\n", note.in(english));
    for (const people::EntryChange& change : changes) {
      fmt::print(out, "  {}: {} -> {}\n", change.label, orNothing(change.before),
                 orNothing(change.after));
    }
  }
  using enum people::RowFate;
  fmt::print(
      out, "{} new, {} changed, {} without a change, {} for a person to decide, {} not imported\n",
      plan.count(added), plan.count(changed), plan.count(same), plan.count(toDecide),
      plan.count(refused));
}

}  // namespace

int importCaseload(const Settings& settings, const CaseloadImport& import, std::ostream& out) {
  Storage storage(settings, {});
  const access::Actor actor = people::commandLineActor(chooseTrust(storage, import.trust).id);
  const people::ImportOptions options{.team = teamIdOf(storage, actor, import.team)};
  std::vector<std::string> contents;
  contents.reserve(import.files.size());
  std::vector<people::ImportFile> files;
  for (const auto& file : import.files) {
    contents.push_back(readBounded(file));
    files.push_back({file.filename().string(), contents.back()});
  }
  const auto read = people::readFiles(files, londonDate(storage.book().parts().clock()));
  const people::ImportPlan plan = storage.book().read(actor, [&](record::Reading& reading) {
    reading.note("import-planned");
    people::ImportPlan planned = people::planImport(reading, storage.directory(), read, options);
    std::vector<const people::PlannedRow*> rows;
    for (const people::PlannedRow& row : planned.rows) rows.push_back(&row);
    people::noteCompared(reading, rows);
    return planned;
  });
  printPlan(out, plan, files);
  if (import.dryRun) {
    fmt::print(out, "Nothing was changed: this was a dry run.\n");
    return 0;
  }
  const people::ImportPlan done =
      people::importCaseload(storage.book(), storage.directory(), actor, read, options);
  fmt::print(out, "Done: {} added, {} changed.\n", done.count(people::RowFate::added),
             done.count(people::RowFate::changed));
  return done.unreadable.empty() ? 0 : 1;
}

int rotateKeys(const Settings& settings, std::ostream& out) {
  constexpr int kStep = 200;
  Storage storage(settings, {});
  storage.keys().addMaster();
  storage.keys().rewrapTrusts(storage.database());
  const auto trusts =
      storage.database().read([](database::Read& read) { return people::trusts(read); });
  for (const people::Trust& trust : trusts) {
    const auto count = storage.keys().rewrapDataKeys(storage.database(), trust.id, kStep);
    fmt::print(out, "{}: {} keys are wrapped anew\n", trust.name, count);
  }
  storage.keys().rewrapTrusts(storage.database());
  storage.keys().dropUnusedMasters(storage.database());
  fmt::print(out,
             "The key file {} has changed: copy it to your safe place again. Older backups still\n"
             "need the older copy.\n",
             settings.text("keys.file"));
  return 0;
}

}  // namespace refocus::app
