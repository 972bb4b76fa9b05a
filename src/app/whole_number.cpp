#include "app/whole_number.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/fault.hpp"
#include "fitting/data_file_number.hpp"

namespace refocus::app {

int wholeNumberOf(const std::string& option, const std::string& word, int most) {
  const auto number = fitting::numberOf(word);
  if (!number || *number != std::floor(*number) || *number < 1 || *number > most) {
    throw Fault(FaultCode::badRequest,
                fmt::format("{} {}: write a whole number from 1 to {}", option, word, most));
  }
  return static_cast<int>(*number);
}

}  // namespace refocus::app
