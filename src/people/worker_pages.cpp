#include <fmt/format.h>

#include <algorithm>

#include "base/fault.hpp"
#include "people/account_admin_parts.hpp"
#include "people/account_admin_store.hpp"
#include "people/admin_pages.hpp"
#include "people/name_search.hpp"
#include "people/page_parts.hpp"
#include "people/team_store.hpp"
#include "people/worker_store.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::el;
using html::fragment;
using html::Html;
namespace nhs = html::nhs;

constexpr std::size_t kPerPage = 50;

std::string addressOf(const WorkerId& worker, std::string_view more = {}) {
  return "/admin/workers/" + worker.text() + std::string(more);
}

Worker workerAsked(site::Visit& visit, record::Reading& reading) {
  const auto found = worker(reading, visit.idFrom<WorkerId>("worker"));
  if (!found) throw Fault(FaultCode::notFound, "no such worker for this actor");
  return *found;
}

struct WorkerForm {
  std::string title;
  std::string action;
  std::string back;
  std::string name = {};
  std::string profession = {};
  Problems problems = {};
};

http::Response workerFormPage(const site::Visit& visit, const WorkerForm& form) {
  const Words& words = visit.words();
  std::vector<Choice> professions;
  if (form.profession.empty()) {
    professions.push_back({"", std::string(words("Choose a profession"))});
  }
  for (const Profession one : allProfessions()) {
    professions.push_back({std::string(nameOf(one)), std::string(words(labelOf(one)))});
  }
  Html fields = fragment(
      textField(visit,
                {.id = "name",
                 .label = std::string(words("Name")),
                 .value = form.name,
                 .autocomplete = "off"},
                form.problems),
      selectField(
          visit,
          {.id = "profession", .label = std::string(words("Profession")), .value = form.profession},
          professions, form.problems),
      sendButton(words("Save")));
  return site::formPage(
      visit,
      {.title = form.title, .action = form.action, .back = form.back, .fields = std::move(fields)},
      form.problems);
}

WorkerForm newWorkerForm(const site::Visit& visit) {
  const Words& words = visit.words();
  return {.title = std::string(words("Add a worker")),
          .action = "/admin/workers/new",
          .back = "/admin/workers"};
}

WorkerForm changeWorkerForm(site::Visit& visit) {
  const Words& words = visit.words();
  return visit.read([&](record::Reading& reading) {
    const Worker known = workerAsked(visit, reading);
    return WorkerForm{.title = std::string(words("Change the worker")),
                      .action = addressOf(known.id, "/change"),
                      .back = addressOf(known.id),
                      .name = known.name,
                      .profession = std::string(nameOf(known.profession))};
  });
}

Profession readWorkerForm(site::Visit& visit, WorkerForm& form) {
  const Words& words = visit.words();
  form.name = lineOf(visit, visit.form(), "name", kMaxWorkerName, words("Enter the worker’s name"),
                     form.problems);
  form.profession = std::string(visit.form().fields.text("profession"));
  const auto profession = professionNamed(form.profession);
  if (!profession) {
    form.problems.push_back({"profession", std::string(words("Choose a profession"))});
  }
  return profession.value_or(Profession::other);
}

Html professionOf(const Words& words, const Worker& worker) {
  return nhs::summaryList(
      {.rows = {
           {.key = words("Profession"),
            .value = words(labelOf(worker.profession)),
            .actions = {{.text = words("Change"),
                         .href = addressOf(worker.id, "/change"),
                         .visuallyHiddenText = std::string(words("the name or profession"))}}}}});
}

Html postsTable(const site::Visit& visit, record::Reading& reading, const WorkerId& id) {
  const Words& words = visit.words();
  const auto posts = postsOf(reading, id);
  if (posts.empty()) return paragraph(words("Not in post in any team."));
  const site::ListPage page = site::pageAsked(visit, posts.size(), kPerPage);
  nhs::Table table{
      .caption = {.text = words("Posts"), .size = nhs::Size::s},
      .head = {{.text = words("Team")}, {.text = words("Role")}, {.text = words("In post")}},
      .responsive = true};
  for (const Post& post : std::span(posts).subspan(page.begin, page.end - page.begin)) {
    table.rows.push_back(
        {{.text = html::isolated(team(reading, post.team).value_or(Team{}).name),
          .href = "/admin/teams/" + post.team.text()},
         {.text = words(labelOf(post.role)), .classes = std::string(site::kWhole)},
         {.text = spanText(words, post.from, post.until), .classes = std::string(site::kWhole)}});
  }
  return fragment(nhs::table(table), pager(visit, page, addressOf(id)));
}

