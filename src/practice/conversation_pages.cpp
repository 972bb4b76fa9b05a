#include "practice/conversation_pages.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "practice/area_page.hpp"
#include "practice/finish_page.hpp"
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

nhs::StatusTag statusOf(AreaState state, std::size_t strengths, const Words& words) {
  switch (state) {
    case AreaState::talkedAbout:
      return {.text = words.plural("{count} recorded", "{count} recorded",
                                   static_cast<std::int64_t>(strengths)),
              .colour = nhs::TagColour::green};
    case AreaState::later:
      return {.text = words("Later"), .colour = nhs::TagColour::yellow};
    case AreaState::declined:
      return {.text = words("Not for them"), .colour = nhs::TagColour::grey};
    case AreaState::notYet:
      break;
  }
  return {.text = words("Not yet"), .colour = nhs::TagColour::blue};
}

Html areaList(const PracticeParts& parts, const Addresses& to,
              const std::optional<Recorded<Conversation>>& open,
              const std::vector<Recorded<Strength>>& strengths, const Words& words) {
  nhs::TaskList list{.idPrefix = "area"};
  for (const Area& area : parts.strengths.areas) {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(
        strengths, [&](const auto& strength) { return strength.value.area.key == area.key; }));
    const AreaState state = open ? open->value.stateOf(area.key) : AreaState::notYet;
    list.items.push_back({.heading = words.ofData(area.name),
                          .href = to.area(area.key),
                          .hint = words.ofData(area.description),
                          .status = {.tag = statusOf(state, count, words)}});
  }
  return nhs::taskList(list);
}

Html purpose(const StrengthsGuide& guide, const Words& words) {
  return html::fragment(
      html::each(guide.purpose,
                 [&](const std::string& line) { return el("p", words.ofData(line)); }),
      el("p", words.ofData(guide.copy)));
}

// The short form: one question, one box, for when there is little time.
Html shortForm(Visit& visit, const PracticeParts& parts, const Addresses& to,
               const std::vector<site::FieldProblem>& problems, const std::string& typed,
               const std::string& area) {
  const Words& words = visit.words();
  nhs::Select areas{.label = {.text = words("Which part of life is it about?")},
                    .errorMessage = site::errorFor(visit, problems, "area"),
                    .name = "area",
                    .value = area};
  areas.items.push_back({.value = "", .text = std::string(words("Choose a part of life"))});
  for (const Area& one : parts.strengths.areas) {
    areas.items.push_back({.value = one.key.text(), .text = std::string(words.ofData(one.name))});
  }
  return site::form(
      visit,
      {.action = to.conversation(),
       .content = html::fragment(
           nhs::textarea({.label = {.text = words.ofData(parts.strengths.shortQuestion),
                                    .size = nhs::Size::s},
                          .hint = {.text = words("In their own words. Write one on each line.")},
                          .errorMessage = site::errorFor(visit, problems, "words"),
                          .name = "words",
                          .value = typed,
                          .rows = 3,
                          .attributes = html::anyDirection()}),
           nhs::select(areas),
           nhs::button({.text = words("Save"), .variant = nhs::ButtonVariant::secondary})),
       .keep = "strengths-short-" + to.person()});
}

Html pastConversations(const Visit& visit, const std::vector<Recorded<Conversation>>& all,
                       const Addresses& to) {
  constexpr std::size_t kPerPage = 20;
  const Words& words = visit.words();
  std::vector<Html> items;
  for (auto past = all.rbegin(); past != all.rend(); ++past) {
    if (past->value.isOpen()) continue;
    items.push_back(el("li", el("a", attr("href", to.pastConversation(past->id)),
                                longText(past->value.happened, words.language()))));
  }
  if (items.empty()) return {};
  const site::ListPage page = pageAsked(visit, items.size(), kPerPage);
  return html::fragment(el("h2", cls("nhsuk-heading-m"), words("Earlier conversations")),
                        el("ul", cls("nhsuk-list"),
                           std::span<const Html>(items).subspan(page.begin, page.end - page.begin)),
                        pager(visit, page, to.conversation()));
}

