#include "people/import_pages.hpp"

#include <algorithm>
#include <mutex>

#include "people/import_plan_view.hpp"
#include "people/page_parts.hpp"
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

struct UploadForm {
  std::vector<Team> teams;
  std::string team = {};
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
  return site::formPage(visit,
                        {.title = std::string(words("Import a caseload")),
                         .action = "/admin/import",
                         .back = "/admin",
                         .fields = std::move(fields),
                         .before = paragraph(words(
                             "Nothing is stored yet: the next page shows what would happen to each "
                             "row.")),
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
  // Those to decide stand first, on the first page.
  std::ranges::stable_partition(
      list.rows, [](const PlannedRow* row) { return row->fate == RowFate::toDecide; });
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

// What presses "Import now", with the rows to decide of this page.
Html importForm(const site::Visit& visit, const std::string& address, const Upload& upload,
                std::span<const PlannedRow* const> shown) {
  const Words& words = visit.words();
  const ImportPlan& plan = upload.plan;
  const Html decide = rowsToDecide(words, plan, shown);
  const bool doesSomething = plan.count(RowFate::added) > 0 || plan.count(RowFate::changed) > 0;
  if (decide.empty() && (upload.isDone || !doesSomething)) return {};
  const std::string_view press = upload.isDone ? words("Do what I decided") : words("Import now");
  return site::form(visit, {.action = address, .content = fragment(decide, sendButton(press))});
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
  return uploadPage(visit, form);
}

http::Response importUpload(site::Visit& visit, Directory& directory, ImportShelf& shelf) {
  const Words& words = visit.words();
  UploadForm form = uploadForm(visit);
  form.team = std::string(visit.form().fields.text("team"));
  const auto sent = visit.form().filesOf("files");
  if (sent.empty()) form.problems.push_back({"files", std::string(words("Choose a file"))});
  Upload upload{.trust = visit.actor().trust, .account = visit.actor().account, .at = visit.now()};
  if (!form.team.empty()) {
    upload.options.team = TeamId::parse(form.team);
    const bool isKnown =
        upload.options.team && std::ranges::count(form.teams, *upload.options.team, &Team::id) == 1;
    if (!isKnown) form.problems.push_back({"team", std::string(words("Choose a team"))});
  }
  if (!form.problems.empty()) return uploadPage(visit, form);
  auto contents = std::make_shared<std::deque<std::string>>();
  std::vector<ImportFile> files;
  for (const http::UploadedFile& file : sent) {
    files.push_back({file.name, contents->emplace_back(file.content)});
  }
  upload.contents = std::move(contents);
  upload.files = readFiles(files, londonDate(visit.now()));
  upload.plan = visit.read([&](record::Reading& reading) {
    reading.note("import-planned");
    return planImport(reading, directory, upload.files, upload.options);
  });
  const std::string token = freshToken(visit);
  shelf.put(token, std::move(upload));
  shelf.letGo(visit.now());
  return http::redirect("/admin/import/" + token);
}

http::Response importPlanPage(site::Visit& visit, ImportShelf& shelf) {
  const Words& words = visit.words();
  const std::string& token = visit.capture("upload");
  const auto upload = shelf.find(token, visit.actor().account, visit.now());
  if (!upload) return chooseAgain(visit);
  const ImportPlan& plan = upload->plan;
  const ListedRows list = listed(visit, plan);
  const ListPage page = pageAsked(visit, list.rows.size(), kPerPage);
  const auto shown = std::span(list.rows).subspan(page.begin, page.end - page.begin);
  visit.read([&](record::Reading& reading) {
    noteCompared(reading, shown);
    return true;
  });
  const std::string address = "/admin/import/" + token;
  const std::string here = list.isShortened ? address + "?rows=" + std::string(kToLookAt) : address;
  const std::string title(upload->isDone ? words("What the import did")
                                         : words("What the import would do"));
  return site::page(
      visit, {.title = title,
              .content = fragment(
                  heading(title), countsTable(words, plan, upload->isDone), fileNotes(words, plan),
                  importForm(visit, address, *upload, shown), otherList(words, list, address),
                  rowsTable(words, plan, upload->isDone, shown), pager(visit, page, here)),
              .back = "/admin/import"});
}

http::Response importAnswer(site::Visit& visit, Directory& directory, ImportShelf& shelf) {
  const std::string& token = visit.capture("upload");
  auto upload = shelf.find(token, visit.actor().account, visit.now());
  if (!upload) return chooseAgain(visit);
  // Pressed twice, the second waits for the first and finds all done. What was left to decide can
  // be decided afterwards.
  const std::lock_guard oneAtATime(*upload->press);
  upload = shelf.find(token, visit.actor().account, visit.now());
  if (!upload) return chooseAgain(visit);
  ImportOptions options = upload->options;
  options.decisions = decisionsIn(visit.form().fields, upload->plan);
  options.shown = &upload->plan;
  if (!upload->isDone || !options.decisions.empty()) {
    Upload done = *upload;
    done.plan = importCaseload(visit.book(), directory, visit.actor(), upload->files, options);
    done.isDone = true;
    shelf.put(token, std::move(done));
    shelf.letGo(visit.now());
  }
  return http::redirect("/admin/import/" + token);
}

}  // namespace refocus::people