/// To the worker's account, or to making one: a worker has one at most.
Html accountLink(const Words& words, record::Reading& reading, const Worker& worker) {
  if (const auto account = accountOfWorker(reading, worker.id)) {
    return el("p", el("a", attr("href", accountPath(*account)), words("Account of this worker")));
  }
  return el("p", el("a",
                    attr("href", fmt::format("{}/new?worker={}&name={}", kAccountsPath,
                                             worker.id.text(), http::percentEncoded(worker.name))),
                    words("Make an account for this worker")));
}

/// The worker whom the form asks for: made, or, where it was sent before, the one made then.
WorkerId madeOnce(site::Visit& visit, record::Writing& writing, const WorkerForm& form,
                  Profession profession) {
  if (isFirstSending(writing, visit)) return makeWorker(writing, form.name, profession);
  WorkerId newest;
  for (const Worker& one : workers(writing)) {
    if (one.name == form.name && newest < one.id) newest = one.id;
  }
  return newest;
}

std::string_view newsOf(const site::Visit& visit) {
  const Words& words = visit.words();
  const std::string_view done = visit.request().query.text("done");
  if (done == "added") return words("The worker is added");
  if (done == "changed") return words("The worker is changed");
  return {};
}

}  // namespace

http::Response workersPage(site::Visit& visit) {
  const Words& words = visit.words();
  const std::string query = searchedFor(visit);
  auto found = visit.read([](record::Reading& reading) { return workers(reading); });
  const std::string wanted = searchWords(query);
  std::erase_if(found,
                [&](const Worker& one) { return !namesMatch(searchNames({one.name}), wanted); });
  const ListPage page = pageAsked(visit, found.size(), kPerPage);
  nhs::Table table{.caption = {.text = words("Workers of this trust"), .size = nhs::Size::s},
                   .head = {{.text = words("Name")}, {.text = words("Profession")}},
                   .responsive = true};
  for (std::size_t i = page.begin; i < page.end; ++i) {
    table.rows.push_back({{.text = html::isolated(found[i].name), .href = addressOf(found[i].id)},
                          {.text = words(labelOf(found[i].profession))}});
  }
  const std::string title(words("Workers"));
  return site::page(visit,
                    {.title = title,
                     .content = fragment(
                         heading(title),
                         nhs::button({.text = words("Add a worker"), .href = "/admin/workers/new"}),
                         searchForm(visit, {.action = "/admin/workers",
                                            .label = std::string(words("Find a worker by name")),
                                            .query = query}),
                         found.empty() ? paragraph(words("No worker fits.")) : nhs::table(table),
                         pager(visit, page, site::withSearch(visit, "/admin/workers"))),
                     .back = "/admin"});
}

http::Response newWorkerPage(site::Visit& visit) {
  return workerFormPage(visit, newWorkerForm(visit));
}

http::Response newWorkerAnswer(site::Visit& visit) {
  WorkerForm form = newWorkerForm(visit);
  const Profession profession = readWorkerForm(visit, form);
  if (!form.problems.empty()) return workerFormPage(visit, form);
  const WorkerId id = visit.write(
      [&](record::Writing& writing) { return madeOnce(visit, writing, form, profession); });
  return http::redirect(addressOf(id, "?done=added"));
}

http::Response workerPage(site::Visit& visit) {
  const Words& words = visit.words();
  return visit.read([&](record::Reading& reading) {
    const Worker known = workerAsked(visit, reading);
    return site::page(
        visit, {.title = known.name,
                .content = fragment(
                    doneBanner(newsOf(visit)), nameHeading(known.name), professionOf(words, known),
                    postsTable(visit, reading, known.id), accountLink(words, reading, known)),
                .back = "/admin/workers"});
  });
}

http::Response changeWorkerPage(site::Visit& visit) {
  return workerFormPage(visit, changeWorkerForm(visit));
}

http::Response changeWorkerAnswer(site::Visit& visit) {
  const WorkerId id = visit.idFrom<WorkerId>("worker");
  WorkerForm form = changeWorkerForm(visit);
  const Profession profession = readWorkerForm(visit, form);
  if (!form.problems.empty()) return workerFormPage(visit, form);
  visit.write([&](record::Writing& writing) {
    changeWorker(writing, id, form.name, profession);
    return true;
  });
  return http::redirect(addressOf(id, "?done=changed"));
}

}  // namespace refocus::people
