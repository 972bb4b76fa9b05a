#include "people/entry_form.hpp"

#include <array>

#include "base/text.hpp"

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
  const char* autocomplete;
};
constexpr std::array<Line, 8> kLines{{
    {"preferred-name", Msgid("Preferred name"), &PersonEntry::preferredName, "off"},
    {"given-names", Msgid("Given names"), &PersonEntry::givenNames, "off"},
    {"family-name", Msgid("Family name"), &PersonEntry::familyName, "off"},
    {"pronouns", Msgid("Pronouns"), &PersonEntry::pronouns, "off"},
    {"language", Msgid("Language"), &PersonEntry::language, "off"},
    {"phone", Msgid("Telephone"), &PersonEntry::phone, "off"},
    {"email", Msgid("Email"), &PersonEntry::email, "off"},
    {"postcode", Msgid("Postcode"), &PersonEntry::postcode, "off"},
}};

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

std::string checkedLine(const site::Visit& visit, const std::string& id, std::string_view typed,
                        std::size_t most, LineBreaks breaks, Problems& problems) {
  std::string text = normalised(trimmed(typed));
  const Words& words = visit.words();
  if (characterCount(text) > most) {
    problems.push_back({id, words("Use {count} characters or fewer", arg("count", most))});
  } else if (hasControlCharacters(text, breaks)) {
    problems.push_back({id, std::string(words("Use letters, numbers and signs only"))});
  }
  return text;
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
                    .autocomplete = line.autocomplete},
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

}  // namespace

TypedEntry TypedEntry::of(const PersonEntry& entry) {
  TypedEntry typed;
  for (const Line& line : kLines) typed.lines.emplace_back(line.id, entry.*line.field);
  typed.lines.emplace_back("address", entry.address);
  typed.lines.emplace_back("nhs-number", entry.nhsNumber ? entry.nhsNumber->text() : "");
  typed.interpreter = yesOrNo(entry.interpreter);
  if (entry.birthDate) typed.birthDate = TypedDate::of(*entry.birthDate);
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
  typed.interpreter = std::string(form.fields.text("interpreter"));
  typed.birthDate = TypedDate::from(form, "birth-date");
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
                 .autocomplete = "off"},
                problems),
      line(5), line(6),
      nhs::textarea({.label = {.text = words("Address")},
                     .errorMessage = site::errorFor(visit, problems, "address"),
                     .id = "address",
                     .name = "address",
                     .value = typedLine(typed, "address"),
                     .rows = 4,
                     .autocomplete = "off"}),
      line(7));
}

PersonEntry entryTyped(const site::Visit& visit, const TypedEntry& typed,
                       const std::vector<SystemId>& identities, Problems& problems) {
  PersonEntry entry;
  for (const Line& line : kLines) {
    entry.*line.field = checkedLine(visit, line.id, typedLine(typed, line.id), kMaxEntryField,
                                    LineBreaks::refused, problems);
  }
  entry.address = checkedLine(visit, "address", typedLine(typed, "address"), kMaxEntryAddress,
                              LineBreaks::allowed, problems);
  if (typed.interpreter == "yes") entry.interpreter = true;
  if (typed.interpreter == "no") entry.interpreter = false;
  entry.birthDate = partialDateOf(visit, typed.birthDate, "birth-date", problems);
  const std::string number = typedLine(typed, "nhs-number");
  if (!trimmed(number).empty()) {
    if (const auto parsed = NhsNumber::parse(number)) {
      entry.nhsNumber = *parsed;
    } else {
      problems.push_back({"nhs-number", explain(parsed.error()).in(visit.words())});
    }
  }
  entry.identities = identities;
  return entry;
}

Html entrySummary(const Words& words, const PersonEntry& entry) {
  nhs::SummaryList list;
  const auto add = [&](std::string_view key, std::string_view value) {
    list.rows.push_back(
        {.key = key,
         .value = value.empty() ? html::text(words("Not filled in")) : html::lines(value)});
  };
  for (const Line& line : kLines) {
    const std::string& text = entry.*line.field;
    const bool isLanguage = line.field == &PersonEntry::language;
    add(words(line.label), isLanguage ? languageName(text, words.language()) : text);
  }
  add(words("Interpreter"), interpreterText(words, entry.interpreter));
  add(words("Date of birth"),
      entry.birthDate ? longText(*entry.birthDate, words.language()) : std::string());
  add(words("NHS number"), entry.nhsNumber ? entry.nhsNumber->text() : std::string());
  add(words("Address"), entry.address);
  return nhs::summaryList(list);
}

}  // namespace refocus::people