bool isSaved(const Visit& visit) { return visit.request().query.text("done") == "saved"; }

http::Response hub(Visit& visit, const PracticeParts& parts,
                   const std::vector<site::FieldProblem>& problems) {
  return readPerson(visit, parts, "strengths-read", [&](Reading& reading, Opened& opened) {
    const Words& words = visit.words();
    const Addresses to(opened.record.person());
    const auto conversations = recorded<Conversation>(reading, opened.record);
    const auto open = openConversation(reading, opened.record);
    const auto strengths = recorded<Strength>(reading, opened.record);
    const bool typed = !problems.empty();
    return site::page(
        visit,
        {.title = std::string(words.ofData(parts.strengths.title)),
         .content = html::fragment(
             site::errorSummary(visit, problems),
             site::doneBanner(isSaved(visit) ? words("Saved") : std::string_view()),
             site::personHeading(words.ofData(parts.strengths.title), opened.name),
             purpose(parts.strengths, words), riskDetails(parts, words),
             open ? nhs::insetText(
                        {.text =
                             words("This conversation began on {day}. It is not finished, and "
                                   "nothing in it is lost: go on where you like.",
                                   arg("day", longText(open->value.happened, words.language())))})
                  : Html{},
             el("h2", cls("nhsuk-heading-m"), words("Talk about any of these, in any order")),
             areaList(parts, to, open, strengths, words),
             el("p",
                el("a", attr("href", to.nothing()), words.ofData(parts.strengths.nothingTitle)),
                " · ", el("a", attr("href", to.guess()), words("My private guess"))),
             nhs::button({.text = words("Finish and agree the next step"), .href = to.finish()}),
             nhs::details({.summary = words("Little time? Use the short form"),
                           .text = shortForm(visit, parts, to, problems,
                                             typed ? std::string(visit.form().fields.text("words"))
                                                   : std::string(),
                                             typed ? std::string(visit.form().fields.text("area"))
                                                   : std::string()),
                           .open = typed}),
             el("p", el("a", attr("href", to.plan()), words("See the plan"))),
             pastConversations(visit, conversations, to)),
         .back = to.person(),
         .hasErrors = typed,
         .status = typed ? 422 : 200});
  });
}

http::Response hubPage(Visit& visit, const PracticeParts& parts) { return hub(visit, parts, {}); }

http::Response hubSaved(Visit& visit, const PracticeParts& parts) {
  const auto person = visit.idFrom<PersonId>("person");
  const http::Fields& fields = visit.form().fields;
  const auto strengths =
      strengthsFromLines({.area = std::string(fields.text("area")),
                          .kind = std::string(nameIn(kStrengthKinds, StrengthKind::now)),
                          .words = std::string(fields.text("words")),
                          .tags = {},
                          .mattersMost = false},
                         parts.strengths);
  if (!strengths) {
    return hub(visit, parts, shown(visit, strengths.error()));
  }
  return writePerson(visit, parts, "strengths-recorded", [&](Writing& writing, Opened& opened) {
    if (isFirstSending(writing, visit)) {
      ConversationInHand conversation(writing, opened.record);
      conversation.record(*strengths);
      conversation.keep();
    }
    return http::redirect(Addresses(person).saved());
  });
}

