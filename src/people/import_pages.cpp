#include "people/import_pages.hpp"

#include <algorithm>

#include "people/page_parts.hpp"
#include "people/sign_in_rescue.hpp"
#include "people/team_store.hpp"
#include "site/frame.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::el;
using html::fragment;
using html::Html;
namespace nhs = html::nhs;

constexpr std::size_t kPerPage = 50;
constexpr std::string_view kToLookAt = "to-look-at";

struct FateWords {
  RowFate fate;
  Msgid planned;
  Msgid done;
};
constexpr FateWords kFates[] = {
    {RowFate::added, Msgid("Will be added"), Msgid("Added")},
    {RowFate::changed, Msgid("Will be changed"), Msgid("Changed")},
    {RowFate::same, Msgid("Already here, nothing new"), Msgid("Already here, nothing new")},
    {RowFate::possibleDuplicate, Msgid("Possible duplicate, left out"),
     Msgid("Possible duplicate, left out")},
    {RowFate::refused, Msgid("Cannot be imported"), Msgid("Could not be imported")},
};

std::string_view wordsOf(const Words& words, RowFate fate, bool isDone) {
  const auto row = std::ranges::find(kFates, fate, &FateWords::fate);
  return words(isDone ? row->done : row->planned);
}

struct UploadForm {
  std::vector<Team> teams;
  std::string team = {};
  std::string filesToChooseAgain = {};  ///< named by a form that came after a sign-out
  Problems problems = {};
  int status = 200;
};

Html fileField(const site::Visit& visit, const Problems& problems) {
  const Words& words = visit.words();
  return nhs::fileUpload({.label = {.text = words("Files"), .size = nhs::Size::s},
                          .hint = {.text = words("CSV, or FHIR Patient resources as JSON")},
                          .errorMessage = site::errorFor(visit, problems, "files"),
                          .id = "files",
                          .name = "files",
                          .multiple = true});
}

http::Response uploadPage(const site::Visit& visit, const UploadForm& form) {
  const Words& words = visit.words();
  std::vector<Choice> choices{{"", std::string(words("None: such rows are left out"))}};
  for (const Team& one : form.teams) choices.push_back({one.id.text(), one.name});
  Html fields = fragment(fileField(visit, form.problems),
                         selectField(visit,
                                     {.id = "team",
                                      .label = std::string(words("Team for rows that name none")),
                                      .value = form.team},
                                     choices, form.problems),
                         sendButton(words("Show what it would do")));
  Html again;
  if (!form.filesToChooseAgain.empty()) {
    again = nhs::insetText({.text = words("You were signed out before this was sent, and "
                                          "nothing was imported. Choose these files again: "
                                          "{files}",
                                          arg("files", form.filesToChooseAgain))});
  }
  return site::formPage(
      visit,
      {.title = std::string(words("Import a caseload")),
       .action = "/admin/import",
       .back = "/admin",
       .fields = std::move(fields),
       .before =
           fragment(again, paragraph(words("Nothing is stored yet: the next page shows what would "
                                           "happen to each row."))),
       .takesFiles = true,
       .status = form.status},
      form.problems);
}

UploadForm uploadForm(site::Visit& visit) {
  return {.teams = visit.read([](record::Reading& reading) { return teams(reading); })};
}

std::string freshToken(const site::Visit& visit) {
  Bytes token(16);
  visit.random(token);
  return toHex(token);
}

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
  return !row.notes.empty() || row.fate == RowFate::possibleDuplicate ||
         row.fate == RowFate::refused;
}

// All rows of the plan, or those alone that somebody has to look at.
struct ListedRows {
  std::vector<const PlannedRow*> rows;
  std::size_t all = 0;
  std::size_t toLookAt = 0;
  bool isShortened = false;
};

ListedRows listed(const site::Visit& visit, const ImportPlan& plan) {
  ListedRows list{.all = plan.rows.size(),
                  .isShortened = visit.request().query.text("rows") == kToLookAt};
  for (const PlannedRow& row : plan.rows) {
    const bool isToLookAt = needsALook(row);
    if (isToLookAt) ++list.toLookAt;
    if (isToLookAt || !list.isShortened) list.rows.push_back(&row);
  }
  return list;
}

// The way from the one list to the other, where they differ.
Html otherList(const Words& words, const ListedRows& list, const std::string& address) {
  if (list.all == list.toLookAt || list.toLookAt == 0) return {};
  if (list.isShortened) {
    return el("p", el("a", attr("href", address),
                      words.plural("Show all {count} row", "Show all {count} rows",
                                   static_cast<std::int64_t>(list.all))));
  }
  return el("p", el("a", attr("href", address + "?rows=" + std::string(kToLookAt)),
                    words.plural("Show only the {count} row to check",
                                 "Show only the {count} rows to check",
                                 static_cast<std::int64_t>(list.toLookAt))));
}

