#include "practice/strength_pages.hpp"

#include "base/fault.hpp"
#include "practice/late_save.hpp"
#include "practice/page_parts.hpp"

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

Msgid wordsFor(StrengthKind kind) {
  switch (kind) {
    case StrengthKind::now:
      return Msgid("It is there now");
    case StrengthKind::wants:
      return Msgid("They want it");
    case StrengthKind::before:
      return Msgid("It worked before");
  }
  return Msgid("It is there now");
}

StrengthForm typedIn(const http::Fields& fields) {
  StrengthForm form{.area = std::string(fields.text("area")),
                    .kind = std::string(fields.text("kind")),
                    .words = std::string(fields.text("words")),
                    .tags = {},
                    .mattersMost = fields.has("matters-most")};
  for (const std::string_view tag : fields.all("tags")) form.tags.emplace_back(tag);
  return form;
}

Html fieldsFor(const Visit& visit, const StrengthsGuide& guide, const StrengthForm& form,
               const std::vector<site::FieldProblem>& problems) {
  const Words& words = visit.words();
  nhs::Select areas{.label = {.text = words("Part of life"), .size = nhs::Size::s},
                    .errorMessage = site::errorFor(visit, problems, "area"),
                    .name = "area",
                    .value = form.area};
  for (const Area& area : guide.areas) {
    areas.items.push_back({.value = area.key.text(), .text = std::string(words.ofData(area.name))});
  }
  nhs::Radios kinds{.name = "kind",
                    .fieldset = {.legend = {.text = words("What is it?"), .size = nhs::Size::s}},
                    .errorMessage = site::errorFor(visit, problems, "kind"),
                    .value = form.kind};
  for (const auto& [kind, name] : kStrengthKinds) {
    kinds.items.push_back({.value = std::string(name), .text = words(wordsFor(kind))});
  }
  std::vector<nhs::CheckboxItem> tags;
  for (const auto& [tag, name] : kTags) {
    tags.push_back({.value = std::string(name), .text = words(wordsFor(tag))});
  }
  return html::fragment(
      nhs::textarea({.label = {.text = words("The person’s words"), .size = nhs::Size::s},
                     .hint = {.text = words("Keep their words as they said them.")},
                     .errorMessage = site::errorFor(visit, problems, "words"),
                     .name = "words",
                     .value = form.words,
                     .rows = 4,
                     .attributes = html::anyDirection()}),
      nhs::radios(kinds), nhs::select(areas),
      nhs::checkboxes({.name = "tags",
                       .fieldset = {.legend = {.text = words("Where does this strength come from?"),
                                               .size = nhs::Size::s}},
                       .hint = {.text = words("Tick all that fit, or none.")},
                       .errorMessage = site::errorFor(visit, problems, "tags"),
                       .items = tags,
                       .values = form.tags}),
      nhs::checkboxes({.name = "matters-most",
                       .items = {{.value = "yes",
                                  .text = words("This is among what matters most now"),
                                  .checked = form.mattersMost}}}));
}

struct Editing {
  StrengthForm form;
  std::int64_t basedOn;
  std::vector<site::FieldProblem> problems = {};
  Html notice = {};
  int status = 200;
};

http::Response show(Visit& visit, const PracticeParts& parts, const Opened& opened,
                    const ThingId& id, const Editing& editing) {
  const Words& words = visit.words();
  const Addresses to(opened.record.person());
  const std::string title(words("A strength"));
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           site::errorSummary(visit, editing.problems), site::personHeading(title, opened.name),
           editing.notice, riskDetails(parts, words),
           site::form(visit, {.action = to.strength(id) + "/action",
                              .content = nhs::button({.text = words("Turn into an action"),
                                                      .variant = nhs::ButtonVariant::secondary})}),
           site::form(visit, {.action = to.strength(id),
                              .content = html::fragment(
                                  site::versionField(editing.basedOn),
                                  fieldsFor(visit, parts.strengths, editing.form, editing.problems),
                                  nhs::button({.text = words("Save")})),
                              .keep = "strength-" + id.text()}),
           el("p", el("a", attr("href", to.strength(id) + "/history"),
                      words("See every version of this")))),
       .back = to.conversation(),
       .hasErrors = !editing.problems.empty(),
       .status = editing.status});
}

http::Response strengthPage(Visit& visit, const PracticeParts& parts) {
  const auto id = visit.idFrom<ThingId>("strength");
  return readPerson(visit, parts, "strength-read", [&](Reading& reading, Opened& opened) {
    const auto strength = theRecorded<Strength>(reading, opened.record, id);
    const auto draft = draftOf<Strength>(reading, opened.record, id);
    return show(visit, parts, opened, id,
                {.form = formOf(strength.value),
                 .basedOn = strength.version,
                 .notice = draft ? draftNotice(visit, draft->words) : Html{}});
  });
}

