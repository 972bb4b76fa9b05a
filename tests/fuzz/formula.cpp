// Formulas: a problem has a place within the text, and what is read is read again from its own
// names as a model of as many terms, which then stays as it is written.
#include "fitting/formula.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace refocus::fitting;

void check(bool holds) {
  if (!holds) std::abort();
}

std::string writtenSide(const TermList& list) {
  std::string text = list.intercept ? "1" : "0";
  for (const Term& term : list.terms) text += " + " + nameOf(list, term);
  for (const Variable& offset : list.offsets) text += " + offset(" + offset.name + ")";
  return text;
}

std::string written(const Formula& formula) {
  std::string text = formula.response.name + " ~ " + writtenSide(formula.fixed);
  for (const RandomPart& part : formula.random) {
    std::string group;
    for (const std::string& column : part.columns) {
      group += (group.empty() ? "`" : ":`") + column + "`";
    }
    text += " + (" + writtenSide(part.effects) + " | " + group + ")";
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto formula = parseFormula(text);
  if (!formula) {
    check(formula.error().at <= text.size() && !formula.error().reason.empty());
    check(explained(text, formula.error()).size() > text.size());
    return 0;
  }
  check(formula->fixed.terms.size() <= kMostTerms && formula->random.size() <= kMostTerms);
  const auto again = parseFormula(written(*formula));
  if (!again) {
    // Written out it may be too long; nothing else may be wrong with it.
    check(again.error().reason.find("most") != std::string::npos ||
          again.error().reason.find("too") != std::string::npos);
    return 0;
  }
  check(again->fixed.terms.size() == formula->fixed.terms.size());
  check(again->random.size() == formula->random.size());
  // The order of variables may have changed once: a taken-away main effect named its variable
  // first.
  const std::string settled = written(*again);
  const auto third = parseFormula(settled);
  check(third && written(*third) == settled);
  return 0;
}
