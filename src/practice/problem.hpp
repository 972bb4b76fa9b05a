// What is wrong with one field of a form, said later in the reader's language.
#pragma once

#include <string>
#include <vector>

#include "base/words.hpp"

namespace refocus::practice {

struct Problem {
  std::string field;  ///< the form field's name, for the error summary's link
  Sentence message;
  bool operator==(const Problem&) const = default;
};

using Problems = std::vector<Problem>;

}  // namespace refocus::practice
