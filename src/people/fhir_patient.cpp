#include "people/fhir_patient.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "people/birth_date.hpp"
#include "people/caseload_row_checks.hpp"
#include "people/fhir_choice.hpp"
#include "people/fhir_element.hpp"

namespace refocus::people {
namespace {

using Elements = std::vector<FhirElement>;

constexpr std::size_t kAnyOtherUse = 99;

/// An identifier that has a value.
struct Identifier {
  FhirElement element;
  std::string system;
  std::string value;
  Validity validity;
  std::size_t use;  ///< 0 is the best
};

std::string givenNames(const FhirElement& name) { return joined(name.texts("given"), " "); }

/// R4's family name is one text; DSTU2 wrote a list of them.
std::string familyName(const FhirElement& name) {
  if (!name.isList("family")) return name.text("family");
  auto all = joined(name.texts("family"), " ");
  if (!all.empty()) {
    name.note(
        Msgid("{element}: the family name is a list, as FHIR DSTU2 writes it, and was read."));
  }
  return all;
}

/// Those of which something is left when what they are for is taken away.
template <class HoldsSomething>
Elements filled(Elements elements, HoldsSomething holdsSomething) {
  std::erase_if(elements, [&](const FhirElement& one) { return !holdsSomething(one); });
  return elements;
}

/// Fills a row from one Patient, element by element.
class PatientReader {
 public:
  PatientReader(const Json& patient, Date today) : patient_(patient, notes_), today_(today) {}

  [[nodiscard]] std::expected<CaseloadRow, Sentence> read() {
    if (patient_.part("animal").isThere()) {
      return std::unexpected(
          Sentence(Msgid("This is an animal, as older versions of FHIR (DSTU2, STU3) write it.")));
    }
    readIdentifiers();
    readNames();
    readPronouns();
    readBirthDate();
    readCommunication();
    readContact();
    readStatus();
    for (Sentence& note : notes_.take()) row_.warnings.push_back(std::move(note));
    return checkedRow(std::move(row_));
  }

 private:
  void warn(Sentence sentence) { notes_.add(std::move(sentence)); }

  /// Those that are not old, best first.
  [[nodiscard]] std::vector<Identifier> identifiers() {
    std::vector<Identifier> found;
    for (const auto& element : patient_.parts("identifier")) {
      auto value = element.text("value");
      if (value.empty() || element.text("use") == "old") continue;
      const auto use = placeOfUse(element, {"official", "usual", "", "secondary", "temp"});
      found.push_back({.element = element,
                       .system = element.text("system"),
                       .value = std::move(value),
                       .validity = validityOf(element, today_),
                       .use = use.value_or(kAnyOtherUse)});
    }
    std::ranges::stable_sort(
        found, {}, [](const Identifier& one) { return std::pair(one.validity, one.use); });
    return found;
  }

