#include "people/import_plan_view.hpp"

#include <algorithm>
#include <array>

#include "people/entry_changes.hpp"
#include "people/page_parts.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::cls;
using html::el;
using html::fragment;
using html::Html;
namespace nhs = html::nhs;

struct FateWords {
  RowFate fate;
  Msgid planned;
  Msgid done;
};
constexpr FateWords kFates[] = {
    {RowFate::added, Msgid("Will be added"), Msgid("Added")},
    {RowFate::changed, Msgid("Will be changed"), Msgid("Changed")},
    {RowFate::same, Msgid("Already here, nothing new"), Msgid("Already here, nothing new")},
    {RowFate::toDecide, Msgid("For you to decide"), Msgid("Left out, for you to decide")},
    {RowFate::refused, Msgid("Cannot be imported"), Msgid("Could not be imported")},
};

std::string_view wordsOf(const Words& words, RowFate fate, bool isDone) {
  const auto row = std::ranges::find(kFates, fate, &FateWords::fate);
  return words(isDone ? row->done : row->planned);
}

std::string fieldOf(std::size_t row) { return "row-" + std::to_string(row); }
std::string withFieldOf(std::size_t row) { return fieldOf(row) + "-with"; }
std::string againstFieldOf(std::size_t row) { return fieldOf(row) + "-against"; }

constexpr std::string_view kJoin = "join";
constexpr std::string_view kAdd = "add";

std::string whereIn(const Words& words, const ImportPlan& plan, const PlannedRow& row) {
  return words("{file}, line {line}", arg("file", plan.files.at(row.file)), arg("line", row.line));
}

Html notesOf(const Words& words, const PlannedRow& row) {
  return html::each(row.notes, [&](const Sentence& note) { return el("p", note.in(words)); });
}

Html heldLinks(const Words& words, const PlannedRow& row) {
  return html::each(row.held, [&](const HeldPlace& held) {
    return el("p", el("a", attr("href", "/admin/places/" + held.place.text()),
                      words("End the place on the caseload of {team}", arg("team", held.team))));
  });
}

Html changeLines(const Words& words, const PlannedRow& row) {
  if (!row.known || !row.save) return {};
  return html::each(changesBetween(words, *row.known, *row.save), [&](const EntryChange& change) {
    const std::string nothing(words("nothing"));
    return el("p", words("{field}: was {before}, is {after}", arg("field", change.label),
                         arg("before", change.before.empty() ? nothing : change.before),
                         arg("after", change.after.empty() ? nothing : change.after)));
  });
}

Html question(const Words& words, const PlannedRow& row, std::size_t number) {
  nhs::Radios radios{
      .name = fieldOf(number),
      .fieldset = {.legend = {.text = fragment(words("What should happen?"),
                                               el("span", cls("nhsuk-u-visually-hidden"), " ",
                                                  shownName(words, row.name))),
                              .size = nhs::Size::s}}};
  if (row.person) {
    radios.items.push_back({.value = std::string(kJoin),
                            .text = words("One person: put what the file says over the record")});
  }
  radios.items.push_back(
      {.value = std::string(kAdd),
       .text = words("Two people: add this one"),
       .hint = {.text = words("A number that the other has already stays with the other.")}});
  radios.items.push_back({.value = "out", .text = words("Leave it out")});
  return fragment(html::hidden(withFieldOf(number), row.person ? row.person->text() : ""),
                  html::hidden(againstFieldOf(number), std::to_string(row.against)),
                  nhs::radios(radios));
}

}  // namespace

Html countsTable(const Words& words, const ImportPlan& plan, bool isDone) {
  nhs::SummaryList list;
  for (const FateWords& one : kFates) {
    list.rows.push_back({.key = words(isDone ? one.done : one.planned),
                         .value = std::to_string(plan.count(one.fate))});
  }
  return nhs::summaryList(list);
}

