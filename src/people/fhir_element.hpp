// Elements of a FHIR resource, each read as the type that R4 gives it. What is of another type is
// left out, and named in the notes with its place ("name[1].family"); a null is nothing, and null
// items stand for values that have extensions alone. All that is read of a resource is read
// through this, so that nothing is passed over in silence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/words.hpp"

namespace refocus::people {

/// What is to be said of a resource: each sentence once, and no more of them than somebody reads.
class FhirNotes {
 public:
  void add(Sentence sentence);
  [[nodiscard]] std::vector<Sentence> take() { return std::move(said_); }

 private:
  std::vector<Sentence> said_;
};

/// An object of the resource; or nothing, of which everything is empty. The resource and the notes
/// outlive it.
class FhirElement {
 public:
  FhirElement(const Json& resource, FhirNotes& notes) : value_(&resource), notes_(&notes) {}

  [[nodiscard]] FhirElement nothing() const { return {nullptr, {}, notes_}; }
  [[nodiscard]] bool isThere() const { return value_ != nullptr; }
  /// "name[1]"; empty for the resource itself.
  [[nodiscard]] const std::string& path() const { return path_; }
  void note(Sentence sentence) const { notes_->add(std::move(sentence)); }
  /// A sentence about this element.
  void note(Msgid aboutElement) const;

  [[nodiscard]] std::string text(std::string_view name) const;   ///< one clean line
  [[nodiscard]] std::string lines(std::string_view name) const;  ///< the same, with line breaks
  [[nodiscard]] std::optional<bool> flag(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;  ///< none of it empty
  [[nodiscard]] FhirElement part(std::string_view name) const;
  [[nodiscard]] std::vector<FhirElement> parts(std::string_view name) const;

  /// Whether an element is there and is a list, whatever it should be: older versions of FHIR
  /// differ in this.
  [[nodiscard]] bool isList(std::string_view name) const;

 private:
  FhirElement(const Json* value, std::string path, FhirNotes* notes)
      : value_(value), path_(std::move(path)), notes_(notes) {}
  [[nodiscard]] const Json* member(std::string_view name) const;
  [[nodiscard]] std::string pathOf(std::string_view name) const;
  void noteType(const std::string& path, Msgid message) const;

  const Json* value_;
  std::string path_;
  FhirNotes* notes_;
};

/// The texts that hold something, in a row.
[[nodiscard]] std::string joined(const std::vector<std::string>& texts, std::string_view between);

/// What a CodeableConcept says in words.
[[nodiscard]] std::string conceptText(const FhirElement& codeable);

/// The first extension whose URL ends so, capitals aside, among an element's own and those within
/// them. How deep they lie is bounded by the parser's limit.
[[nodiscard]] FhirElement extensionEnding(const FhirElement& element, std::string_view ending);

}  // namespace refocus::people
