#include "people/fhir_choice.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <tuple>
#include <utility>

#include "base/text.hpp"

namespace refocus::people {
namespace {

using namespace std::chrono;

constexpr std::size_t kDayLength = 10;  // of "2026-11-30"

/// The two digits that begin the text, which moves past them and the sign after them, if any.
std::optional<int> twoDigits(std::string_view& text) {
  int value = 0;
  if (text.size() < 2) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 2, value);
  if (error != std::errc{} || end != text.data() + 2 || value < 0) return std::nullopt;
  text.remove_prefix(2);
  return value;
}

/// "Z", "+01:00", or nothing at all, which is taken for the time here: how far ahead of UTC.
std::optional<minutes> zoneOf(std::string_view text) {
  if (text.empty() || text == "Z") return minutes(0);
  const char sign = text.front();
  text.remove_prefix(1);
  const auto hour = twoDigits(text);
  if (!text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  const auto minute = twoDigits(text);
  if (!hour || !minute || !text.empty() || (sign != '+' && sign != '-')) return std::nullopt;
  const minutes ahead = hours(*hour) + minutes(*minute);
  return sign == '-' ? -ahead : ahead;
}

/// The day in London of a moment that is written "2026-11-30T23:30:00.000Z".
std::optional<Date> dayOfMoment(Date day, std::string_view clock) {
  const auto hour = twoDigits(clock);
  if (!hour || *hour > 24 || !clock.starts_with(':')) return std::nullopt;
  clock.remove_prefix(1);
  const auto minute = twoDigits(clock);
  if (!minute || *minute > 59) return std::nullopt;
  clock.remove_prefix(std::min(clock.find_first_not_of(":.0123456789"), clock.size()));
  const auto ahead = zoneOf(clock);
  if (!ahead) return std::nullopt;
  if (clock.empty()) return day;
  return londonDate(Instant(sys_days(day) + hours(*hour) + minutes(*minute) - *ahead));
}

std::optional<PartialDate> dayIn(const FhirElement& period, std::string_view name) {
  const auto written = period.text(name);
  if (written.empty()) return std::nullopt;
  auto day = fhirDay(written);
  if (!day) {
    period.note(Msgid("A date of {element} could not be read: the period was taken as open."));
  }
  return day;
}

bool isMasked(const FhirElement& element) {
  const auto said = [&](std::string_view ending, std::initializer_list<std::string_view> codes) {
    const auto extension = extensionEnding(element, ending);
    if (!extension.isThere()) return false;
    for (const auto& code :
         {extension.text("valueCode"), extension.part("valueCoding").text("code")}) {
      if (std::ranges::find(codes, code) != codes.end()) return true;
    }
    return false;
  };
  return said("data-absent-reason", {"masked", "MSK"}) || said("nullflavor", {"MSK", "masked"}) ||
         said("inline-sec-label", {"R", "V"});
}

/// Of those that are over the last to end comes first, so the days are counted backwards.
int sinceItEnded(const FhirElement& element, Validity validity) {
  if (validity != Validity::over) return 0;
  const auto end = fhirDay(element.part("period").text("end"));
  return end ? -static_cast<int>(sys_days(end->latest()).time_since_epoch().count()) : 0;
}

}  // namespace

std::optional<PartialDate> fhirDay(std::string_view written) {
  const auto date = PartialDate::parse(written.substr(0, kDayLength));
  if (!date || written.size() <= kDayLength) return date;
  if (written[kDayLength] != 'T') return std::nullopt;
  const auto day = dayOfMoment(date->earliest(), written.substr(kDayLength + 1));
  return day ? std::optional(PartialDate(*day)) : std::nullopt;
}

Validity validityOf(const FhirElement& element, Date today) {
  const auto period = element.part("period");
  const auto start = dayIn(period, "start");
  const auto end = dayIn(period, "end");
  if (end && end->latest() < today) return Validity::over;
  return start && start->earliest() > today ? Validity::notYet : Validity::now;
}

bool isWithheld(const FhirElement& element) {
  if (isMasked(element)) return true;
  return isMasked(element.part("_value")) || isMasked(element.part("_text")) ||
         isMasked(element.part("_postalCode"));
}

std::optional<std::size_t> placeOfUse(const FhirElement& element,
                                      std::initializer_list<std::string_view> uses) {
  const auto* const found = std::ranges::find(uses, element.text("use"));
  if (found == uses.end()) return std::nullopt;
  return static_cast<std::size_t>(found - uses.begin());
}

void noteValidity(const FhirElement& element, Validity validity) {
  if (validity == Validity::over) {
    element.note(Msgid("{element} is over by its period, but nothing replaces it: it was used."));
  } else if (validity == Validity::notYet) {
    element.note(
        Msgid("{element} has not begun by its period, but there is no other: it was used."));
  }
}

std::optional<FhirElement> bestOf(const std::vector<FhirElement>& elements,
                                  std::initializer_list<std::string_view> uses, Date today) {
  using Order = std::tuple<Validity, std::int64_t, std::size_t, int>;
  std::optional<std::pair<Order, const FhirElement*>> best;
  for (const FhirElement& element : elements) {
    const auto use = placeOfUse(element, uses);
    if (!use) continue;
    const auto validity = validityOf(element, today);
    const auto rank = element.number("rank").value_or(std::numeric_limits<std::int64_t>::max());
    const Order order{validity, rank, *use, sinceItEnded(element, validity)};
    if (!best || order < best->first) best = {order, &element};
  }
  if (best) {
    noteValidity(*best->second, std::get<Validity>(best->first));
    return *best->second;
  }
  for (const FhirElement& element : elements) {
    element.note(Sentence(Msgid("{element} was not taken: its use is \"{use}\"."),
                          {{"element", element.path()}, {"use", element.text("use")}}));
  }
  return std::nullopt;
}

}  // namespace refocus::people
