#include "practice/action_pages.hpp"

#include <functional>

#include "base/fault.hpp"
#include "practice/late_save.hpp"
#include "practice/page_parts.hpp"
#include "practice/plan.hpp"
#include "practice/same_again.hpp"

namespace refocus::practice {
namespace {

using access::Permission;
using html::attr;
using html::cls;
using html::el;
using html::Html;
using record::Reading;
using record::Writing;
using site::Visit;
namespace nhs = html::nhs;

Msgid wordsFor(ActionState state) {
  switch (state) {
    case ActionState::planned:
      return Msgid("Planned");
    case ActionState::done:
      return Msgid("Done");
    case ActionState::stopped:
      return Msgid("Stopped");
  }
  return Msgid("Planned");
}

ActionForm typedIn(const http::Fields& fields) {
  return {.focus = std::string(fields.text("focus")),
          .words = std::string(fields.text("words")),
          .responsible = std::string(fields.text("responsible")),
          .someoneElse = std::string(fields.text("someone-else")),
          .when = site::TypedDate::from(fields, "when"),
          .state = std::string(fields.text("state"))};
}

Html responsibleChoice(const Visit& visit, const std::string& name, const ActionForm& form,
                       const std::vector<site::FieldProblem>& problems) {
  const Words& words = visit.words();
  return nhs::radios(
      {.name = "responsible",
       .fieldset = {.legend = {.text = words("Who is responsible?"), .size = nhs::Size::s}},
       .errorMessage = site::errorFor(visit, problems, "responsible"),
       .items = {{.value = "person", .text = name.empty() ? words("The person") : name},
                 {.value = "worker", .text = words("Their worker")},
                 {.value = "together", .text = words("Both together")},
                 {.value = "someone-else",
                  .text = words("Someone else"),
                  .conditional =
                      nhs::input({.label = {.text = words("Who?")},
                                  .errorMessage = site::errorFor(visit, problems, "someone-else"),
                                  .name = "someone-else",
                                  .value = form.someoneElse,
                                  .attributes = html::anyDirection()})}},
       .value = form.responsible});
}

Html fieldsFor(const Visit& visit, const std::string& name, const ActionForm& form,
               const std::vector<site::FieldProblem>& problems) {
  const Words& words = visit.words();
  return html::fragment(
      nhs::input({.label = {.text = words("What is it about?"), .size = nhs::Size::s},
                  .errorMessage = site::errorFor(visit, problems, "focus"),
                  .name = "focus",
                  .value = form.focus,
                  .attributes = html::anyDirection()}),
      nhs::textarea({.label = {.text = words("What will be done?"), .size = nhs::Size::s},
                     .hint = {.text = words("In the person’s own words where you can.")},
                     .errorMessage = site::errorFor(visit, problems, "words"),
                     .name = "words",
                     .value = form.words,
                     .rows = 4,
                     .attributes = html::anyDirection()}),
      responsibleChoice(visit, name, form, problems),
      dateField(visit,
                {.id = "when",
                 .legend = std::string(words("By when?")),
                 .hint = std::string(words("For example, 27 3 2027. The day can be left out, "
                                           "or all of it.")),
                 .value = form.when},
                problems),
      nhs::radios(
          {.name = "state",
           .fieldset = {.legend = {.text = words("How is it going?"), .size = nhs::Size::s}},
           .errorMessage = site::errorFor(visit, problems, "state"),
           .items = {{.value = "planned", .text = words(wordsFor(ActionState::planned))},
                     {.value = "done", .text = words(wordsFor(ActionState::done))},
                     {.value = "stopped", .text = words(wordsFor(ActionState::stopped))}},
           .value = form.state}));
}

struct Editing {
  std::string title;
  std::string action;  ///< where the form goes
  std::string keep;
  ActionForm form;
  std::int64_t basedOn = 0;  ///< 0: a new action
  std::string history = {};
  std::vector<site::FieldProblem> problems = {};
  Html notice = {};
  int status = 200;
};

http::Response show(Visit& visit, const PracticeParts& parts, Reading& reading,
                    const Opened& opened, const Editing& editing) {
  const Words& words = visit.words();
  const std::string called = parts.directory.nameOf(reading, opened.record);
  return site::page(
      visit, {.title = editing.title,
              .content = html::fragment(
                  site::errorSummary(visit, editing.problems),
                  site::personHeading(editing.title, opened.name), editing.notice,
                  riskDetails(parts, words),
                  site::form(visit, {.action = editing.action,
                                     .content = html::fragment(
                                         site::versionField(editing.basedOn),
                                         fieldsFor(visit, called, editing.form, editing.problems),
                                         nhs::button({.text = words("Save and see the plan")})),
                                     .keep = editing.keep}),
                  html::when(!editing.history.empty(),
                             [&] {
                               return el("p", el("a", attr("href", editing.history),
                                                 words("See every version of this")));
                             })),
              .back = Addresses(opened.record.person()).plan(),
              .hasErrors = !editing.problems.empty(),
              .status = editing.status});
}

Editing editingOf(const Visit& visit, const Addresses& to, const ThingId& id, ActionForm form,
                  std::int64_t basedOn) {
  const Words& words = visit.words();
  return {.title = std::string(words("An action")),
          .action = to.action(id),
          .keep = "action-" + id.text(),
          .form = std::move(form),
          .basedOn = basedOn,
          .history = to.action(id) + "/history"};
}

Editing editingNew(const Visit& visit, const Addresses& to, const PersonId& person,
                   ActionForm form) {
  const Words& words = visit.words();
  return {.title = std::string(words("A new action")),
          .action = to.newAction(),
          .keep = "new-action-" + person.text(),
          .form = std::move(form)};
}

http::Response actionPage(Visit& visit, const PracticeParts& parts) {
  const auto id = visit.idFrom<ThingId>("action");
  return readPerson(visit, parts, "action-read", [&](Reading& reading, Opened& opened) {
    const auto action = theRecorded<Action>(reading, opened.record, id);
    const auto draft = draftOf<Action>(reading, opened.record, id);
    Editing editing = editingOf(visit, Addresses(opened.record.person()), id, formOf(action.value),
                                action.version);
    if (draft) editing.notice = draftNotice(visit, draft->words);
    return show(visit, parts, reading, opened, editing);
  });
}

// The page again with what is wrong; nothing was saved.
http::Response showProblems(Visit& visit, const PracticeParts& parts, const Problems& problems,
                            const std::function<Editing(const Addresses&, const PersonId&)>& make) {
  return readPerson(visit, parts, "action-read", [&](Reading& reading, Opened& opened) {
    Editing editing = make(Addresses(opened.record.person()), opened.record.person());
    editing.problems = shown(visit, problems);
    editing.status = 422;
    return show(visit, parts, reading, opened, editing);
  });
}

http::Response actionSaved(Visit& visit, const PracticeParts& parts) {
  const auto id = visit.idFrom<ThingId>("action");
  const ActionForm form = typedIn(visit.form().fields);
  const std::int64_t basedOn = site::versionIn(visit.form().fields);
  if (const auto checked = actionFrom(form); !checked) {
    return showProblems(visit, parts, checked.error(), [&](const Addresses& to, const PersonId&) {
      return editingOf(visit, to, id, form, basedOn);
    });
  }
  return writePerson(visit, parts, "action-changed", [&](Writing& writing, Opened& opened) {
    const Addresses to(opened.record.person());
    const auto standing = theRecorded<Action>(writing, opened.record, id);
    if (!isFirstSending(writing, visit)) return http::redirect(to.plan());
    const auto action = actionFrom(form, standing.value.from);
    const auto saved = save(writing, opened.record, id, basedOn, *action);
    if (saved) return http::redirect(to.plan());
    const Recorded<Action>& theirs = saved.error().theirs;
    Editing editing = editingOf(visit, to, id, form, theirs.version);
    editing.notice =
        lateSaveNotice(visit, {.theirs = theirs.value.words,
                               .yours = form.words,
                               .author = authorName(writing, theirs.author, visit.words()),
                               .when = theirs.madeAt});
    editing.status = 409;
    return show(visit, parts, writing, opened, editing);
  });
}

http::Response newPage(Visit& visit, const PracticeParts& parts) {
  return readPerson(visit, parts, "action-form-read", [&](Reading& reading, Opened& opened) {
    const ActionForm form{.responsible = "together", .state = "planned"};
    const PersonId person = opened.record.person();
    return show(visit, parts, reading, opened, editingNew(visit, Addresses(person), person, form));
  });
}

http::Response newSaved(Visit& visit, const PracticeParts& parts) {
  const ActionForm form = typedIn(visit.form().fields);
  const auto action = actionFrom(form);
  if (!action) {
    return showProblems(visit, parts, action.error(),
                        [&](const Addresses& to, const PersonId& person) {
                          return editingNew(visit, to, person, form);
                        });
  }
  return writePerson(visit, parts, "action-made", [&](Writing& writing, Opened& opened) {
    if (isFirstSending(writing, visit)) addOnce(writing, opened.record, *action);
    return http::redirect(Addresses(opened.record.person()).plan());
  });
}

http::Response historyPage(Visit& visit, const PracticeParts& parts) {
  const auto id = visit.idFrom<ThingId>("action");
  return readPerson(visit, parts, "action-history", [&](Reading& reading, Opened& opened) {
    const Words& words = visit.words();
    const std::string called = parts.directory.nameOf(reading, opened.record);
    return versionsPage<Action>(
        visit, reading, opened,
        {.title = std::string(words("Every version of this action")),
         .thing = Addresses(opened.record.person()).action(id)},
        id, [&](const Action& action) {
          return html::fragment(
              el("p", el("strong", action.focus)), wordsParagraph(action.words),
              el("p", words("Who: {who}", arg("who", responsibleText(action, called, words)))),
              action.when ? el("p", words("By: {day}",
                                          arg("day", longText(*action.when, words.language()))))
                          : Html{},
              el("p", words(wordsFor(action.state))));
        });
  });
}

}  // namespace

site::Routes actionRoutes(const PracticeParts& parts) {
  using enum http::Method;
  return routesOf(parts, {
                             {get, "/people/{person}/actions/new", Permission::readRecord, newPage,
                              "A new action that comes from no strength"},
                             {post, "/people/{person}/actions/new", Permission::writeRecord,
                              newSaved, "Saves a new action"},
                             {get, "/people/{person}/action/{action}", Permission::readRecord,
                              actionPage, "One action, to change it"},
                             {post, "/people/{person}/action/{action}", Permission::writeRecord,
                              actionSaved, "Saves a new version of an action"},
                             {get, "/people/{person}/action/{action}/history",
                              Permission::readRecord, historyPage, "Every version of an action"},
                         });
}

}  // namespace refocus::practice
