// The Faults of reading a row wrongly, the same for both databases.
#pragma once

#include <fmt/format.h>

#include <string_view>

#include "base/fault.hpp"

namespace refocus::database {

[[noreturn]] inline void throwWrongType(int column, std::string_view wanted, std::string_view is) {
  throw Fault(FaultCode::internal,
              fmt::format("column {} of a row was read as {}, but it is {}", column, wanted, is));
}

[[noreturn]] inline void throwNoSuchColumn(int column, int count) {
  throw Fault(FaultCode::internal,
              fmt::format("column {} was read of a row that has {}", column, count));
}

}  // namespace refocus::database
