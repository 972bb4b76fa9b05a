#include "people/fhir_element.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.hpp"
#include "people/caseload_row_checks.hpp"

namespace refocus::people {
namespace {

constexpr std::size_t kMostNotes = 20;

constexpr auto kNoText = Msgid("{element} is not text, as it is in FHIR R4, and was left out.");
constexpr auto kNoFlag =
    Msgid("{element} is not true or false, as it is in FHIR R4, and was left out.");
constexpr auto kNoNumber =
    Msgid("{element} is not a whole number, as it is in FHIR R4, and was left out.");
constexpr auto kNoObject =
    Msgid("{element} is not an object, as it is in FHIR R4, and was left out.");
constexpr auto kNoList = Msgid("{element} is not a list, as it is in FHIR R4, and was left out.");

std::string itemOf(const std::string& path, std::size_t place) {
  return path + '[' + std::to_string(place) + ']';
}

}  // namespace

void FhirNotes::add(Sentence sentence) {
  if (said_.size() > kMostNotes) return;
  if (std::ranges::find(said_, sentence) != said_.end()) return;
  said_.push_back(said_.size() < kMostNotes
                      ? std::move(sentence)
                      : Sentence(Msgid("There is more of this kind that was left out.")));
}

void FhirElement::note(Msgid aboutElement) const {
  notes_->add(Sentence(aboutElement, {{"element", path_}}));
}

void FhirElement::noteType(const std::string& path, Msgid message) const {
  notes_->add(Sentence(message, {{"element", path}}));
}

std::string FhirElement::pathOf(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + '.' + std::string(name);
}

const Json* FhirElement::member(std::string_view name) const {
  if (value_ == nullptr) return nullptr;
  const auto found = value_->find(name);
  return found == value_->end() || found->is_null() ? nullptr : &*found;
}

std::string FhirElement::text(std::string_view name) const {
  const Json* const value = member(name);
  if (value == nullptr) return {};
  if (value->is_string()) return cleanLine(value->get_ref<const std::string&>());
  noteType(pathOf(name), kNoText);
  return {};
}

std::string FhirElement::lines(std::string_view name) const {
  const Json* const value = member(name);
  if (value == nullptr) return {};
  if (value->is_string()) return cleanLines(value->get_ref<const std::string&>());
  noteType(pathOf(name), kNoText);
  return {};
}

std::optional<bool> FhirElement::flag(std::string_view name) const {
  const Json* const value = member(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  noteType(pathOf(name), kNoFlag);
  return std::nullopt;
}

std::optional<std::int64_t> FhirElement::number(std::string_view name) const {
  const Json* const value = member(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number_integer()) return value->get<std::int64_t>();
  noteType(pathOf(name), kNoNumber);
  return std::nullopt;
}

std::vector<std::string> FhirElement::texts(std::string_view name) const {
  const Json* const value = member(name);
  std::vector<std::string> found;
  if (value == nullptr) return found;
  const std::string path = pathOf(name);
  if (!value->is_array()) {
    noteType(path, kNoList);
    return found;
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    const Json& item = (*value)[i];
    if (item.is_null()) continue;
    if (!item.is_string()) {
      noteType(itemOf(path, i), kNoText);
      continue;
    }
    auto text = cleanLine(item.get_ref<const std::string&>());
    if (!text.empty()) found.push_back(std::move(text));
  }
  return found;
}

FhirElement FhirElement::part(std::string_view name) const {
  const Json* value = member(name);
  std::string path = pathOf(name);
  if (value != nullptr && !value->is_object()) {
    noteType(path, kNoObject);
    value = nullptr;
  }
  return {value, std::move(path), notes_};
}

std::vector<FhirElement> FhirElement::parts(std::string_view name) const {
  const Json* const value = member(name);
  std::vector<FhirElement> found;
  if (value == nullptr) return found;
  const std::string path = pathOf(name);
  if (!value->is_array()) {
    noteType(path, kNoList);
    return found;
  }
  found.reserve(value->size());
  for (std::size_t i = 0; i < value->size(); ++i) {
    const Json& item = (*value)[i];
    if (item.is_object()) {
      found.push_back({&item, itemOf(path, i), notes_});
    } else if (!item.is_null()) {
      noteType(itemOf(path, i), kNoObject);
    }
  }
  return found;
}

bool FhirElement::isList(std::string_view name) const {
  const Json* const value = member(name);
  return value != nullptr && value->is_array();
}

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string all;
  for (const std::string& text : texts) {
    if (text.empty()) continue;
    if (!all.empty()) all += between;
    all += text;
  }
  return all;
}

std::string conceptText(const FhirElement& codeable) {
  auto said = codeable.text("text");
  if (!said.empty()) return said;
  for (const auto& coding : codeable.parts("coding")) {
    said = coding.text("display");
    if (!said.empty()) return said;
  }
  return {};
}

FhirElement extensionEnding(const FhirElement& element, std::string_view ending) {
  for (const auto& extension : element.parts("extension")) {
    if (foldedForSearch(extension.text("url")).ends_with(ending)) return extension;
    const auto within = extensionEnding(extension, ending);
    if (within.isThere()) return within;
  }
  return element.nothing();
}

}  // namespace refocus::people