// "Nothing comes to mind": things to try, and a note that they were tried.
http::Response nothingPage(Visit& visit, const PracticeParts& parts) {
  return readPerson(visit, parts, "strengths-prompts-read", [&](Reading& reading, Opened& opened) {
    const Words& words = visit.words();
    const Addresses to(opened.record.person());
    const auto open = openConversation(reading, opened.record);
    nhs::Checkboxes tried{
        .name = "prompt",
        .fieldset = {.legend = {.text = words("Which of these did you try?"),
                                .size = nhs::Size::m}},
        .hint = {.text = words("You need not try any. You can come back to it another day.")}};
    for (const GuideKey& key : open ? open->value.promptsOpened : std::vector<GuideKey>{}) {
      tried.values.push_back(key.text());
    }
    for (const Prompt& prompt : parts.strengths.prompts) {
      tried.items.push_back({.value = prompt.key.text(),
                             .text = words.ofData(prompt.title),
                             .hint = {.text = words.ofData(prompt.words)}});
    }
    const std::string title(words.ofData(parts.strengths.nothingTitle));
    return site::page(
        visit,
        {.title = title,
         .content = html::fragment(
             site::personHeading(title, opened.name),
             el("p", words.ofData(parts.strengths.nothingWords)), riskDetails(parts, words),
             site::form(visit,
                        {.action = to.nothing(),
                         .content = html::fragment(
                             nhs::checkboxes(tried),
                             nhs::button({.text = words("Save and go back to the areas")}))})),
         .back = to.conversation()});
  });
}

http::Response nothingSaved(Visit& visit, const PracticeParts& parts) {
  return writePerson(visit, parts, "strengths-recorded", [&](Writing& writing, Opened& opened) {
    if (isFirstSending(writing, visit)) {
      ConversationInHand conversation(writing, opened.record);
      conversation.change(withNothingComingToMind);
      for (const std::string_view name : visit.form().fields.all("prompt")) {
        const auto key = GuideKey::parse(name);
        if (!key || parts.strengths.prompt(*key) == nullptr) continue;
        conversation.change(
            [&](Conversation value) { return withPromptOpened(std::move(value), *key); });
      }
      conversation.keep();
    }
    return http::redirect(Addresses(opened.record.person()).saved());
  });
}

Html madeInIt(Reading& reading, const record::PersonRecord& record,
              const Conversation& conversation, const PracticeParts& parts, const Addresses& to,
              const Words& words) {
  std::vector<Html> items;
  for (const ThingVersion& made : conversation.made) {
    for (const auto& version : versionsOf<Strength>(reading, record, made.thing)) {
      if (version.version != made.version) continue;
      items.push_back(
          el("li", el("strong", words.ofData(parts.strengths.nameOf(version.value.area))), ": ",
             el("a", attr("href", to.strength(made.thing)), version.value.words)));
    }
  }
  if (items.empty()) return el("p", words("No strengths were written down this time."));
  return el("ul", cls("nhsuk-list nhsuk-list--bullet"), items);
}

// What helped when nothing came to mind.
Html promptsTried(const Conversation& conversation, const PracticeParts& parts,
                  const Words& words) {
  std::vector<Html> items;
  for (const GuideKey& key : conversation.promptsOpened) {
    const Prompt* prompt = parts.strengths.prompt(key);
    if (prompt != nullptr) items.push_back(el("li", words.ofData(prompt->title)));
  }
  if (!conversation.nothingCameToMind) return {};
  return html::fragment(
      el("p", items.empty() ? words("At first nothing came to mind.")
                            : words("At first nothing came to mind. You tried:")),
      items.empty() ? Html{} : el("ul", cls("nhsuk-list nhsuk-list--bullet"), items));
}

Html areaNotes(const Conversation& conversation, const PracticeParts& parts, const Words& words) {
  std::vector<Html> items;
  for (const AreaNote& note : conversation.areas) {
    if (note.state == AreaState::talkedAbout) continue;
    const std::string_view area = words.ofData(parts.strengths.nameOf(note.area));
    items.push_back(note.state == AreaState::later
                        ? el("li", words("{area}: left for later", arg("area", area)))
                        : el("li", words("{area}: not for them.", arg("area", area)), " ",
                             html::lines(note.reason)));
  }
  return items.empty() ? Html{} : el("ul", cls("nhsuk-list"), items);
}

