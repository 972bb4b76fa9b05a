#include "practice/area_page.hpp"

#include <algorithm>
#include <array>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "practice/open_conversation.hpp"
#include "practice/page_parts.hpp"
#include "site/choice.hpp"

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

constexpr std::array kKinds{StrengthKind::now, StrengthKind::wants, StrengthKind::before};

const Area& areaOf(const Visit& visit, const StrengthsGuide& guide) {
  const auto key = GuideKey::parse(visit.capture("area"));
  const Area* area = key ? guide.area(*key) : nullptr;
  if (area == nullptr) throw Fault(FaultCode::notFound, "the guide has no such area");
  return *area;
}

Msgid wordsFor(StrengthKind kind) {
  switch (kind) {
    case StrengthKind::now:
      return Msgid("There now");
    case StrengthKind::wants:
      return Msgid("Wanted");
    case StrengthKind::before:
      return Msgid("Worked before");
  }
  return Msgid("There now");
}

// A small form with one button, for what is done to a strength by one press.
Html pressFor(const Visit& visit, const std::string& action, const std::string& press,
              const ThingId& id, std::string_view label, std::string_view about) {
  return site::form(
      visit, {.action = action,
              .content = html::fragment(
                  html::hidden("strength", id.text()),
                  nhs::button({.text = html::fragment(
                                   label, el("span", cls("nhsuk-u-visually-hidden"), " ", about)),
                               .variant = nhs::ButtonVariant::secondary,
                               .small = true,
                               .name = "press",
                               .value = press}))});
}

Html recordedBefore(const Visit& visit, const Area& area, const Addresses& to,
                    const std::vector<Recorded<Strength>>& strengths) {
  const Words& words = visit.words();
  Html cards;
  for (const auto& strength : strengths) {
    if (strength.value.area.key != area.key) continue;
    const std::string& said = strength.value.words;
    cards +=
        el("li", cls("app-strength"),
           el("p", cls("nhsuk-u-margin-bottom-1"),
              nhs::tag({.text = words(wordsFor(strength.value.kind))}),
              html::when(strength.value.mattersMost,
                         [&] {
                           return nhs::tag(
                               {.text = words("Matters most"), .colour = nhs::TagColour::purple});
                         })),
           el("p", el("a", attr("href", to.strength(strength.id)), html::lines(said))),
           el("div", cls("app-presses"),
              pressFor(visit, to.area(area.key), "confirm", strength.id, words("Still true"), said),
              pressFor(visit, to.strength(strength.id) + "/action", "action", strength.id,
                       words("Turn into an action"), said)));
  }
  if (cards.empty()) return {};
  return html::fragment(el("h2", cls("nhsuk-heading-m"), words("Recorded so far")),
                        el("ul", cls("nhsuk-list app-strengths"), cards));
}

Html questions(const Visit& visit, const Area& area, const http::Fields* typed,
               const std::vector<site::FieldProblem>& problems) {
  const Words& words = visit.words();
  return html::each(kKinds, [&](StrengthKind kind) {
    const std::string name(nameIn(kStrengthKinds, kind));
    return nhs::textarea(
        {.label = {.text = words.ofData(area.question(kind)), .size = nhs::Size::s},
         .hint = {.text = words("In their own words. Write one on each line.")},
         .errorMessage = site::errorFor(visit, problems, name),
         .name = name,
         .value = typed != nullptr ? std::string(typed->text(name)) : std::string(),
         .rows = 3,
         .attributes = html::anyDirection()});
  });
}

Html notNow(const Visit& visit, const http::Fields* typed,
            const std::vector<site::FieldProblem>& problems) {
  const Words& words = visit.words();
  return nhs::details(
      {.summary = words("They do not want to talk about this"),
       .text = html::fragment(
           el("p", words("That is fine. Leave it for later, or note that it is not for them.")),
           nhs::button({.text = words("Leave it for later"),
                        .variant = nhs::ButtonVariant::secondary,
                        .name = "press",
                        .value = "later"}),
           nhs::textarea(
               {.label = {.text = words("Why it is not for them, in their own words")},
                .errorMessage = site::errorFor(visit, problems, "reason"),
                .name = "reason",
                .value = typed != nullptr ? std::string(typed->text("reason")) : std::string(),
                .rows = 2,
                .attributes = html::anyDirection()}),
           nhs::button({.text = words("Not for them"),
                        .variant = nhs::ButtonVariant::secondary,
                        .name = "press",
                        .value = "declined"})),
       .open = !problems.empty() && problems.front().field == "reason"});
}

Html examples(const Area& area, const Words& words) {
  if (area.examples.empty()) return {};
  return nhs::details({.summary = words("Not sure what counts? See examples"),
                       .text = el("ul", cls("nhsuk-list nhsuk-list--bullet"),
                                  html::each(area.examples, [&](const std::string& example) {
                                    return el("li", words.ofData(example));
                                  }))});
}

// How the area was left in this conversation.
Html leftAs(const std::optional<Recorded<Conversation>>& open, const Area& area,
            const Words& words) {
  if (!open) return {};
  const auto& notes = open->value.areas;
  const auto note =
      std::ranges::find(notes, area.key, [](const AreaNote& one) { return one.area.key; });
  if (note == notes.end() || note->state == AreaState::talkedAbout) return {};
  return nhs::insetText(
      {.text = note->state == AreaState::later
                   ? el("p", words("You left this for later. You can talk about it now."))
                   : html::fragment(el("p", words("You noted that this is not for them:")),
                                    wordsParagraph(note->reason))});
}

