#include <algorithm>

#include "base/fault.hpp"
#include "people/admin_pages.hpp"
#include "people/caseload_store.hpp"
#include "people/confirmation.hpp"
#include "people/key_worker.hpp"
#include "people/page_parts.hpp"
#include "people/team_store.hpp"
#include "people/worker_store.hpp"

namespace refocus::people {
namespace {

using html::fragment;
using html::Html;
namespace nhs = html::nhs;

[[noreturn]] void notFound() { throw Fault(FaultCode::notFound, "no such row for this actor"); }

struct PostForm {
  Team team;
  std::vector<Worker> staff;
  std::string worker = {};
  std::string role = std::string(nameOf(PostRole::worker));
  TypedDate from = {};
  TypedDate until = {};
  Problems problems = {};
};

PostForm postForm(site::Visit& visit) {
  return visit.read([&](record::Reading& reading) {
    const auto found = team(reading, visit.idFrom<TeamId>("team"));
    if (!found) notFound();
    return PostForm{.team = *found, .staff = workers(reading)};
  });
}

http::Response postFormPage(const site::Visit& visit, const PostForm& form) {
  const Words& words = visit.words();
  std::vector<Choice> roles;
  for (const PostRole role : {PostRole::worker, PostRole::teamLeader}) {
    roles.push_back({std::string(nameOf(role)), std::string(words(labelOf(role)))});
  }
  Html fields = fragment(
      selectField(visit,
                  {.id = "worker", .label = std::string(words("Worker")), .value = form.worker},
                  workerChoices(words, words("Choose a worker"), form.staff), form.problems),
      selectField(visit, {.id = "role", .label = std::string(words("Role")), .value = form.role},
                  roles, form.problems),
      dateField(
          visit,
          {.id = "from", .legend = std::string(words("First day in post")), .value = form.from},
          form.problems),
      dateField(visit,
                {.id = "until",
                 .legend = std::string(words("Last day in post")),
                 .hint = std::string(words("Leave it empty if there is none yet")),
                 .value = form.until},
                form.problems),
      sendButton(words("Save")));
  const std::string team = "/admin/teams/" + form.team.id.text();
  return site::formPage(
      visit,
      {.title = words("Put a worker in post in {team}", arg("team", form.team.name)),
       .action = team + "/posts/new",
       .back = team,
       .fields = std::move(fields)},
      form.problems);
}

struct PostTyped {
  WorkerId worker;
  PostRole role = PostRole::worker;
  std::optional<Date> from;
  std::optional<Date> until;
};

PostTyped readPostForm(site::Visit& visit, PostForm& form) {
  const Words& words = visit.words();
  const http::Form& sent = visit.form();
  form.worker = std::string(sent.fields.text("worker"));
  form.role = std::string(sent.fields.text("role"));
  form.from = TypedDate::from(sent.fields, "from");
  form.until = TypedDate::from(sent.fields, "until");
  PostTyped typed;
  const auto worker = WorkerId::parse(form.worker);
  if (worker && std::ranges::count(form.staff, *worker, &Worker::id) == 1) {
    typed.worker = *worker;
  } else {
    form.problems.push_back({"worker", std::string(words("Choose a worker"))});
  }
  const auto role = postRoleNamed(form.role);
  if (!role) form.problems.push_back({"role", std::string(words("Choose a role"))});
  typed.role = role.value_or(PostRole::worker);
  typed.from = dayOf(visit, form.from, "from", form.problems);
  typed.until = dayOf(visit, form.until, "until", form.problems);
  if (form.from.isEmpty()) {
    form.problems.push_back({"from-day", std::string(words("Enter the first day"))});
  }
  if (typed.from && typed.until && *typed.until < *typed.from) {
    form.problems.push_back(
        {"until-day", std::string(words("The last day must not be before the first"))});
  }
  return typed;
}

// A post opens the team's records to its worker, so it is asked anew who gives it.
AskedDeed askedPost(const Words& words, const PostForm& form, const PostTyped& typed) {
  const auto who = std::ranges::find(form.staff, typed.worker, &Worker::id);
  return {.title = words("Put a worker in post in {team}", arg("team", form.team.name)),
          .about = nhs::summaryList(
              {.rows = {{.key = words("Worker"), .value = who->name},
                        {.key = words("Role"), .value = words(labelOf(typed.role))},
                        {.key = words("In post"),
                         .value = spanText(words, *typed.from, typed.until)}}}),
          .back = "/admin/teams/" + form.team.id.text() + "/posts/new",
          .button = std::string(words("Put in post"))};
}

// A last day for a post or a place, and for a place its key worker.
struct LastDay {
  std::string title;
  std::string action;
  std::string back;
  Date from{};
  TypedDate until = {};
  std::vector<Worker> staff = {};  ///< to choose a key worker from
  std::optional<std::string> keyWorker = {};
  Problems problems = {};
};

http::Response lastDayPage(const site::Visit& visit, const LastDay& form) {
  const Words& words = visit.words();
  Html fields;
  if (form.keyWorker) {
    const auto choices = workerChoices(words, words("No key worker"), form.staff);
    fields += selectField(
        visit,
        {.id = "key-worker", .label = std::string(words("Key worker")), .value = *form.keyWorker},
        choices, form.problems);
  }
  fields += fragment(dateField(visit,
                               {.id = "until",
                                .legend = std::string(words("Last day")),
                                .hint = words("Since {from}. Access ends with the last day.",
                                              arg("from", dayText(words, form.from))),
                                .value = form.until},
                               form.problems),
                     sendButton(words("Save")));
  return site::formPage(
      visit,
      {.title = form.title, .action = form.action, .back = form.back, .fields = std::move(fields)},
      form.problems);
}

std::optional<Date> readLastDay(site::Visit& visit, LastDay& form) {
  const Words& words = visit.words();
  form.until = TypedDate::from(visit.form().fields, "until");
  const auto until = dayOf(visit, form.until, "until", form.problems);
  if (until && *until < form.from) {
    form.problems.push_back(
        {"until-day", std::string(words("The last day must not be before the first"))});
  }
  return until;
}

LastDay endPostForm(site::Visit& visit) {
  const Words& words = visit.words();
  return visit.read([&](record::Reading& reading) {
    const auto known = post(reading, visit.idFrom<PostId>("post"));
    if (!known) notFound();
    const auto who = worker(reading, known->worker);
    return LastDay{
        .title = words("Last day in post of {name}", arg("name", who ? who->name : std::string())),
        .action = "/admin/posts/" + known->id.text() + "/end",
        .back = "/admin/teams/" + known->team.text(),
        .from = known->from,
        .until = TypedDate::of(known->until)};
  });
}

LastDay placeForm(site::Visit& visit) {
  const Words& words = visit.words();
  return visit.read([&](record::Reading& reading) {
    const auto known = place(reading, visit.idFrom<PlaceId>("place"));
    if (!known) notFound();
    reading.note("caseload-dates-read", known->person.text(), known->id.text());
    const auto where = team(reading, known->team);
    return LastDay{.title = words("{person} on the caseload of {team}",
                                  arg("person", recordName(visit.words(), known->person)),
                                  arg("team", where ? where->name : std::string())),
                   .action = "/admin/places/" + known->id.text(),
                   .back = "/admin/teams/" + known->team.text() + "/caseload",
                   .from = known->from,
                   .until = TypedDate::of(known->until),
                   .staff = workers(reading),
                   .keyWorker = known->keyWorker ? known->keyWorker->text() : std::string()};
  });
}

// Why the worker cannot become key worker of the place; one who is already may stay.
std::optional<KeyWorkerFault> faultOfNewKeyWorker(site::Visit& visit, const WorkerId& worker,
                                                  const std::optional<Date>& until) {
  return visit.read([&](record::Reading& reading) -> std::optional<KeyWorkerFault> {
    const auto known = place(reading, visit.idFrom<PlaceId>("place"));
    if (!known || known->keyWorker == worker) return std::nullopt;
    const Date today = londonDate(reading.now());
    return keyWorkerFault(reading, worker, known->team, keyWorkerDay(today, known->from, until));
  });
}

}  // namespace

http::Response newPostPage(site::Visit& visit) { return postFormPage(visit, postForm(visit)); }

http::Response newPostAnswer(site::Visit& visit, const AccountSettings& settings) {
  PostForm form = postForm(visit);
  const PostTyped typed = readPostForm(visit, form);
  if (!form.problems.empty()) return postFormPage(visit, form);
  if (auto refused = unlessConfirmed(visit, settings, askedPost(visit.words(), form, typed))) {
    return *std::move(refused);
  }
  visit.write([&](record::Writing& writing) {
    if (!isFirstSending(writing, visit)) return PostId{};
    return makePost(writing, typed.worker, form.team.id, typed.role, *typed.from, typed.until);
  });
  return http::redirect("/admin/teams/" + form.team.id.text() + "?done=post");
}

http::Response endPostPage(site::Visit& visit) { return lastDayPage(visit, endPostForm(visit)); }

http::Response endPostAnswer(site::Visit& visit) {
  const Words& words = visit.words();
  LastDay form = endPostForm(visit);
  const auto until = readLastDay(visit, form);
  if (form.until.isEmpty()) {
    form.problems.push_back({"until-day", std::string(words("Enter the last day"))});
  }
  if (!form.problems.empty()) return lastDayPage(visit, form);
  visit.write([&](record::Writing& writing) {
    endPost(writing, visit.idFrom<PostId>("post"), *until);
    return true;
  });
  return http::redirect(form.back);
}

http::Response changePlacePage(site::Visit& visit) { return lastDayPage(visit, placeForm(visit)); }

http::Response changePlaceAnswer(site::Visit& visit) {
  const Words& words = visit.words();
  LastDay form = placeForm(visit);
  form.keyWorker = std::string(visit.form().fields.text("key-worker"));
  const auto until = readLastDay(visit, form);
  const auto keyWorker = WorkerId::parse(*form.keyWorker);
  const bool isKnown = keyWorker && std::ranges::count(form.staff, *keyWorker, &Worker::id) == 1;
  if (!form.keyWorker->empty() && !isKnown) {
    form.problems.push_back({"key-worker", std::string(words("Choose a worker"))});
  }
  if (isKnown) {
    if (const auto fault = faultOfNewKeyWorker(visit, *keyWorker, until)) {
      form.problems.push_back({"key-worker", std::string(words(labelOf(*fault)))});
    }
  }
  if (!form.problems.empty()) return lastDayPage(visit, form);
  visit.write([&](record::Writing& writing) {
    changePlace(writing, visit.idFrom<PlaceId>("place"), keyWorker, until);
    return true;
  });
  return http::redirect(form.back);
}

}  // namespace refocus::people