http::Response pastPage(Visit& visit, const PracticeParts& parts) {
  const auto id = visit.idFrom<ThingId>("conversation");
  return readPerson(visit, parts, "conversation-read", [&](Reading& reading, Opened& opened) {
    const auto found = theRecorded<Conversation>(reading, opened.record, id);
    const Words& words = visit.words();
    const Addresses to(opened.record.person());
    const Conversation& conversation = found.value;
    const std::string title = words("Conversation of {day}",
                                    arg("day", longText(conversation.happened, words.language())));
    return site::page(
        visit, {.title = title,
                .content = html::fragment(
                    site::personHeading(title, opened.name),
                    el("p", words("Written down by {name} on {time}.",
                                  arg("name", authorName(reading, found.author, words)),
                                  arg("time", londonText(found.madeAt, words.language())))),
                    riskDetails(parts, words),
                    el("h2", cls("nhsuk-heading-m"), words("Strengths from this conversation")),
                    madeInIt(reading, opened.record, conversation, parts, to, words),
                    areaNotes(conversation, parts, words), promptsTried(conversation, parts, words),
                    conversation.nextStep ? nextStepOf(*conversation.nextStep, words) : Html{},
                    conversation.isOpen()
                        ? nhs::actionLink({.text = words("Go on with this conversation"),
                                           .href = to.conversation()})
                        : site::form(visit, {.action = to.pastConversation(id) + "/reopen",
                                             .content = nhs::button(
                                                 {.text = words("Open this conversation again"),
                                                  .variant = nhs::ButtonVariant::secondary})}),
                    el("p", el("a", attr("href", to.pastConversation(id) + "/move"),
                               words("This belongs in another person’s record")))),
                .back = to.conversation()});
  });
}

http::Response reopenSaved(Visit& visit, const PracticeParts& parts) {
  const auto id = visit.idFrom<ThingId>("conversation");
  return writePerson(visit, parts, "conversation-reopened", [&](Writing& writing, Opened& opened) {
    const auto found = theRecorded<Conversation>(writing, opened.record, id);
    if (isFirstSending(writing, visit) && !found.value.isOpen()) {
      // Read in this same transaction, so the base cannot be stale.
      (void)save(writing, opened.record, id, found.version, reopened(found.value));
    }
    return http::redirect(Addresses(opened.record.person()).conversation());
  });
}

}  // namespace

site::Routes conversationRoutes(const PracticeParts& parts) {
  using enum http::Method;
  return routesOf(
      parts,
      {
          {get, "/people/{person}/strengths", Permission::readRecord, hubPage,
           "A strengths conversation: its purpose and areas"},
          {post, "/people/{person}/strengths", Permission::writeRecord, hubSaved,
           "Records strengths with the short form"},
          {get, "/people/{person}/strengths/areas/{area}", Permission::readRecord, areaPage,
           "One area of a strengths conversation"},
          {post, "/people/{person}/strengths/areas/{area}", Permission::writeRecord, areaSaved,
           "Records strengths in an area, leaves it for later, or notes that it was declined"},
          {get, "/people/{person}/strengths/nothing", Permission::readRecord, nothingPage,
           "What to try when nothing comes to mind"},
          {post, "/people/{person}/strengths/nothing", Permission::writeRecord, nothingSaved,
           "Notes that nothing came to mind, and what was tried"},
          {get, "/people/{person}/strengths/finish", Permission::readRecord, finishPage,
           "The end of a strengths conversation: what matters most, the next step"},
          {post, "/people/{person}/strengths/finish", Permission::writeRecord, finishSaved,
           "Finishes a strengths conversation"},
          {get, "/people/{person}/conversation/{conversation}", Permission::readRecord, pastPage,
           "A conversation as it was recorded"},
          {post, "/people/{person}/conversation/{conversation}/reopen", Permission::writeRecord,
           reopenSaved, "Opens a finished conversation again"},
      });
}

}  // namespace refocus::practice