http::Response show(Visit& visit, const PracticeParts& parts,
                    const std::vector<site::FieldProblem>& problems, const http::Fields* typed) {
  const Area& area = areaOf(visit, parts.strengths);
  return readPerson(visit, parts, "strengths-area-read", [&](Reading& reading, Opened& opened) {
    const Words& words = visit.words();
    const Addresses to(opened.record.person());
    const auto strengths = recorded<Strength>(reading, opened.record);
    const std::string title(words.ofData(area.name));
    return site::page(
        visit,
        {.title = title,
         .content = html::fragment(
             site::errorSummary(visit, problems), site::personHeading(title, opened.name),
             el("p", words.ofData(area.description)), riskDetails(parts, words),
             leftAs(openConversation(reading, opened.record), area, words),
             recordedBefore(visit, area, to, strengths),
             site::form(visit,
                        {.action = to.area(area.key),
                         .content = html::fragment(
                             questions(visit, area, typed, problems), examples(area, words),
                             nhs::button({.text = words("Save"), .name = "press", .value = "save"}),
                             notNow(visit, typed, problems)),
                         .keep = "area-" + opened.record.person().text() + area.key.text()}),
             el("p",
                el("a", attr("href", to.nothing()), words.ofData(parts.strengths.nothingTitle)))),
         .back = to.conversation(),
         .hasErrors = !problems.empty(),
         .status = problems.empty() ? 200 : 422});
  });
}

bool isEmpty(const http::Fields& fields) {
  return std::ranges::all_of(kKinds, [&](StrengthKind kind) {
    return trimmed(fields.text(nameIn(kStrengthKinds, kind))).empty();
  });
}

// What each of the three boxes holds, a strength a line. All empty: the person said nothing yet.
std::expected<std::vector<Strength>, Problems> strengthsIn(const http::Fields& fields,
                                                           const Area& area,
                                                           const StrengthsGuide& guide) {
  std::vector<Strength> strengths;
  Problems problems;
  for (const StrengthKind kind : kKinds) {
    const std::string name(nameIn(kStrengthKinds, kind));
    const std::string_view typed = fields.text(name);
    if (trimmed(typed).empty()) continue;
    auto read = strengthsFromLines({.area = area.key.text(),
                                    .kind = name,
                                    .words = std::string(typed),
                                    .tags = {},
                                    .mattersMost = false},
                                   guide);
    if (read) {
      strengths.insert(strengths.end(), read->begin(), read->end());
    } else {
      for (Problem& problem : read.error()) {
        problem.field = name;
        problems.push_back(std::move(problem));
      }
    }
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  if (strengths.empty()) {
    return std::unexpected(Problems{
        {"now", Sentence(Msgid("Write at least one thing, or leave this area for later"))}});
  }
  return strengths;
}

http::Response showAgain(Visit& visit, const PracticeParts& parts, const Problems& problems) {
  return show(visit, parts, shown(visit, problems), &visit.form().fields);
}

// Changes the conversation in hand, once for each form, and goes back to the areas.
template <class Change>
http::Response changed(Visit& visit, const PracticeParts& parts, const Change& change) {
  return writePerson(visit, parts, "strengths-recorded", [&](Writing& writing, Opened& opened) {
    if (isFirstSending(writing, visit)) {
      ConversationInHand conversation(writing, opened.record);
      change(writing, opened.record, conversation);
      conversation.keep();
    }
    return http::redirect(Addresses(opened.record.person()).saved());
  });
}

http::Response confirmed(Visit& visit, const PracticeParts& parts) {
  const auto id = ThingId::parse(visit.form().fields.text("strength"));
  if (!id) throw Fault(FaultCode::badRequest, "the form names no strength");
  return changed(
      visit, parts,
      [&](Writing& writing, const record::PersonRecord& record, ConversationInHand& conversation) {
        const auto strength = theRecorded<Strength>(writing, record, *id);
        conversation.change([&](Conversation value) {
          return withConfirmed(std::move(value), strength.thingVersion(), strength.value.area);
        });
      });
}

}  // namespace

http::Response areaPage(Visit& visit, const PracticeParts& parts) {
  return show(visit, parts, {}, nullptr);
}

http::Response areaSaved(Visit& visit, const PracticeParts& parts) {
  const Area& area = areaOf(visit, parts.strengths);
  const http::Fields& fields = visit.form().fields;
  const std::string_view press =
      site::choiceIn(fields, "press", {"save", "confirm", "later", "declined"});
  // What stands in the boxes is recorded too: leaving an area loses no words.
  const auto strengths = strengthsIn(fields, area, parts.strengths);
  const auto leave = [&](const std::function<Conversation(Conversation)>& change) {
    if (!strengths && !isEmpty(fields)) return showAgain(visit, parts, strengths.error());
    return changed(visit, parts,
                   [&](Writing&, const record::PersonRecord&, ConversationInHand& conversation) {
                     if (strengths) conversation.record(*strengths);
                     conversation.change(change);
                   });
  };

  if (press == "confirm") return confirmed(visit, parts);
  if (press == "later") {
    return leave([&](Conversation value) { return leftForLater(std::move(value), area.ref()); });
  }
  if (press == "declined") {
    // The rule looks at the reason alone, so it is asked once with an empty conversation.
    const auto asked =
        declined(Conversation{.happened = PartialDate(std::chrono::year(2000)), .nextStep = {}},
                 area.ref(), fields.text("reason"));
    if (!asked) return showAgain(visit, parts, {asked.error()});
    return leave([&](Conversation value) {
      return *declined(std::move(value), area.ref(), fields.text("reason"));
    });
  }
  if (!strengths) return showAgain(visit, parts, strengths.error());
  return changed(visit, parts,
                 [&](Writing&, const record::PersonRecord&, ConversationInHand& conversation) {
                   conversation.record(*strengths);
                 });
}

}  // namespace refocus::practice
