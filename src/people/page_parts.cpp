#include "people/page_parts.hpp"

#include <expected>

#include "base/text.hpp"

namespace refocus::people {
namespace {

// The date, or nothing and a problem at the box of its day.
template <class Value>
std::optional<Value> dateOf(const site::Visit& visit,
                            std::expected<std::optional<Value>, Sentence> typed,
                            const std::string& id, Problems& problems) {
  if (typed) return *typed;
  problems.push_back({site::dayBoxOf(id), typed.error().in(visit.words())});
  return std::nullopt;
}

}  // namespace

std::optional<Date> dayOf(const site::Visit& visit, const TypedDate& typed, const std::string& id,
                          Problems& problems) {
  return dateOf(visit, site::dayIn(typed), id, problems);
}

std::optional<PartialDate> partialDateOf(const site::Visit& visit, const TypedDate& typed,
                                         const std::string& id, Problems& problems) {
  return dateOf(visit, site::partialDateIn(typed), id, problems);
}

std::string lineOf(const site::Visit& visit, const http::Form& form, const std::string& id,
                   std::size_t most, std::string_view missing, Problems& problems) {
  std::string line = normalised(trimmed(form.fields.text(id)));
  const Words& words = visit.words();
  if (line.empty() && !missing.empty()) {
    problems.push_back({id, std::string(missing)});
  } else if (characterCount(line) > most) {
    problems.push_back({id, words("Use {count} characters or fewer", arg("count", most))});
  } else if (hasControlCharacters(line, LineBreaks::refused)) {
    problems.push_back({id, std::string(words("Use letters, numbers and signs only"))});
  }
  return line;
}

std::string withoutStop(std::string sentence) {
  if (sentence.ends_with('.')) sentence.pop_back();
  return sentence;
}

std::string recordName(const Words& words, const PersonId& person) {
  constexpr std::size_t kShown = 8;  // in a hundred thousand, one pair may share it
  const std::string id = person.text();
  return words("Record {id}", arg("id", id.substr(id.size() - kShown)));
}

std::vector<Choice> workerChoices(const Words& words, std::string_view none,
                                  std::span<const Worker> staff) {
  std::vector<Choice> choices{{"", std::string(none)}};
  for (const Worker& one : staff) {
    choices.push_back({one.id.text(), words("{name}, {profession}", arg("name", one.name),
                                            arg("profession", words(labelOf(one.profession))))});
  }
  return choices;
}

std::string shownName(const Words& words, std::string_view name) {
  return std::string(name.empty() ? words("Name not known") : name);
}

std::string dayText(const Words& words, Date day) {
  return longText(PartialDate(day), words.language());
}

std::string dayText(const Words& words, const std::optional<Date>& day) {
  return day ? dayText(words, *day) : std::string();
}

std::string spanText(const Words& words, Date from, const std::optional<Date>& until) {
  if (!until) return words("From {from}", arg("from", dayText(words, from)));
  return words("{from} to {until}", arg("from", dayText(words, from)),
               arg("until", dayText(words, *until)));
}

}  // namespace refocus::people
