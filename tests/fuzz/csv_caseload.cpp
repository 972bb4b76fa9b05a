// A caseload file of any kind: every row can be known by something, and rows and problems come in
// the order of their places.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "people/caseload_file.hpp"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace refocus;
  const auto file = people::readCaseload({reinterpret_cast<const char*>(data), size});
  if (!file) return 0;
  std::size_t index = 0;
  for (const auto& row : file->rows) {
    check(row.index > index);
    index = row.index;
    check(!row.identity.empty() || row.hasName());
    check(isUtf8(row.fullName()) && !hasControlCharacters(row.fullName(), LineBreaks::refused));
    check(people::sameness(row, row) != people::Sameness::clash);
  }
  index = 0;
  for (const auto& problem : file->problems) {
    check(problem.index > index && !problem.reason.in(Words()).empty());
    index = problem.index;
  }
  return 0;
}
