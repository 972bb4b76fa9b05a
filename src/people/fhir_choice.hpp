// Which of a resource's repeated elements hold now. By FHIR R4's Period: its ends are partial
// dates, both inclusive, so that "2021" ends with the year, and one that is missing is open. By
// `use`, in the order that the caller wants them; by `rank`, where contact points have one.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "people/fhir_element.hpp"

namespace refocus::people {

/// A FHIR date or dateTime: the year, month or day that it is, or the day in London of its moment.
[[nodiscard]] std::optional<PartialDate> fhirDay(std::string_view written);

/// In the order in which one is preferred to another.
enum class Validity { now, over, notYet };

/// By the element's period. An end that cannot be read is noted, and does not count.
[[nodiscard]] Validity validityOf(const FhirElement& element, Date today);

/// Whether an element is there but masked: by a reason why its data are absent, or by a label.
[[nodiscard]] bool isWithheld(const FhirElement& element);

/// The place in `uses` of the element's use, where none at all is the word ""; nothing for a use
/// that is not taken.
[[nodiscard]] std::optional<std::size_t> placeOfUse(const FhirElement& element,
                                                    std::initializer_list<std::string_view> uses);

/// The best of elements of which each says something: what holds now before what is over or has
/// not begun, then by rank, then by use, then the one that comes first. Of those that are over, the
/// last to end. It is noted when there is none but such, and when those that there are have uses
/// that are not taken.
[[nodiscard]] std::optional<FhirElement> bestOf(const std::vector<FhirElement>& elements,
                                                std::initializer_list<std::string_view> uses,
                                                Date today);

/// Says that the element was used although it is over, or has not begun.
void noteValidity(const FhirElement& element, Validity validity);

}  // namespace refocus::people