  void readIdentifiers() {
    const auto all = identifiers();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Identifier& one = all[i];
      if (one.system.empty()) {
        warn(Sentence(Msgid("An identifier was not used, because it does not say its system.")));
        continue;
      }
      const bool isReplaced =
          one.validity != Validity::now &&
          std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i),
                      [&](const Identifier& better) { return better.system == one.system; });
      if (isReplaced) continue;
      noteValidity(one.element, one.validity);
      if (one.system == kNhsNumberSystem) {
        readNhsNumber(one.value);
      } else {
        addSystemId(row_, {one.system, one.value});
      }
    }
    auto id = patient_.text("id");
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
    const auto names = filled(patient_.parts("name"), [](const FhirElement& name) {
      // Each is read, so that one of another type is named though another would do.
      return !(familyName(name) + givenNames(name) + name.text("text")).empty();
    });
    // A former name (old, maiden) is nobody's name now, and neither is a name that stands for them.
    const auto called = preferred(names, {"nickname"});
    auto others = names;
    if (called)
      std::erase_if(others, [](const auto& one) { return one.text("use") == "nickname"; });
    const auto name = bestOf(others, {"official", "usual", "", "temp"}, today_);
    if (name) readName(*name);
    if (called) {
      row_.preferredName = spoken(*called);
    } else if (const auto usual = preferred(names, {"usual"}); usual && name) {
      if (usual->path() != name->path()) row_.preferredName = spoken(*usual);
    }
    if (row_.preferredName == row_.givenNames) row_.preferredName.clear();
  }

  void readName(const FhirElement& name) {
    row_.familyName = familyName(name);
    row_.givenNames = givenNames(name);
    if (!row_.familyName.empty() || !row_.givenNames.empty()) return;
    row_.givenNames = name.text("text");
    warn(Sentence(Msgid("The name is not parted into given and family name.")));
  }

  /// A name that holds now, with that use.
  [[nodiscard]] std::optional<FhirElement> preferred(const Elements& names, std::string_view use) {
    for (const auto& name : names) {
      if (name.text("use") == use && validityOf(name, today_) == Validity::now) return name;
    }
    return std::nullopt;
  }

  [[nodiscard]] static std::string spoken(const FhirElement& name) {
    auto given = givenNames(name);
    return given.empty() ? name.text("text") : given;
  }

  void readPronouns() {
    const auto extension = extensionEnding(patient_, "pronouns");
    for (const auto& said : {extension, extensionEnding(extension, "value")}) {
      if (!row_.pronouns.empty()) return;
      row_.pronouns = said.text("valueString");
      if (row_.pronouns.empty()) row_.pronouns = conceptText(said.part("valueCodeableConcept"));
    }
  }

  void readBirthDate() {
    const auto written = patient_.text("birthDate");
    if (written.empty()) return;
    const auto date = PartialDate::parse(written);
    if (!date) {
      warn(Sentence(Msgid("The date of birth could not be read and was left out.")));
    } else if (auto wrong = wrongWithBirthDate(*date, today_)) {
      warn(std::move(*wrong));
    } else {
      row_.birthDate = date;
    }
  }

  void readCommunication() {
    const auto all = patient_.parts("communication");
    auto chosen = all.empty() ? patient_.nothing() : all.front();
    for (auto at = all.rbegin(); at != all.rend(); ++at) {
      if (at->flag("preferred").value_or(false)) chosen = *at;
    }
    readLanguage(chosen.part("language"));
    auto needed = extensionEnding(patient_, "interpreterrequired");
    for (const auto& communication : all) {
      if (!needed.isThere()) needed = extensionEnding(communication, "interpreterrequired");
    }
    row_.interpreter = needed.flag("valueBoolean");
    // Care Connect (STU3) has the language in an extension of the resource.
    if (!row_.language.empty()) return;
    const auto stu3 = extensionEnding(patient_, "nhscommunication-1");
    readLanguage(extensionEnding(stu3, "language").part("valueCodeableConcept"));
  }

  void readLanguage(const FhirElement& spoken) {
    for (const auto& coding : spoken.parts("coding")) {
      if (row_.language.empty() && coding.text("system") == "urn:ietf:bcp:47") {
        row_.language = coding.text("code");
      }
    }
    if (row_.language.empty()) row_.language = conceptText(spoken);
  }

  /// Whether the whole record is not for everybody's eyes: HL7's Confidentiality, from restricted.
  [[nodiscard]] bool isRestricted() {
    for (const auto& label : patient_.part("meta").parts("security")) {
      const auto system = foldedForSearch(label.text("system"));
      const auto code = label.text("code");
      const bool isLevel = system.empty() || system.ends_with("confidentiality");
      if (isLevel && (code == "R" || code == "V")) return true;
    }
    return false;
  }

  void readContact() {
    auto points = patient_.parts("telecom");
    auto addresses = patient_.parts("address");
    if (isRestricted() && !(points.empty() && addresses.empty())) {
      warn(Sentence(Msgid(
          "The record is marked as restricted: telephone, email and address were not taken.")));
      return;
    }
    for (Elements* some : {&points, &addresses}) {
      std::erase_if(*some, [](const FhirElement& one) {
        if (!isWithheld(one)) return false;
        one.note(Msgid("{element} is marked as withheld and was not taken."));
        return true;
      });
    }
    readTelecom(
        filled(std::move(points), [](const auto& one) { return !one.text("value").empty(); }));
    readAddress(filled(std::move(addresses), [](const auto& one) {
      return !linesOf(one).empty() || !one.text("postalCode").empty();
    }));
  }

  void readTelecom(const Elements& points) {
    row_.phone = contactPoint(points, {"phone", "sms"});
    row_.email = contactPoint(points, {"email"});
  }

  [[nodiscard]] std::string contactPoint(const Elements& points,
                                         std::initializer_list<std::string_view> systems) const {
    Elements some;
    for (const auto system : systems) {
      std::ranges::copy_if(points, std::back_inserter(some), [&](const FhirElement& point) {
        return point.text("system") == system;
      });
    }
    const auto best = bestOf(some, {"mobile", "home", "", "temp", "work"}, today_);
    return best ? best->text("value") : std::string();
  }

  [[nodiscard]] static std::string linesOf(const FhirElement& address) {
    auto lines = address.texts("line");
    for (const auto* part : {"city", "district", "state"}) lines.push_back(address.text(part));
    auto all = joined(lines, "\n");
    auto whole = address.lines("text");
    return all.empty() ? whole : all;
  }

  void readAddress(const Elements& addresses) {
    const auto best = bestOf(addresses, {"home", "", "temp", "work"}, today_);
    if (!best) return;
    row_.address = linesOf(*best);
    row_.postcode = best->text("postalCode");
  }

  void readStatus() {
    if (const auto active = patient_.flag("active")) row_.inactive = !*active;
    row_.died = patient_.flag("deceasedBoolean");
    if (const auto when = patient_.text("deceasedDateTime"); !when.empty()) {
      row_.died = true;
      row_.diedOn = fhirDay(when);
    }
    for (const auto& link : patient_.parts("link")) {
      const auto type = link.text("type");
      if (type == "replaced-by" || type == "replace")
        row_.replaced = true;  // R4's and DSTU2's word
    }
  }

  FhirNotes notes_;
  FhirElement patient_;
  Date today_;
  CaseloadRow row_;
};

}  // namespace

std::expected<CaseloadRow, Sentence> caseloadRowOf(const Json& patient, Date today) {
  return PatientReader(patient, today).read();
}

}  // namespace refocus::people