http::Response strengthSaved(Visit& visit, const PracticeParts& parts) {
  const auto id = visit.idFrom<ThingId>("strength");
  const http::Fields& fields = visit.form().fields;
  const StrengthForm form = typedIn(fields);
  const std::int64_t basedOn = site::versionIn(fields);
  const auto strength = strengthFrom(form, parts.strengths);
  if (!strength) {
    return readPerson(visit, parts, "strength-read", [&](Reading&, Opened& opened) {
      return show(visit, parts, opened, id,
                  {.form = form,
                   .basedOn = basedOn,
                   .problems = shown(visit, strength.error()),
                   .status = 422});
    });
  }
  return writePerson(visit, parts, "strength-changed", [&](Writing& writing, Opened& opened) {
    if (!isFirstSending(writing, visit)) return http::redirect(visit.request().path);
    const auto saved = save(writing, opened.record, id, basedOn, *strength);
    if (saved) return http::redirect(Addresses(opened.record.person()).area(strength->area.key));
    const Recorded<Strength>& theirs = saved.error().theirs;
    return show(visit, parts, opened, id,
                {.form = form,
                 .basedOn = theirs.version,
                 .notice = lateSaveNotice(
                     visit, {.theirs = theirs.value.words,
                             .yours = form.words,
                             .author = authorName(writing, theirs.author, visit.words()),
                             .when = theirs.madeAt}),
                 .status = 409});
  });
}

// What else is noted about a strength: that it matters most, where it lies.
Html marksOf(const Strength& strength, const Words& words) {
  std::vector<Html> marks;
  if (strength.mattersMost) marks.push_back(el("li", words("Matters most now")));
  for (const Tag tag : strength.tags) marks.push_back(el("li", words(wordsFor(tag))));
  return marks.empty() ? Html{} : el("ul", cls("nhsuk-list"), marks);
}

http::Response historyPage(Visit& visit, const PracticeParts& parts) {
  const auto id = visit.idFrom<ThingId>("strength");
  return readPerson(visit, parts, "strength-history", [&](Reading& reading, Opened& opened) {
    const Words& words = visit.words();
    return versionsPage<Strength>(
        visit, reading, opened,
        {.title = std::string(words("Every version of this strength")),
         .thing = Addresses(opened.record.person()).strength(id)},
        id, [&](const Strength& strength) {
          return html::fragment(
              wordsParagraph(strength.words),
              el("p", words("{area}, {kind}",
                            arg("area", words.ofData(parts.strengths.nameOf(strength.area))),
                            arg("kind", words(wordsFor(strength.kind))))),
              marksOf(strength, words));
        });
  });
}

// An action that was made of this strength and says the same still: pressing again leads there.
std::optional<ThingId> actionStillAsMade(Reading& reading, const record::PersonRecord& record,
                                         const ThingId& strength, const Strength& value) {
  for (const auto& action : recorded<Action>(reading, record)) {
    const bool isOfIt = action.value.from && action.value.from->thing == strength;
    if (isOfIt && action.value.state == ActionState::planned && action.value.words == value.words) {
      return action.id;
    }
  }
  return std::nullopt;
}

http::Response turnedIntoAction(Visit& visit, const PracticeParts& parts) {
  const auto id = visit.idFrom<ThingId>("strength");
  return writePerson(visit, parts, "action-made", [&](Writing& writing, Opened& opened) {
    const Addresses to(opened.record.person());
    const auto strength = theRecorded<Strength>(writing, opened.record, id);
    if (!isFirstSending(writing, visit)) return http::redirect(to.plan());
    if (const auto same = actionStillAsMade(writing, opened.record, id, strength.value)) {
      return http::redirect(to.action(*same));
    }
    const ThingVersion made =
        add(writing, opened.record,
            actionFrom(strength.value, strength.thingVersion(), parts.strengths));
    return http::redirect(to.action(made.thing));
  });
}

}  // namespace

site::Routes strengthRoutes(const PracticeParts& parts) {
  using enum http::Method;
  return routesOf(
      parts, {
                 {get, "/people/{person}/strength/{strength}", Permission::readRecord, strengthPage,
                  "One strength, to change it"},
                 {post, "/people/{person}/strength/{strength}", Permission::writeRecord,
                  strengthSaved, "Saves a new version of a strength"},
                 {get, "/people/{person}/strength/{strength}/history", Permission::readRecord,
                  historyPage, "Every version of a strength"},
                 {post, "/people/{person}/strength/{strength}/action", Permission::writeRecord,
                  turnedIntoAction, "Turns a strength into an action"},
             });
}

}  // namespace refocus::practice