Html rowsTable(const Words& words, const Upload& upload, std::span<const PlannedRow* const> shown) {
  if (shown.empty()) return paragraph(words("The files hold no rows."));
  nhs::Table table{.caption = {.text = words("Rows"), .size = nhs::Size::s},
                   .head = {{.text = words("File")},
                            {.text = words("Line")},
                            {.text = words("Name")},
                            {.text = words("What happens")},
                            {.text = words("Notes")}},
                   .responsive = true};
  for (const PlannedRow* row : shown) {
    const Html notes =
        html::each(row->notes, [&](const Sentence& note) { return el("p", note.in(words)); });
    table.rows.push_back(
        {{.text = upload.plan.files.at(row->file)},
         {.text = std::to_string(row->line), .classes = std::string(site::kWhole)},
         {.text = shownName(words, row->name)},
         {.text = wordsOf(words, row->fate, upload.isDone)},
         {.text = notes, .classes = std::string(row->notes.empty() ? site::kNothing : "")}});
  }
  return nhs::table(table);
}

// The files are gone: too late, restarted, or another's.
http::Response chooseAgain(site::Visit& visit) {
  const Words& words = visit.words();
  UploadForm form = uploadForm(visit);
  form.problems.push_back(
      {"files", std::string(words("The files are no longer kept. Choose them again"))});
  form.status = 404;
  return uploadPage(visit, form);
}

}  // namespace

http::Response importPage(site::Visit& visit) {
  UploadForm form = uploadForm(visit);
  form.team = std::string(visit.request().query.text("team"));
  form.filesToChooseAgain = filesToChooseAgain(visit.request().query);
  return uploadPage(visit, form);
}

http::Response importUpload(site::Visit& visit, Directory& directory, ImportShelf& shelf) {
  const Words& words = visit.words();
  UploadForm form = uploadForm(visit);
  form.team = std::string(visit.form().fields.text("team"));
  std::vector<ImportFile> files;
  for (const http::UploadedFile& file : visit.form().filesOf("files")) {
    files.push_back({file.name, file.content});
  }
  if (files.empty()) {
    form.problems.push_back({"files", std::string(words("Choose a file"))});
  }
  Upload upload{.account = visit.actor().account, .at = visit.now()};
  if (!form.team.empty()) {
    upload.options.team = TeamId::parse(form.team);
    const bool isKnown =
        upload.options.team && std::ranges::count(form.teams, *upload.options.team, &Team::id) == 1;
    if (!isKnown) form.problems.push_back({"team", std::string(words("Choose a team"))});
  }
  if (!form.problems.empty()) return uploadPage(visit, form);
  upload.files = readFiles(files);
  upload.plan = visit.read([&](record::Reading& reading) {
    reading.note("import-planned");
    return planImport(reading, directory, upload.files, upload.options);
  });
  const std::string token = freshToken(visit);
  shelf.put(token, std::move(upload));
  return http::redirect("/admin/import/" + token);
}

http::Response importPlanPage(site::Visit& visit, ImportShelf& shelf) {
  const Words& words = visit.words();
  const std::string& token = visit.capture("upload");
  const auto upload = shelf.find(token, visit.actor().account, visit.now());
  if (!upload) return chooseAgain(visit);
  const bool doesSomething =
      upload->plan.count(RowFate::added) > 0 || upload->plan.count(RowFate::changed) > 0;
  const ListedRows list = listed(visit, upload->plan);
  const ListPage page = pageAsked(visit, list.rows.size(), kPerPage);
  const auto shown = std::span(list.rows).subspan(page.begin, page.end - page.begin);
  const std::string address = "/admin/import/" + token;
  const std::string here = list.isShortened ? address + "?rows=" + std::string(kToLookAt) : address;
  const std::string title(upload->isDone ? words("What the import did")
                                         : words("What the import would do"));
  Html confirm;
  if (!upload->isDone && doesSomething) {
    confirm = site::form(visit, {.action = address, .content = sendButton(words("Import now"))});
  }
  return site::page(
      visit,
      {.title = title,
       .content = fragment(heading(title), countsTable(words, upload->plan, upload->isDone),
                           fileNotes(words, upload->plan), confirm, otherList(words, list, address),
                           rowsTable(words, *upload, shown), pager(visit, page, here)),
       .back = "/admin/import"});
}

http::Response importAnswer(site::Visit& visit, Directory& directory, ImportShelf& shelf) {
  const std::string& token = visit.capture("upload");
  const auto upload = shelf.find(token, visit.actor().account, visit.now());
  if (!upload) return chooseAgain(visit);
  // Pressed twice, the second import finds nothing new: importing again changes nothing.
  if (!upload->isDone) {
    Upload done{.account = upload->account, .at = upload->at};
    done.plan =
        importCaseload(visit.book(), directory, visit.actor(), upload->files, upload->options);
    done.isDone = true;
    shelf.put(token, std::move(done));
  }
  return http::redirect("/admin/import/" + token);
}

}  // namespace refocus::people
