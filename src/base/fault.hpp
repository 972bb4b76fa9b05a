// What a caller cannot handle is one exception type with a code. Expected outcomes (a form that
// does not validate, a thing that is not there) are std::expected or std::optional instead.
//
// One table gives each code its HTTP status, its FHIR OperationOutcome issue type
// (http://hl7.org/fhir/R4/valueset-issue-type.html) and its plain words for a page.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace refocus {

enum class FaultCode {
  badRequest,       ///< the request cannot be understood
  tooLarge,         ///< a body, file or field is over its limit
  notSignedIn,      ///< the caller must sign in first
  forbidden,        ///< the caller may not do this
  notFound,         ///< there is no such thing, or none this caller may know of
  conflict,         ///< somebody else changed the thing first
  duplicate,        ///< a unique value is already in use
  brokenReference,  ///< a row names another that does not exist, or that others still need
  invalid,          ///< a value breaks a rule of the database or of a function's contract
  tooMany,          ///< too many requests; try later
  retry,            ///< the database could not order two transactions; the same call may pass
  busy,             ///< the server is at its limit or stopping
  diskFull,         ///< nothing more can be written
  readOnly,         ///< the database or a file may not be written
  unavailable,      ///< the database, or another service this one needs, cannot be reached
  wrongKey,         ///< a key is missing, or does not open what it should
  corrupt,          ///< stored data fails its check
  configuration,    ///< a setting is unknown or bad
  internal,         ///< a defect of the program
};

/// What one code means to each kind of reader.
struct FaultMeaning {
  FaultCode code;
  std::string_view name;  ///< as written in logs, e.g. "disk-full"
  int httpStatus;
  std::string_view fhirIssue;   ///< OperationOutcome.issue.code
  std::string_view plainWords;  ///< a sentence for the person at the page
};

/// The row of the table for a code. Every code has one.
[[nodiscard]] const FaultMeaning& meaningOf(FaultCode code);

/// The whole table, in the order of the codes.
[[nodiscard]] std::span<const FaultMeaning> faultMeanings();

/// The one exception of the program. `what()` says what is wrong, where, and what to do; it is for
/// logs and the command line and never holds a secret or a person's words.
class Fault : public std::runtime_error {
 public:
  Fault(FaultCode code, const std::string& what) : std::runtime_error(what), code_(code) {}
  [[nodiscard]] FaultCode code() const noexcept { return code_; }

 private:
  FaultCode code_;
};

}  // namespace refocus
