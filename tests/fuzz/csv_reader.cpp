// CSV text: lines only ever count upwards, fields hold their limits, and what is read as a stream
// is what is read as text.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "base/csv.hpp"

namespace {

using namespace refocus;

void check(bool holds) {
  if (!holds) std::abort();
}

constexpr CsvFormat kFormat{.maxRecordBytes = 2000, .maxFieldBytes = 200, .maxFields = 20};

std::string said(CsvReader& reader) {
  std::string all;
  std::size_t line = 0;
  while (const auto step = reader.next()) {
    const auto here = *step ? (*step)->line : step->error().line;
    check(here > line);
    line = here;
    all += std::to_string(line);
    if (!*step) {
      all += step->error().reason.in(Words());
      continue;
    }
    check((*step)->fields.size() <= kFormat.maxFields);
    for (const auto field : (*step)->fields) {
      check(field.size() <= kFormat.maxFieldBytes);
      all += '|' + std::string(field);
    }
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  CsvReader fromText(text, kFormat);
  std::istringstream stream(text);
  CsvReader fromStream(stream, kFormat);
  check(said(fromText) == said(fromStream));
  return 0;
}
