#include "people/standing_tag.hpp"

#include "html/nhs.hpp"

namespace refocus::people {

html::Html standingTag(const Words& words, Standing standing) {
  if (standing == Standing::inUse) return {};
  return html::nhs::tag({.text = words(labelOf(standing)), .colour = html::nhs::TagColour::grey});
}

}  // namespace refocus::people
