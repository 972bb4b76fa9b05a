#include "practice/guess_pages.hpp"

#include <algorithm>
#include <functional>

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

std::string fieldOf(const GuideKey& area) { return "guess-" + area.text(); }

std::string wordsOn(const Guess& guess, const GuideKey& area) {
  const auto found =
      std::ranges::find_if(guess.areas, [&](const AreaGuess& one) { return one.area.key == area; });
  return found == guess.areas.end() ? std::string() : found->words;
}

Html whoSees(const Words& words) {
  return nhs::insetText(
      {.text =
           words("Only you can see this. The person may ask you to show it to them, so write it "
                 "as you would say it to them.")});
}

Html answersBeside(const PracticeParts& parts, const Guess& guess,
                   const std::vector<Strength>& strengths, const Words& words) {
  nhs::Table table{
      .caption = {.text = words("Your guess and what the person said"), .size = nhs::Size::m},
      .head = {{.text = words("Part of life")},
               {.text = words("Your guess")},
               {.text = words("What they said")}},
      .firstCellIsHeader = true,
      .responsive = true};
  for (const SideBySide& row : sideBySide(guess, strengths, parts.strengths)) {
    table.rows.push_back(
        {{.text = words.ofData(row.area.name)},
         {.text = row.guess.empty() ? html::text(words("No guess")) : html::lines(row.guess)},
         {.text = row.said.empty() ? html::text(words("Nothing yet"))
                                   : el("ul", cls("nhsuk-list nhsuk-list--bullet"),
                                        html::each(row.said, [](const Strength& strength) {
                                          return el("li", html::lines(strength.words));
                                        }))}});
  }
  return table.rows.empty() ? Html{} : nhs::table(table);
}

// What stands in each box: what was typed, else what was saved before.
using Boxes = std::function<std::string(const GuideKey&)>;

Html boxes(const Visit& visit, const StrengthsGuide& guide, const Boxes& standing,
           const std::vector<site::FieldProblem>& problems) {
  return html::each(guide.areas, [&](const Area& area) {
    const std::string field = fieldOf(area.key);
    return nhs::textarea({.label = {.text = visit.words().ofData(area.name), .size = nhs::Size::s},
                          .errorMessage = site::errorFor(visit, problems, field),
                          .name = field,
                          .value = standing(area.key),
                          .rows = 2,
                          .attributes = html::anyDirection()});
  });
}

http::Response show(Visit& visit, const PracticeParts& parts,
                    const std::vector<site::FieldProblem>& problems, const http::Fields* typed) {
  return readPerson(visit, parts, "guess-read", [&](Reading& reading, Opened& opened) {
    const Words& words = visit.words();
    const Addresses to(opened.record.person());
    const auto kept = ownGuess(reading, opened.record);
    const Guess guess = kept ? kept->value : Guess{};
    std::vector<Strength> strengths;
    for (auto& strength : recorded<Strength>(reading, opened.record)) {
      strengths.push_back(std::move(strength.value));
    }
    const Boxes standing = [&](const GuideKey& area) {
      return typed != nullptr ? std::string(typed->text(fieldOf(area))) : wordsOn(guess, area);
    };
    const std::string title(words("My private guess"));
    return site::page(
        visit,
        {.title = title,
         .content = html::fragment(
             site::errorSummary(visit, problems), site::personHeading(title, opened.name),
             whoSees(words),
             el("p",
                words("Before you talk, note what you think the person will say. Afterwards you "
                      "see both side by side, and can learn from the difference.")),
             riskDetails(parts, words),
             kept ? answersBeside(parts, guess, strengths, words) : Html{},
             site::form(visit, {.action = to.guess(),
                                .content = html::fragment(
                                    boxes(visit, parts.strengths, standing, problems),
                                    nhs::button({.text = words("Save my guess")})),
                                .keep = "guess-" + opened.record.person().text()})),
         .back = to.conversation(),
         .hasErrors = !problems.empty(),
         .status = problems.empty() ? 200 : 422});
  });
}

http::Response guessPage(Visit& visit, const PracticeParts& parts) {
  return show(visit, parts, {}, nullptr);
}

http::Response guessSaved(Visit& visit, const PracticeParts& parts) {
  const http::Fields& fields = visit.form().fields;
  std::vector<TypedGuess> typed;
  for (const Area& area : parts.strengths.areas) {
    typed.push_back(
        {.area = area.key.text(), .words = std::string(fields.text(fieldOf(area.key)))});
  }
  const auto guess = guessFrom(typed, parts.strengths);
  if (!guess) {
    return show(visit, parts, shown(visit, guess.error()), &fields);
  }
  return writePerson(visit, parts, "guess-saved", [&](Writing& writing, Opened& opened) {
    const Addresses to(opened.record.person());
    if (isFirstSending(writing, visit)) {
      const auto kept = ownGuess(writing, opened.record);
      if (!kept) {
        add(writing, opened.record, *guess);
      } else {
        // A guess has one author, so only their own other window can have
        // changed it: the newest words become the newest version, and the others
        // stay in its history.
        (void)save(writing, opened.record, kept->id, kept->version, *guess);
      }
    }
    return http::redirect(to.guess());
  });
}

}  // namespace

site::Routes guessRoutes(const PracticeParts& parts) {
  using enum http::Method;
  return routesOf(
      parts, {
                 {get, "/people/{person}/strengths/guess", Permission::readRecord, guessPage,
                  "A worker's private guess, and what the person said beside it"},
                 {post, "/people/{person}/strengths/guess", Permission::writeRecord, guessSaved,
                  "Saves a worker's private guess"},
             });
}

}  // namespace refocus::practice
