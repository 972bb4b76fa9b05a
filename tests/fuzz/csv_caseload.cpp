// A caseload file of any kind: every row can be known by something, records come in the order of
// their places, and they are as many as the survey of the file said.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "people/who_is_who.hpp"
#include "people/whole_caseload.hpp"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace refocus;
  constexpr Date kToday{std::chrono::year(2026), std::chrono::March, std::chrono::day(10)};
  const auto file = people::wholeCaseload({reinterpret_cast<const char*>(data), size}, kToday);
  if (!file) return 0;
  check(file->rows.size() + file->problems.size() == file->records);
  std::size_t index = 0;
  for (const auto& row : file->rows) {
    check(row.index > index);
    index = row.index;
    check(!row.identity.empty() || row.hasName());
    check(isUtf8(row.fullName()) && !hasControlCharacters(row.fullName(), LineBreaks::refused));
    const auto entry = people::entryOf(row);
    check(people::whoIsWho(entry, entry).sameness != people::Sameness::clash);
  }
  index = 0;
  for (const auto& problem : file->problems) {
    check(problem.index > index && !problem.reason.in(Words()).empty());
    index = problem.index;
  }
  return 0;
}
