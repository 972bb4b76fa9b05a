#include "people/entry_form.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "people/birth_date.hpp"
#include "site/choice.hpp"

namespace refocus::people {
namespace {

using html::fragment;
using html::Html;
namespace nhs = html::nhs;

// The fields of one line, in the order of the form. The address, of several, is apart.
struct Line {
  const char* id;
  Msgid label;
  std::string PersonEntry::* field;
  const char* type = "text";
  int width = 0;
};
constexpr std::array<Line, 8> kLines{{
    {"preferred-name", Msgid("Preferred name"), &PersonEntry::preferredName},
    {"given-names", Msgid("Given names"), &PersonEntry::givenNames},
    {"family-name", Msgid("Family name"), &PersonEntry::familyName},
    {"pronouns", Msgid("Pronouns"), &PersonEntry::pronouns, "text", 20},
    {"language", Msgid("Language"), &PersonEntry::language, "text", 20},
    {"phone", Msgid("Telephone"), &PersonEntry::phone, "tel", 20},
    {"email", Msgid("Email"), &PersonEntry::email, "email"},
    {"postcode", Msgid("Postcode"), &PersonEntry::postcode, "text", 10},
}};
constexpr std::string_view kLanguage = "language";

std::string typedLine(const TypedEntry& typed, std::string_view id) {
  for (const auto& [name, text] : typed.lines) {
    if (name == id) return text;
  }
  return {};
}

std::string yesOrNo(const std::optional<bool>& answer) {
  if (!answer) return {};
  return *answer ? "yes" : "no";
}

struct Rule {
  std::string id;
  std::string label;
  std::size_t most;
  LineBreaks breaks = LineBreaks::refused;
};

std::string checkedLine(const site::Visit& visit, const Rule& rule, std::string_view typed,
                        Problems& problems) {
  std::string text = normalised(trimmed(typed));
  const Words& words = visit.words();
  if (characterCount(text) > rule.most) {
    problems.push_back({rule.id, words("{field} must be {count} characters or fewer",
                                       arg("field", rule.label), arg("count", rule.most))});
  } else if (hasControlCharacters(text, rule.breaks)) {
    problems.push_back({rule.id, words("{field} must be letters, numbers and signs only",
                                       arg("field", rule.label))});
  }
  return text;
}

// As the form shows it: a language by its name.
std::string shownLine(const Words& words, const Line& line, const PersonEntry& entry) {
  const std::string& text = entry.*line.field;
  return line.id == kLanguage ? languageName(text, words.language()) : text;
}

std::string interpreterText(const Words& words, const std::optional<bool>& needed) {
  if (!needed) return std::string(words("Not asked yet"));
  return std::string(*needed ? words("Needed") : words("Not needed"));
}

Html lineField(const site::Visit& visit, const Line& line, const TypedEntry& typed,
               const Problems& problems) {
  return textField(visit,
                   {.id = line.id,
                    .label = std::string(visit.words()(line.label)),
                    .value = typedLine(typed, line.id),
                    .autocomplete = "off",
                    .type = line.type,
                    .width = line.width},
                   problems);
}

Html interpreterField(const Words& words, const TypedEntry& typed) {
  return nhs::radios(
      {.name = "interpreter",
       .fieldset = {.legend = {.text = words("Is an interpreter needed?"), .size = nhs::Size::s}},
       .items = {{.value = "yes", .text = words("Yes")},
                 {.value = "no", .text = words("No")},
                 {.value = "unknown", .text = words("Not asked yet")}},
       .value = typed.interpreter.empty() ? "unknown" : typed.interpreter});
}

// How the record stands, as boxes to tick.
struct StandingBox {
  const char* value;
  Msgid label;
  bool PersonEntry::* field;
};
constexpr std::array<StandingBox, 3> kStanding{{
    {"died", Msgid("The person has died"), &PersonEntry::died},
    {"inactive", Msgid("The record that this came from is no longer in use"),
     &PersonEntry::inactive},
    {"replaced", Msgid("Another record has taken its place there"), &PersonEntry::replaced},
}};

Html standingField(const Words& words, const TypedEntry& typed) {
  nhs::Checkboxes boxes{
      .name = "standing",
      .fieldset = {.legend = {.text = words("Is the record over?"), .size = nhs::Size::s}},
      .values = typed.standing};
  for (const StandingBox& box : kStanding) {
    boxes.items.push_back({.value = box.value, .text = words(box.label)});
  }
  return nhs::checkboxes(boxes);
}

void addIdentity(const Words& words, const SystemId& id, std::vector<EntryLine>& all) {
  const std::string label = id.system == kFhirSystem
                                ? std::string(words("Id on a FHIR server"))
                                : words("Number in {system}", arg("system", id.system));
  const auto known = std::ranges::find(all, label, &EntryLine::label);
  if (known == all.end()) {
    all.push_back({label, id.value, false});
  } else {
    known->text += ", " + id.value;
  }
}

void addStanding(const Words& words, const PersonEntry& entry, std::vector<EntryLine>& all) {
  std::string died;
  if (entry.died) {
    died = entry.diedOn ? longText(*entry.diedOn, words.language())
                        : std::string(words("Yes, on a day that is not known"));
  }
  all.push_back({std::string(words("Died")), std::move(died), false});
  std::string use;
  if (entry.inactive) use = words("No longer in use where it came from");
  if (entry.replaced) use = words("Replaced by another record where it came from");
  all.push_back({std::string(words("The record")), std::move(use), false});
}

}  // namespace

TypedEntry TypedEntry::of(const Words& words, const PersonEntry& entry) {
  TypedEntry typed;
  for (const Line& line : kLines) {
    typed.lines.emplace_back(line.id, shownLine(words, line, entry));
  }
  typed.lines.emplace_back("address", entry.address);
  typed.lines.emplace_back("nhs-number", entry.nhsNumber ? entry.nhsNumber->text() : "");
  typed.interpreter = yesOrNo(entry.interpreter);
  if (entry.birthDate) typed.birthDate = TypedDate::of(*entry.birthDate);
  for (const StandingBox& box : kStanding) {
    if (entry.*box.field) typed.standing.emplace_back(box.value);
  }
  return typed;
}

TypedEntry TypedEntry::from(const http::Form& form) {
  TypedEntry typed;
  const auto take = [&](const char* id) {
    typed.lines.emplace_back(id, std::string(form.fields.text(id)));
  };
  for (const Line& line : kLines) take(line.id);
  take("address");
  take("nhs-number");
  if (form.fields.has("interpreter")) {
    typed.interpreter = site::choiceIn(form.fields, "interpreter", {"yes", "no", "unknown"});
  }
  typed.birthDate = TypedDate::from(form.fields, "birth-date");
  for (const std::string_view box : form.fields.all("standing")) typed.standing.emplace_back(box);
  return typed;
}

Html entryFields(const site::Visit& visit, const TypedEntry& typed, const Problems& problems) {
  const Words& words = visit.words();
  const auto line = [&](std::size_t at) {
    return lineField(visit, kLines.at(at), typed, problems);
  };
  return fragment(
      line(0), line(1), line(2), line(3), line(4), interpreterField(words, typed),
      dateField(visit,
                {.id = "birth-date",
                 .legend = std::string(words("Date of birth")),
                 .hint = std::string(words("For example, 27 3 1985. A year alone will do.")),
                 .value = typed.birthDate},
                problems),
      textField(visit,
                {.id = "nhs-number",
                 .label = std::string(words("NHS number")),
                 .hint = std::string(words("10 digits, for example 943 476 5919")),
                 .value = typedLine(typed, "nhs-number"),
                 .autocomplete = "off",
                 .inputmode = "numeric",
                 .width = 20},
                problems),
      line(5), line(6),
      nhs::textarea({.label = {.text = words("Address"), .size = nhs::Size::s},
                     .errorMessage = site::errorFor(visit, problems, "address"),
                     .id = "address",
                     .name = "address",
                     .value = typedLine(typed, "address"),
                     .rows = 4,
                     .autocomplete = "off",
                     .attributes = html::anyDirection()}),
      line(7), standingField(words, typed));
}

PersonEntry entryTyped(const site::Visit& visit, const TypedEntry& typed,
                       const PersonEntry& standing, Problems& problems) {
  const Words& words = visit.words();
  PersonEntry entry;
  for (const Line& line : kLines) {
    const std::string text = checkedLine(
        visit, {.id = line.id, .label = std::string(words(line.label)), .most = kMaxEntryField},
        typedLine(typed, line.id), problems);
    // A language that is left as it was shown stays as it was stored.
    entry.*line.field = text == shownLine(words, line, standing) ? standing.*line.field : text;
  }
  entry.address = checkedLine(visit,
                              {.id = "address",
                               .label = std::string(words("Address")),
                               .most = kMaxEntryAddress,
                               .breaks = LineBreaks::allowed},
                              typedLine(typed, "address"), problems);
  if (typed.interpreter == "yes") entry.interpreter = true;
  if (typed.interpreter == "no") entry.interpreter = false;
  entry.birthDate = partialDateOf(visit, typed.birthDate, "birth-date", problems);
  if (entry.birthDate) {
    if (const auto wrong = wrongWithBirthDate(*entry.birthDate, londonDate(visit.now()))) {
      problems.push_back({site::dayBoxOf("birth-date"), wrong->in(words)});
    }
  }
  const std::string number = typedLine(typed, "nhs-number");
  if (!trimmed(number).empty()) {
    if (const auto parsed = NhsNumber::parse(number)) {
      entry.nhsNumber = *parsed;
    } else {
      problems.push_back({"nhs-number", withoutStop(explain(parsed.error()).in(words))});
    }
  }
  entry.identities = standing.identities;
  for (const StandingBox& box : kStanding) {
    entry.*box.field = std::ranges::find(typed.standing, box.value) != typed.standing.end();
  }
  if (entry.died) entry.diedOn = standing.diedOn;
  return entry;
}

std::vector<EntryLine> entryLines(const Words& words, const PersonEntry& entry) {
  std::vector<EntryLine> all;
  const auto add = [&](std::string_view label, std::string text) {
    all.push_back({std::string(label), std::move(text)});
  };
  const auto addLine = [&](const Line& line) {
    add(words(line.label), shownLine(words, line, entry));
  };
  constexpr std::size_t kBeforeContact = 5;
  for (std::size_t i = 0; i < kBeforeContact; ++i) addLine(kLines.at(i));
  add(words("Interpreter"), entry.interpreter ? interpreterText(words, entry.interpreter) : "");
  add(words("Date of birth"),
      entry.birthDate ? longText(*entry.birthDate, words.language()) : std::string());
  add(words("NHS number"), entry.nhsNumber ? entry.nhsNumber->text() : std::string());
  for (const SystemId& id : entry.identities) addIdentity(words, id, all);
  addLine(kLines[kBeforeContact]);
  addLine(kLines[kBeforeContact + 1]);
  add(words("Address"), entry.address);
  addLine(kLines[kBeforeContact + 2]);
  addStanding(words, entry, all);
  return all;
}

Html entrySummary(const Words& words, const PersonEntry& entry) {
  nhs::SummaryList list;
  for (const EntryLine& line : entryLines(words, entry)) {
    if (line.text.empty() && !line.isAsked) continue;
    list.rows.push_back(
        {.key = line.label,
         .value = line.text.empty() ? html::text(words("Not filled in")) : html::lines(line.text)});
  }
  return nhs::summaryList(list);
}

}  // namespace refocus::people