Html fileNotes(const Words& words, const ImportPlan& plan) {
  Html notes;
  for (const UnreadableFile& file : plan.unreadable) {
    notes += nhs::insetText(
        {.text = words("{file}, line {line}: {reason}", arg("file", file.name),
                       arg("line", file.line), arg("reason", file.reason.in(words)))});
  }
  for (const FileNote& file : plan.fileNotes) {
    notes += nhs::insetText({.text = words("{file}: {note}", arg("file", file.name),
                                           arg("note", file.note.in(words)))});
  }
  if (!plan.ignoredColumns.empty()) {
    std::string columns;
    for (const std::string& name : plan.ignoredColumns) {
      columns += (columns.empty() ? "" : ", ") + name;
    }
    notes += nhs::insetText(
        {.text = words("Columns that were not read: {columns}", arg("columns", columns))});
  }
  if (plan.otherResources > 0) {
    notes += nhs::insetText(
        {.text = words.plural("{count} resource that is no Patient was passed over",
                              "{count} resources that are no Patient were passed over",
                              static_cast<std::int64_t>(plan.otherResources))});
  }
  return notes;
}

bool needsALook(const PlannedRow& row) {
  return !row.notes.empty() || row.fate == RowFate::toDecide || row.fate == RowFate::refused;
}

Html rowsToDecide(const Words& words, const ImportPlan& plan,
                  std::span<const PlannedRow* const> shown) {
  Html list;
  for (const PlannedRow* row : shown) {
    if (row->fate != RowFate::toDecide) continue;
    const auto number = static_cast<std::size_t>(row - plan.rows.data());
    list += fragment(
        nhs::heading({.text = html::isolated(shownName(words, row->name)),
                      .level = 3,
                      .size = nhs::Size::s}),
        el("p", cls("nhsuk-u-secondary-text-colour"), whereIn(words, plan, *row)),
        notesOf(words, *row),
        row->known && row->said
            ? comparison(words, words("In the file"), sideBySide(words, *row->known, *row->said))
            : Html{},
        question(words, *row, number));
  }
  if (list.empty()) return {};
  return fragment(
      nhs::heading({.text = words("Rows for you to decide"), .level = 2, .size = nhs::Size::m}),
      paragraph(words("What is not decided stays out and changes nothing.")), list);
}

Html rowsTable(const Words& words, const ImportPlan& plan, bool isDone,
               std::span<const PlannedRow* const> shown) {
  nhs::Table table{.caption = {.text = words("Rows"), .size = nhs::Size::s},
                   .head = {{.text = words("File")},
                            {.text = words("Line")},
                            {.text = words("Name")},
                            {.text = words("What happens")},
                            {.text = words("Notes")}},
                   .responsive = true};
  for (const PlannedRow* row : shown) {
    if (row->fate == RowFate::toDecide) continue;
    const Html notes =
        fragment(notesOf(words, *row), changeLines(words, *row), heldLinks(words, *row));
    table.rows.push_back(
        {{.text = plan.files.at(row->file)},
         {.text = std::to_string(row->line), .classes = std::string(site::kWhole)},
         {.text = html::isolated(shownName(words, row->name))},
         {.text = wordsOf(words, row->fate, isDone)},
         {.text = notes, .classes = std::string(notes.empty() ? site::kNothing : "")}});
  }
  if (!table.rows.empty()) return nhs::table(table);
  return shown.empty() ? paragraph(words("The files hold no rows.")) : Html{};
}

std::map<std::size_t, Decision> decisionsIn(const http::Fields& fields, const ImportPlan& plan) {
  std::map<std::size_t, Decision> decisions;
  for (std::size_t row = 0; row < plan.rows.size(); ++row) {
    if (plan.rows[row].fate != RowFate::toDecide) continue;
    const std::string_view answer = fields.text(fieldOf(row));
    if (answer != kJoin && answer != kAdd) continue;
    decisions[row] = {.kind = answer == kJoin ? Decision::Kind::join : Decision::Kind::add,
                      .with = PersonId::parse(fields.text(withFieldOf(row))).value_or(PersonId{}),
                      .against = site::versionIn(fields, againstFieldOf(row))};
  }
  return decisions;
}

}  // namespace refocus::people
