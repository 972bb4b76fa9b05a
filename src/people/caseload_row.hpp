// One person as another system exported them, before anything is stored: who they are known as
// (Identity), what is known of them (CaseloadRow), and what could not be read (RowProblem).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "people/nhs_number.hpp"

namespace refocus::people {

/// A person's number in one system: an electronic record's name and its local id, or an identifier
/// system's URI. A bare Patient.id, which is a number in a system that is not named, comes with the
/// system "fhir": it says less than an identifier with its system (who_is_who.hpp).
struct SystemId {
  std::string system;
  std::string value;
  auto operator<=>(const SystemId&) const = default;
};

inline constexpr std::string_view kFhirSystem = "fhir";

/// What a row or a record is known by, besides its words; who_is_who.hpp says what it proves.
struct Identity {
  std::optional<NhsNumber> nhsNumber;
  std::vector<SystemId> systemIds;  ///< in the order of the source, each once

  [[nodiscard]] bool empty() const { return !nhsNumber && systemIds.empty(); }
  bool operator==(const Identity&) const = default;
};

struct CaseloadRow {
  std::size_t line = 0;   ///< of the file, from 1; of a FHIR resource its first line
  std::size_t index = 0;  ///< of the record or resource, from 1

  Identity identity;
  std::string familyName;
  std::string givenNames;
  std::string preferredName;
  std::string pronouns;
  std::optional<PartialDate> birthDate;
  std::string language;  ///< BCP 47 where the source has it ("cy", "bfi"), else its words
  std::optional<bool> interpreter;  ///< nothing: not said

  std::string team;
  std::string keyWorker;  ///< e-mail address
  std::optional<Date> from;
  std::optional<Date> to;

  std::string phone;
  std::string email;
  std::string address;  ///< lines parted by \n
  std::string postcode;

  // What the source says of the record itself. Nothing: not said; false: said that it is not so.
  std::optional<bool> died;
  std::optional<PartialDate> diedOn;  ///< with `died`, where the source has the day
  std::optional<bool> inactive;       ///< no longer in use at the source
  bool replaced = false;              ///< another record of the source stands in its place

  /// Whether this is a record that nobody is put on a caseload by.
  [[nodiscard]] bool isOver() const {
    return died.value_or(false) || inactive.value_or(false) || replaced;
  }

  std::vector<Sentence> warnings;  ///< read, but worth a look

  [[nodiscard]] bool hasName() const {
    return !familyName.empty() || !givenNames.empty() || !preferredName.empty();
  }
  /// "Given Family", or the preferred name where that is all there is; empty without any.
  [[nodiscard]] std::string fullName() const;
};

/// A record of the file that became no row.
struct RowProblem {
  std::size_t line = 0;
  std::size_t index = 0;  ///< 0: before any record could be told apart
  Sentence reason;
};

/// What two people who may be one have alike: folded full name and whole date of birth. Empty where
/// either is missing, because then there is no likeness to speak of.
[[nodiscard]] std::string likenessKey(std::string_view fullName,
                                      const std::optional<PartialDate>& birthDate);

}  // namespace refocus::people
