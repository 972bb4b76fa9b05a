// That a record is over, as a tag beside the person's name.
#pragma once

#include "html/html.hpp"
#include "people/person.hpp"

namespace refocus::people {

/// Nothing of a record that is in use.
[[nodiscard]] html::Html standingTag(const Words& words, Standing standing);

}  // namespace refocus::people
