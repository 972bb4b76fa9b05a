#include "practice/practice_routes.hpp"

#include <algorithm>
#include <iterator>

#include "practice/action_pages.hpp"
#include "practice/conversation_pages.hpp"
#include "practice/guess_pages.hpp"
#include "practice/move_pages.hpp"
#include "practice/page_parts.hpp"
#include "practice/plan_pages.hpp"
#include "practice/strength_pages.hpp"
#include "record/things.hpp"

namespace refocus::practice {

using html::attr;
using html::cls;
using html::el;
using html::Html;
namespace nhs = html::nhs;

site::Routes practiceRoutes(const PracticeParts& parts) {
  site::Routes all;
  for (site::Routes routes : {conversationRoutes(parts), strengthRoutes(parts), actionRoutes(parts),
                              guessRoutes(parts), planRoutes(parts), moveRoutes(parts)}) {
    std::ranges::move(routes, std::back_inserter(all));
  }
  return all;
}

people::PersonPagePart personPart() {
  return
      [](site::Visit& visit, record::Reading& reading, const record::PersonRecord& record) -> Html {
        const Words& words = visit.words();
        const Addresses to(record.person());
        const auto open = openConversation(reading, record);
        return html::fragment(
            el("h2", cls("nhsuk-heading-m"), words("Working together")),
            el("p", nhs::actionLink({.text = open ? words("Go on with the strengths conversation")
                                                  : words("Talk about strengths"),
                                     .href = to.conversation()})),
            el("p", nhs::actionLink({.text = words("See the plan"), .href = to.plan()})));
      };
}

people::AuditPart auditPart(const PracticeParts& parts) {
  return [&guide = parts.strengths](const Words& words, record::Reading& reading,
                                    const PersonId& person, std::string_view subject) {
    if (const auto key = GuideKey::parse(subject)) {
      const Area* area = guide.area(*key);
      return area == nullptr ? std::string() : std::string(words.ofData(area->name));
    }
    const auto id = ThingId::parse(subject);
    const auto label = id ? record::labelOf(reading, person, *id) : std::nullopt;
    if (!label) return std::string();
    const std::string day = longText(PartialDate(londonDate(label->madeAt)), words.language());
    if (label->kind == kStrengthThing.name) {
      return words("Strength written down on {day}", arg("day", day));
    }
    if (label->kind == kActionThing.name) return words("Action made on {day}", arg("day", day));
    if (label->kind == kConversationThing.name) {
      return words("Conversation written down on {day}", arg("day", day));
    }
    return std::string();
  };
}

people::CaseloadPagePart caseloadPart() {
  return [](site::Visit& visit, record::Reading& reading, std::span<const PersonId> shownPeople) {
    const Words& words = visit.words();
    const auto open = withOpenConversation(reading, {shownPeople.begin(), shownPeople.end()});
    std::vector<Html> cells;
    cells.reserve(shownPeople.size());
    for (const PersonId& person : shownPeople) {
      const Addresses to(person);
      const bool isOpen = std::ranges::find(open, person) != open.end();
      cells.push_back(
          html::fragment(el("a", attr("href", to.conversation()),
                            isOpen ? words("Go on with strengths") : words("Talk about strengths")),
                         " · ", el("a", attr("href", to.plan()), words("Plan"))));
    }
    return cells;
  };
}

}  // namespace refocus::practice
