#include "practice/plan_pages.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "people/standing_tag.hpp"
#include "practice/page_parts.hpp"
#include "practice/plan.hpp"

namespace refocus::practice {
namespace {

using access::Permission;
using html::attr;
using html::cls;
using html::el;
using html::Html;
using record::Reading;
using site::Visit;
namespace nhs = html::nhs;

Html areasOf(std::string_view heading, const std::vector<PlanArea>& areas, const Words& words) {
  if (areas.empty()) return {};
  return html::fragment(
      el("h2", cls("nhsuk-heading-m"), heading), html::each(areas, [&](const PlanArea& area) {
        return el("section", cls("app-plan-area"),
                  el("h3", cls("nhsuk-heading-s"), words.ofData(area.name)),
                  el("ul", cls("nhsuk-list nhsuk-list--bullet"),
                     html::each(area.strengths, [&](const Strength& strength) {
                       return el(
                           "li", html::lines(strength.words), html::when(strength.mattersMost, [&] {
                             return html::fragment(" ", el("strong", words("(matters most now)")));
                           }));
                     })));
      }));
}

/// An action as the page lists it: with a link for those who may change it.
struct ListedAction {
  Action action;
  std::string href;
};

Html actionTable(std::string_view caption, const std::vector<ListedAction>& actions,
                 const std::string& name, const Words& words) {
  if (actions.empty()) return {};
  nhs::Table table{.caption = {.text = caption, .size = nhs::Size::m},
                   .head = {{.text = words("What it is about")},
                            {.text = words("What will be done")},
                            {.text = words("Who")},
                            {.text = words("By when")}},
                   .responsive = true};
  for (const ListedAction& listed : actions) {
    const Action& action = listed.action;
    table.rows.push_back({{.text = html::isolated(action.focus), .href = listed.href},
                          {.text = html::lines(action.words)},
                          {.text = html::isolated(responsibleText(action, name, words))},
                          {.text = action.when ? longText(*action.when, words.language())
                                               : std::string(words("No date")),
                           .classes = std::string(site::kWhole)}});
  }
  return nhs::table(table);
}

Html actionsOf(const Plan& plan, const std::vector<Recorded<Action>>& recordedActions,
               const std::optional<Addresses>& to, const Words& words) {
  const auto listed = [&](const std::vector<Action>& actions) {
    std::vector<ListedAction> list;
    for (const Action& action : actions) {
      const auto found = std::ranges::find_if(recordedActions,
                                              [&](const auto& one) { return one.value == action; });
      const bool links = to && found != recordedActions.end();
      list.push_back({action, links ? to->action(found->id) : std::string()});
    }
    return list;
  };
  return html::fragment(
      actionTable(words("Actions"), listed(plan.planned), plan.preferredName, words),
      actionTable(words("Done"), listed(plan.done), plan.preferredName, words));
}

Html pressesFor(const std::string& here, bool large, const Words& words) {
  return el("div", cls("app-presses app-no-print"),
            nhs::button({.text = words("Print"),
                         .variant = nhs::ButtonVariant::secondary,
                         .type = "button",
                         .attributes = {{"data-print"}, {"hidden"}}}),
            nhs::button({.text = large ? words("Usual size") : words("Large print"),
                         .variant = nhs::ButtonVariant::secondary,
                         .href = large ? here : here + "?size=large"}),
            nhs::button({.text = words("Plain text, to copy"),
                         .variant = nhs::ButtonVariant::secondary,
                         .href = here + "/text"}));
}

/// Whose plan, on which address, and whether the reader may change it.
struct PlanView {
  std::string here;
  std::optional<Addresses> staff;  ///< for workers: the pages that change what is on it
};

struct PlanRead {
  Opened opened;
  Plan plan;
  std::vector<Recorded<Action>> actions;
  people::Standing standing = people::Standing::inUse;
};

PlanRead readPlan(const PracticeParts& parts, Reading& reading, Opened opened) {
  std::vector<Strength> strengths;
  for (auto& strength : recorded<Strength>(reading, opened.record)) {
    strengths.push_back(std::move(strength.value));
  }
  auto actions = recorded<Action>(reading, opened.record);
  std::vector<Action> values;
  for (const auto& action : actions) values.push_back(action.value);
  const people::Standing standing = parts.directory.standingOf(reading, opened.record);
  Plan plan = planOf(parts.directory.nameOf(reading, opened.record), londonDate(reading.now()),
                     strengths, values, parts.strengths);
  if (auto last = lastFinishedConversation(reading, opened.record)) {
    plan.nextStep = std::move(last->value.nextStep);
  }
  return {std::move(opened), std::move(plan), std::move(actions), standing};
}

Html nothingYet(const PlanView& view, const Words& words) {
  return html::fragment(
      el("p", words("There is nothing on this plan yet. It fills as you talk about strengths.")),
      view.staff ? nhs::actionLink(
                       {.text = words("Talk about strengths"), .href = view.staff->conversation()})
                 : Html{});
}

std::string asItStands(const Plan& plan, const PlanView& view, const Words& words) {
  const std::string day = longText(PartialDate(plan.date), words.language());
  if (!view.staff) return words("As it stands on {day}. This is your own copy.", arg("day", day));
  if (plan.preferredName.empty()) {
    return words("As it stands on {day}. It is the person’s own copy.", arg("day", day));
  }
  return words("As it stands on {day}. It is {name}’s own copy.", arg("day", day),
               arg("name", plan.preferredName));
}

http::Response planAnswer(Visit& visit, const PlanRead& read, const PlanView& view) {
  const Words& words = visit.words();
  const Plan& plan = read.plan;
  const bool large = visit.request().query.text("size") == "large";
  const std::string title = planTitle(plan, words);
  return site::page(
      visit, {.title = title,
              .content = html::fragment(
                  el("h1", cls("nhsuk-heading-l"), title),
                  view.staff ? people::standingTag(words, read.standing) : Html{},
                  el("p", asItStands(plan, view, words)), pressesFor(view.here, large, words),
                  plan.isEmpty() ? nothingYet(view, words) : Html{},
                  areasOf(words("My strengths"), plan.now, words),
                  areasOf(words("What I want"), plan.wants, words),
                  areasOf(words("What worked before"), plan.before, words),
                  plan.nextStep ? nextStepOf(*plan.nextStep, words) : Html{},
                  actionsOf(plan, read.actions, view.staff, words),
                  view.staff ? el("p", cls("app-no-print"),
                                  el("a", attr("href", view.staff->newAction()),
                                     words("Add another action")),
                                  " · ",
                                  el("a", attr("href", view.staff->conversation()),
                                     words("Talk about strengths")))
                             : Html{}),
              .back = view.staff ? view.staff->person() : std::string(),
              .bodyClasses = large ? "app-large-print" : ""});
}

http::Response textAnswer(Visit& visit, const PlanRead& read, const PlanView& view) {
  const Words& words = visit.words();
  const std::string title(words("Plan as plain text"));
  return site::page(visit,
                    {.title = title,
                     .content = html::fragment(
                         site::personHeading(title, read.opened.name),
                         nhs::textarea({.label = {.text = words("For the main care record")},
                                        .hint = {.text = words("Select it all and copy it.")},
                                        .id = "plan-text",
                                        .name = "plan-text",
                                        .value = plainText(read.plan, words),
                                        .rows = 24,
                                        .classes = "app-plain-text",
                                        .attributes = {{"readonly"}, {"dir", "auto"}}}),
                         nhs::button({.text = words("Copy the text"),
                                      .type = "button",
                                      .attributes = {{"data-copy", "#plan-text"},
                                                     {"data-copied", std::string(words("Copied"))},
                                                     {"hidden"}}})),
                     .back = view.here});
}

using Answer = http::Response (*)(Visit&, const PlanRead&, const PlanView&);

http::Response forStaff(Visit& visit, const PracticeParts& parts, Answer answer) {
  return readPerson(visit, parts, "plan-read", [&](Reading& reading, Opened& opened) {
    const Addresses to(opened.record.person());
    return answer(visit, readPlan(parts, reading, opened), {to.plan(), to});
  });
}

// The person's own view: nobody else's record can be named here.
http::Response forPerson(Visit& visit, const PracticeParts& parts, Answer answer) {
  if (!visit.actor().person) throw Fault(FaultCode::notFound, "no person behind this account");
  return visit.read([&](Reading& reading) -> http::Response {
    auto record = reading.open(*visit.actor().person, Permission::readOwnRecord, "own-plan-read");
    if (!record) throw Fault(FaultCode::notFound, "the person's own record does not open");
    std::string name = parts.directory.nameOf(reading, *record);
    return answer(visit, readPlan(parts, reading, {std::move(*record), std::move(name)}),
                  {"/my/plan", std::nullopt});
  });
}

}  // namespace

site::Routes planRoutes(const PracticeParts& parts) {
  using enum http::Method;
  const auto staff = [&parts](Answer answer) {
    return [parts, answer](Visit& visit) { return forStaff(visit, parts, answer); };
  };
  const auto own = [&parts](Answer answer) {
    return [parts, answer](Visit& visit) { return forPerson(visit, parts, answer); };
  };
  return {
      {get, "/people/{person}/plan", Permission::readRecord, staff(planAnswer),
       "A person's plan: strengths and actions, to read and print"},
      {get, "/people/{person}/plan/text", Permission::readRecord, staff(textAnswer),
       "The plan as plain text for the main care record"},
      {get, "/my/plan", Permission::readOwnRecord, own(planAnswer), "The person's own plan"},
      {get, "/my/plan/text", Permission::readOwnRecord, own(textAnswer),
       "The person's own plan as plain text"},
  };
}

}  // namespace refocus::practice
