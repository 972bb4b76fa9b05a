#include "people/caseload_pages.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "people/caseload_store.hpp"
#include "people/page_parts.hpp"
#include "people/person_store.hpp"
#include "people/standing_tag.hpp"
#include "people/team_store.hpp"
#include "site/frame.hpp"

namespace refocus::people {
namespace {

using access::Permission;
using html::attr;
using html::cls;
using html::el;
using html::fragment;
using html::Html;
namespace nhs = html::nhs;

constexpr std::size_t kPerPage = 50;

std::string addressOf(const TeamId& team) { return "/caseload?team=" + team.text(); }

// Somebody found by NHS number who is not on this caseload.
enum class Elsewhere { no, otherOwnTeam, outside };
struct Found {
  std::vector<const CaseloadMember*> members;
  Elsewhere elsewhere = Elsewhere::no;
  PersonId person;
};

bool isOnOwnTeam(record::Reading& reading, const PersonId& person) {
  const Date today = londonDate(reading.now());
  return std::ranges::any_of(placesOf(reading, person), [&](const CaseloadPlace& place) {
    return place.isHeldOn(today) && reading.actor().mayInTeam(Permission::readCaseload, place.team);
  });
}

Found findByNumber(record::Reading& reading, const TeamCaseload& caseload,
                   const NhsNumber& number) {
  Found found;
  const auto person = personWithNhsNumber(reading, number);
  if (!person) return found;
  for (const CaseloadMember& one : caseload.members()) {
    if (one.card->person() == *person) found.members.push_back(&one);
  }
  if (!found.members.empty()) return found;
  found.person = *person;
  if (isOnOwnTeam(reading, *person)) {
    found.elsewhere = Elsewhere::otherOwnTeam;
  } else if (reading.actor().may(Permission::breakGlass)) {
    found.elsewhere = Elsewhere::outside;
  }
  if (found.elsewhere != Elsewhere::no) reading.note("nhs-number-found", person->text());
  return found;
}

Found search(record::Reading& reading, const TeamCaseload& caseload, std::string_view query) {
  if (const auto number = NhsNumber::parse(query)) {
    return findByNumber(reading, caseload, *number);
  }
  Found found;
  const std::string words = searchWords(query);
  found.members.reserve(caseload.members().size());
  for (const CaseloadMember& one : caseload.members()) {
    if (words.empty() || one.card->matches(words)) found.members.push_back(&one);
  }
  return found;
}

Html elsewhereNote(const Words& words, const Found& found) {
  if (found.elsewhere == Elsewhere::no) return {};
  const std::string person = "/people/" + found.person.text();
  if (found.elsewhere == Elsewhere::otherOwnTeam) {
    return nhs::insetText(
        {.text = el("p", el("a", attr("href", person),
                            words("The person with this number is with another of your teams")))});
  }
  return nhs::insetText(
      {.text = fragment(el("p", words("The person with this number is not with your teams.")),
                        el("p", el("a", attr("href", person + "/break-glass"),
                                   words("Open the record with a reason"))))});
}

nhs::TableRow rowOf(const Words& words, const CaseloadMember& member, bool hasExtra, Html extra) {
  nhs::TableRow row;
  row.reserve(4);  // and not from a list, whose cells would be copied
  Html link = el("a", attr("href", "/people/" + member.card->person().text()),
                 html::isolated(shownName(words, member.card->displayName())));
  if (member.card->standing() == Standing::inUse) {
    row.push_back({.text = std::move(link)});
  } else {
    row.push_back(
        {.text = fragment(std::move(link), " ", standingTag(words, member.card->standing()))});
  }
  row.push_back({.text = member.keyWorkerName.empty() ? html::text(words("No key worker"))
                                                      : html::isolated(member.keyWorkerName)});
  row.push_back({.text = dayText(words, member.from), .classes = std::string(site::kWhole)});
  if (hasExtra) row.push_back({.text = std::move(extra)});
  return row;
}

Html tableOf(site::Visit& visit, record::Reading& reading, const PeopleParts& parts,
             std::span<const CaseloadMember* const> shown) {
  const Words& words = visit.words();
  std::vector<PersonId> people;
  std::string ids;
  for (const CaseloadMember* member : shown) {
    people.push_back(member->card->person());
    if (!ids.empty()) ids += ' ';
    ids += people.back().text();
  }
  reading.note("caseload-read", {}, ids);
  if (shown.empty()) {
    return paragraph(
        searchedFor(visit).empty()
            ? words("Nobody is on this caseload yet.")
            : words("Nobody on this caseload has this name. To find somebody of another "
                    "team, type their whole NHS number."));
  }
  std::vector<Html> extras;
  if (parts.caseloadPart) extras = parts.caseloadPart(visit, reading, people);
  extras.resize(shown.size());
  nhs::Table table{.caption = {.text = words("People on the caseload"), .size = nhs::Size::s},
                   .head = {{.text = words("Name")},
                            {.text = words("Key worker")},
                            {.text = words("With the team since")}},
                   .responsive = true};
  if (parts.caseloadPart) table.head.push_back({.text = words("Conversations")});
  for (std::size_t i = 0; i < shown.size(); ++i) {
    table.rows.push_back(
        rowOf(words, *shown[i], static_cast<bool>(parts.caseloadPart), std::move(extras[i])));
  }
  return nhs::table(table);
}

struct Shown {
  std::string title;
  Html content;
};

Shown teamCaseload(site::Visit& visit, record::Reading& reading, const PeopleParts& parts,
                   const TeamId& team) {
  const Words& words = visit.words();
  const auto caseload = parts.directory.caseload(reading, team);
  const auto name = people::team(reading, team).value_or(Team{}).name;
  const std::string query = searchedFor(visit);
  const Found found = search(reading, *caseload, query);
  const ListPage page = pageAsked(visit, found.members.size(), kPerPage);
  const std::span shown = std::span(found.members).subspan(page.begin, page.end - page.begin);
  std::string title = words("Caseload of {team}", arg("team", name));
  Html content = fragment(
      heading(title),
      searchForm(visit, {.action = addressOf(team),
                         .label = std::string(words("Find a person by name or NHS number")),
                         .query = query}),
      elsewhereNote(words, found),
      paragraph(words.plural("{count} person", "{count} people",
                             static_cast<std::int64_t>(found.members.size()))),
      tableOf(visit, reading, parts, shown),
      pager(visit, page, site::withSearch(visit, addressOf(team))));
  if (visit.actor().mayInTeam(Permission::readBreakGlass, team)) {
    content += el("p", el("a", attr("href", "/teams/" + team.text() + "/break-glass"),
                          words("Records opened from outside the team")));
  }
  if (visit.actor().teamsWith(Permission::readCaseload).size() > 1) {
    content += el("p", el("a", attr("href", "/caseload"), words("Your other teams")));
  }
  return {std::move(title), std::move(content)};
}

Shown teamChoice(const site::Visit& visit, record::Reading& reading) {
  const Words& words = visit.words();
  std::string title(words("Your teams"));
  Html list;
  for (const Team& one : teams(reading)) {
    if (!visit.actor().mayInTeam(Permission::readCaseload, one.id)) continue;
    list += el("li", el("a", attr("href", addressOf(one.id)), one.name));
  }
  Html content = fragment(heading(title), el("ul", cls("nhsuk-list"), list));
  return {std::move(title), std::move(content)};
}

}  // namespace

http::Response caseloadPage(site::Visit& visit, const PeopleParts& parts) {
  const auto own = visit.actor().teamsWith(Permission::readCaseload);
  auto team = TeamId::parse(visit.request().query.text("team"));
  if (!team && own.size() == 1) team = own.front();
  Shown shown = visit.read([&](record::Reading& reading) {
    return team ? teamCaseload(visit, reading, parts, *team) : teamChoice(visit, reading);
  });
  return site::page(visit, {.title = shown.title, .content = std::move(shown.content)});
}

}  // namespace refocus::people
