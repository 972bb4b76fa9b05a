#include "practice/finish_page.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "practice/open_conversation.hpp"
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

std::string fieldOf(std::string_view what, const ThingId& id) {
  return std::string(what) + "-" + id.text();
}

// The strengths that the form showed, each with the version that it showed.
constexpr std::string_view kListed = "listed";

std::string listedAs(const Recorded<Strength>& strength) {
  return strength.id.text() + " " + std::to_string(strength.version);
}

// What was typed, or what stands in the record where the form was not sent yet.
bool isTicked(const http::Fields* typed, const std::string& field, std::string_view value,
              bool stands) {
  if (typed == nullptr) return stands;
  const auto values = typed->all(field);
  return std::ranges::find(values, value) != values.end();
}

Html choicesOf(const Visit& visit, const std::vector<Recorded<Strength>>& strengths,
               const http::Fields* typed) {
  const Words& words = visit.words();
  Html fields;
  for (const auto& strength : strengths) {
    const std::string matters = fieldOf("matters", strength.id);
    const std::string tags = fieldOf("tags", strength.id);
    nhs::Checkboxes choice{
        .name = matters,
        .fieldset = {.legend = {.text = html::lines(strength.value.words), .size = nhs::Size::s}},
        .small = true};
    fields += html::hidden(kListed, listedAs(strength));
    choice.items.push_back(
        {.value = "yes",
         .text = el("strong", words("Matters most now")),
         .checked = isTicked(typed, matters, "yes", strength.value.mattersMost)});
    for (const auto& [tag, name] : kTags) {
      choice.items.push_back(
          {.value = std::string(name),
           .text = words(wordsFor(tag)),
           .checked = isTicked(typed, tags, name, strength.value.tags.contains(tag)),
           .name = tags});
    }
    fields += nhs::checkboxes(choice);
  }
  return fields;
}

// Those of this conversation first; the others are many by and by, and folded away.
Html strengthChoices(const Visit& visit, std::vector<Recorded<Strength>> strengths,
                     const std::optional<Recorded<Conversation>>& open, const http::Fields* typed) {
  if (strengths.empty()) return {};
  const Words& words = visit.words();
  const auto isOfThis = [&](const Recorded<Strength>& strength) {
    const auto names = [&](const std::vector<ThingVersion>& things) {
      return std::ranges::find(things, strength.id, &ThingVersion::thing) != things.end();
    };
    return open && (names(open->value.made) || names(open->value.confirmed));
  };
  const auto earlier = std::ranges::stable_partition(strengths, isOfThis);
  const std::vector<Recorded<Strength>> before(earlier.begin(), earlier.end());
  strengths.erase(earlier.begin(), earlier.end());
  return html::fragment(
      el("h2", cls("nhsuk-heading-m"), words("What matters most?")),
      el("p", words("Ask the person. You can also note where each strength comes from: that helps "
                    "to see who and what is around them.")),
      choicesOf(visit, strengths, typed),
      before.empty() ? Html{}
                     : nhs::details({.summary = words("Strengths from earlier conversations"),
                                     .text = choicesOf(visit, before, typed)}));
}

Html nextStepChoices(const Visit& visit, const StrengthsGuide& guide, const FinishForm& form,
                     const std::vector<site::FieldProblem>& problems) {
  const Words& words = visit.words();
  nhs::Radios steps{
      .name = "next-step",
      .fieldset = {.legend = {.text = words.ofData(guide.nextStepQuestion), .size = nhs::Size::m}},
      .errorMessage = site::errorFor(visit, problems, "next-step"),
      .value = form.nextStep};
  for (const OfferedStep& step : guide.nextSteps) {
    steps.items.push_back({.value = step.key.text(), .text = words.ofData(step.words)});
  }
  return html::fragment(
      nhs::radios(steps),
      nhs::textarea({.label = {.text = words("Or in their own words"), .size = nhs::Size::s},
                     .errorMessage = site::errorFor(visit, problems, "next-step-words"),
                     .name = "next-step-words",
                     .value = form.words,
                     .rows = 2,
                     .attributes = html::anyDirection()}),
      dateField(visit,
                {.id = "next-step-when",
                 .legend = std::string(words("When, if there is a day")),
                 .hint = std::string(words("For example, 27 3 2027. The day can be left out.")),
                 .value = form.when},
                problems));
}

Html wayAndDay(const Visit& visit, const StrengthsGuide& guide, const BeginForm& form,
               const std::vector<site::FieldProblem>& problems) {
  const Words& words = visit.words();
  nhs::Radios ways{.name = "way-in",
                   .fieldset = {.legend = {.text = words("How did you lead the conversation?"),
                                           .size = nhs::Size::s}},
                   .errorMessage = site::errorFor(visit, problems, "way-in"),
                   .value = form.wayIn,
                   .small = true};
  for (const OfferedWayIn& way : guide.waysIn) {
    ways.items.push_back({.value = std::string(nameIn(kWaysIn, way.way)),
                          .text = words.ofData(way.name),
                          .hint = {.text = words.ofData(way.description)}});
  }
  return html::fragment(dateField(visit,
                                  {.id = "happened",
                                   .legend = std::string(words("When did you talk?")),
                                   .value = form.happened},
                                  problems),
                        nhs::radios(ways));
}

