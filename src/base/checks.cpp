#include "base/checks.hpp"

#include <fmt/format.h>

#include "base/fault.hpp"
#include "base/text.hpp"

namespace refocus {

void checkPresent(std::string_view name, std::string_view value) {
  if (trimmed(value).empty()) throw Fault(FaultCode::invalid, fmt::format("{} is empty", name));
}

void checkLength(std::string_view name, std::string_view value, std::size_t most) {
  if (value.size() > most) {
    throw Fault(FaultCode::invalid,
                fmt::format("{} has {} bytes; the most is {}", name, value.size(), most));
  }
}

void checkRange(std::string_view name, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (value < least || value > most) {
    throw Fault(FaultCode::invalid,
                fmt::format("{} is {}; it must be from {} to {}", name, value, least, most));
  }
}

}  // namespace refocus
