#include "people/fhir_patient.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "people/caseload_row_checks.hpp"

namespace refocus::people {
namespace {

const Json kNothing;

/// A member of an object; null if there is none, or if the value is no object.
const Json& member(const Json& value, std::string_view name) {
  if (!value.is_object()) return kNothing;
  const auto found = value.find(name);
  return found == value.end() ? kNothing : *found;
}

/// The elements of a member that repeats; none if it is not an array.
const Json& list(const Json& value, std::string_view name) {
  static const Json none = Json::array();
  const auto& found = member(value, name);
  return found.is_array() ? found : none;
}

std::string rawText(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::string text(const Json& value, std::string_view name) {
  return cleanLine(rawText(member(value, name)));
}

std::string joined(const Json& texts, std::string_view between) {
  std::string all;
  for (const auto& element : texts) {
    const auto part = cleanLine(rawText(element));
    if (part.empty()) continue;
    if (!all.empty()) all += between;
    all += part;
  }
  return all;
}

/// Repeated elements carry what they are for; the best is the one whose use comes first in `uses`,
/// and no use at all counts as the word "". Those with other uses are not taken.
const Json& bestByUse(const Json& elements, std::initializer_list<std::string_view> uses) {
  for (const auto use : uses) {
    for (const auto& element : elements) {
      if (element.is_object() && text(element, "use") == use) return element;
    }
  }
  return kNothing;
}

/// What a CodeableConcept says in words.
std::string conceptText(const Json& codeable) {
  auto said = text(codeable, "text");
  if (!said.empty()) return said;
  for (const auto& coding : list(codeable, "coding")) {
    said = text(coding, "display");
    if (!said.empty()) return said;
  }
  return {};
}

/// The first extension whose URL ends so, among a resource's own and those within them. Depth is
/// bounded by the parser's limit.
const Json& extensionEnding(const Json& value, std::string_view ending) {
  for (const auto& extension : list(value, "extension")) {
    if (foldedForSearch(text(extension, "url")).ends_with(ending)) return extension;
    const auto& within = extensionEnding(extension, ending);
    if (!within.is_null()) return within;
  }
  return kNothing;
}

/// Fills a row from one Patient, element by element.
class PatientReader {
 public:
  explicit PatientReader(const Json& patient) : patient_(patient) {}

  [[nodiscard]] std::expected<CaseloadRow, Sentence> read() {
    readIdentifiers();
    readNames();
    readPronouns();
    readBirthDate();
    readCommunication();
    readTelecom();
    readAddress();
    readStatus();
    return checkedRow(std::move(row_));
  }

 private:
  void warn(Sentence sentence) { row_.warnings.push_back(std::move(sentence)); }

  void readIdentifiers() {
    for (const auto& identifier : list(patient_, "identifier")) {
      auto system = text(identifier, "system");
      auto value = text(identifier, "value");
      if (value.empty() || text(identifier, "use") == "old") continue;
      if (system == kNhsNumberSystem) {
        readNhsNumber(value);
      } else if (system.empty()) {
        warn(Sentence(Msgid("An identifier was not used, because it does not say its system.")));
      } else {
        addSystemId(row_, {std::move(system), std::move(value)});
      }
    }
    auto id = text(patient_, "id");
    if (!id.empty()) addSystemId(row_, {std::string(kFhirSystem), std::move(id)});
  }

  void readNhsNumber(const std::string& value) {
    const auto number = NhsNumber::parse(value);
    auto& known = row_.identity.nhsNumber;
    if (!number) {
      warn(explain(number.error()));
    } else if (!known) {
      known = *number;
    } else if (*known != *number) {
      warn(Sentence(Msgid("There is more than one NHS number; the first was used.")));
    }
  }

  void readNames() {
    const auto& names = list(patient_, "name");
    const auto& name = bestByUse(names, {"official", "usual", "", "temp"});
    row_.familyName = text(name, "family");
    row_.givenNames = joined(list(name, "given"), " ");
    if (row_.familyName.empty() && row_.givenNames.empty()) {
      row_.givenNames = text(name, "text");
      if (!row_.givenNames.empty()) {
        warn(Sentence(Msgid("The name is not parted into given and family name.")));
      }
    }
    for (const auto* use : {"nickname", "usual"}) {
      const auto& called = bestByUse(names, {use});
      if (&called == &name || !row_.preferredName.empty()) continue;
      row_.preferredName = joined(list(called, "given"), " ");
      if (row_.preferredName.empty()) row_.preferredName = text(called, "text");
    }
    if (row_.preferredName == row_.givenNames) row_.preferredName.clear();
  }

  void readPronouns() {
    const auto& extension = extensionEnding(patient_, "pronouns");
    const auto& within = extensionEnding(extension, "value");
    for (const auto* said : {&extension, &within}) {
      if (!row_.pronouns.empty()) return;
      row_.pronouns = text(*said, "valueString");
      if (row_.pronouns.empty()) row_.pronouns = conceptText(member(*said, "valueCodeableConcept"));
    }
  }

  void readBirthDate() {
    const auto written = text(patient_, "birthDate");
    if (written.empty()) return;
    row_.birthDate = PartialDate::parse(written);
    if (!row_.birthDate)
      warn(Sentence(Msgid("The date of birth could not be read and was left out.")));
  }

  void readCommunication() {
    const auto& all = list(patient_, "communication");
    const Json* chosen = all.empty() ? &kNothing : &all.front();
    for (const auto& communication : all) {
      if (member(communication, "preferred") == Json(true)) {
        chosen = &communication;
        break;
      }
    }
    const auto& spoken = member(*chosen, "language");
    for (const auto& coding : list(spoken, "coding")) {
      if (row_.language.empty() && text(coding, "system") == "urn:ietf:bcp:47") {
        row_.language = text(coding, "code");
      }
    }
    if (row_.language.empty()) row_.language = conceptText(spoken);
    readInterpreter(all);
  }

  void readInterpreter(const Json& communications) {
    const auto* needed = &extensionEnding(patient_, "interpreterrequired");
    for (const auto& communication : communications) {
      if (needed->is_null()) needed = &extensionEnding(communication, "interpreterrequired");
    }
    const auto& answer = member(*needed, "valueBoolean");
    if (answer.is_boolean()) row_.interpreter = answer.get<bool>();
  }

  [[nodiscard]] std::string contactPoint(std::string_view system) const {
    auto points = Json::array();
    for (const auto& point : list(patient_, "telecom")) {
      if (text(point, "system") == system) points.push_back(point);
    }
    return text(bestByUse(points, {"mobile", "home", "", "temp", "work"}), "value");
  }

  void readTelecom() {
    row_.phone = contactPoint("phone");
    if (row_.phone.empty()) row_.phone = contactPoint("sms");
    row_.email = contactPoint("email");
  }

  void readAddress() {
    const auto& address = bestByUse(list(patient_, "address"), {"home", "", "temp", "work"});
    auto lines = Json::array();
    for (const auto& line : list(address, "line")) lines.push_back(line);
    for (const auto* part : {"city", "district", "state"}) lines.push_back(member(address, part));
    row_.address = joined(lines, "\n");
    if (row_.address.empty()) row_.address = cleanLines(rawText(member(address, "text")));
    row_.postcode = text(address, "postalCode");
  }

  void readStatus() {
    row_.inactive = member(patient_, "active") == Json(false);
    row_.deceased = member(patient_, "deceasedBoolean") == Json(true) ||
                    !text(patient_, "deceasedDateTime").empty();
    if (row_.inactive) warn(Sentence(Msgid("The record is marked as no longer in use.")));
    if (row_.deceased) warn(Sentence(Msgid("The person is marked as having died.")));
  }

  const Json& patient_;
  CaseloadRow row_;
};

}  // namespace

std::expected<CaseloadRow, Sentence> caseloadRowOf(const Json& patient) {
  return PatientReader(patient).read();
}

}  // namespace refocus::people