struct Typed {
  BeginForm begin;
  FinishForm finish;
};

Typed typedIn(const http::Fields& fields) {
  return {.begin = {.wayIn = std::string(fields.text("way-in")),
                    .happened = site::TypedDate::from(fields, "happened")},
          .finish = {.nextStep = std::string(fields.text("next-step")),
                     .words = std::string(fields.text("next-step-words")),
                     .when = site::TypedDate::from(fields, "next-step-when")}};
}

Typed standing(const std::optional<Recorded<Conversation>>& open, Instant now) {
  Typed typed{.begin = {.wayIn = std::string(nameIn(kWaysIn, WayIn::guide)),
                        .happened = site::TypedDate::of(PartialDate(londonDate(now)))},
              .finish = {}};
  if (!open) return typed;
  typed.begin = {.wayIn = std::string(nameIn(kWaysIn, open->value.wayIn)),
                 .happened = site::TypedDate::of(open->value.happened)};
  if (const auto& step = open->value.nextStep) {
    if (step->offered) typed.finish.nextStep = step->offered->key.text();
    typed.finish.words = step->words;
    if (step->when) typed.finish.when = site::TypedDate::of(*step->when);
  }
  return typed;
}

http::Response show(Visit& visit, const PracticeParts& parts,
                    const std::vector<site::FieldProblem>& problems, const http::Fields* sent) {
  return readPerson(visit, parts, "strengths-finish-read", [&](Reading& reading, Opened& opened) {
    const Words& words = visit.words();
    const Addresses to(opened.record.person());
    const auto open = openConversation(reading, opened.record);
    const Typed typed = sent != nullptr ? typedIn(*sent) : standing(open, reading.now());
    const std::string title(words("Finish and agree the next step"));
    return site::page(
        visit,
        {.title = title,
         .content = html::fragment(
             site::errorSummary(visit, problems), site::personHeading(title, opened.name),
             riskDetails(parts, words),
             site::form(visit,
                        {.action = to.finish(),
                         .content = html::fragment(
                             strengthChoices(visit, recorded<Strength>(reading, opened.record),
                                             open, sent),
                             nextStepChoices(visit, parts.strengths, typed.finish, problems),
                             wayAndDay(visit, parts.strengths, typed.begin, problems),
                             nhs::button({.text = words("Finish")})),
                         .keep = "finish-" + opened.record.person().text()})),
         .back = to.conversation(),
         .hasErrors = !problems.empty(),
         .status = problems.empty() ? 200 : 422});
  });
}

// Where the ticks of the form differ from the record, a new version of the strength. What the form
// did not show, or somebody has changed since, is left as it is.
void keepChoices(Writing& writing, const record::PersonRecord& record, const http::Fields& fields) {
  const auto listed = fields.all(kListed);
  for (const auto& strength : recorded<Strength>(writing, record)) {
    if (std::ranges::find(listed, listedAs(strength)) == listed.end()) continue;
    Strength value = strength.value;
    value.mattersMost = isTicked(&fields, fieldOf("matters", strength.id), "yes", false);
    value.tags.clear();
    for (const auto& [tag, name] : kTags) {
      if (isTicked(&fields, fieldOf("tags", strength.id), name, false)) value.tags.insert(tag);
    }
    if (value == strength.value) continue;
    // Read in this same transaction, so the base cannot be stale.
    (void)save(writing, record, strength.id, strength.version, value);
  }
}

}  // namespace

http::Response finishPage(Visit& visit, const PracticeParts& parts) {
  return show(visit, parts, {}, nullptr);
}

http::Response finishSaved(Visit& visit, const PracticeParts& parts) {
  const http::Fields& fields = visit.form().fields;
  const Typed typed = typedIn(fields);
  const Date today = londonDate(visit.now());
  const auto begun = conversationFrom(typed.begin, parts.strengths, today);
  Problems problems = begun ? Problems{} : begun.error();
  if (begun) {
    if (const auto finished = finish(*begun, typed.finish, parts.strengths); !finished) {
      problems = finished.error();
    }
  }
  if (!problems.empty()) {
    return show(visit, parts, shown(visit, problems), &fields);
  }
  return writePerson(visit, parts, "strengths-finished", [&](Writing& writing, Opened& opened) {
    if (isFirstSending(writing, visit)) {
      keepChoices(writing, opened.record, fields);
      ConversationInHand conversation(writing, opened.record);
      conversation.change([&](Conversation value) {
        value.wayIn = begun->wayIn;
        value.happened = begun->happened;
        return *finish(std::move(value), typed.finish, parts.strengths);
      });
      conversation.keep();
    }
    return http::redirect(Addresses(opened.record.person()).plan());
  });
}

}  // namespace refocus::practice
