#include "people/caseload_file.hpp"

#include <optional>
#include <utility>

#include "people/caseload_file_csv.hpp"
#include "people/fhir_patient.hpp"

namespace refocus::people {
namespace {

using namespace std::string_view_literals;

/// What a file is that is neither CSV nor FHIR JSON, told by its first bytes. It is not blank.
std::optional<Sentence> foreignFormat(std::string_view content) {
  if (content.starts_with("\xFF\xFE"sv) || content.starts_with("\xFE\xFF"sv)) {
    return Sentence(Msgid("The file is UTF-16. Save it as UTF-8."));
  }
  if (content.starts_with("PK\x03\x04"sv) || content.starts_with("\xD0\xCF\x11\xE0"sv)) {
    return Sentence(
        Msgid("The file is a spreadsheet or an archive. Save the sheet as \"CSV UTF-8\"."));
  }
  if (content[content.find_first_not_of(" \t\r\n")] == '<') {
    return Sentence(Msgid("The file is XML. Export FHIR resources as JSON, or use CSV."));
  }
  return std::nullopt;
}

CaseloadFile fromFhir(std::string_view text) {
  auto read = readFhirPatients(text);
  return {.format = read.oneALine ? CaseloadFormat::fhirLines : CaseloadFormat::fhirJson,
          .rows = std::move(read.rows),
          .problems = std::move(read.problems),
          .ignoredColumns = {},
          .otherResources = read.otherResources};
}

}  // namespace

std::expected<CaseloadFile, RowProblem> readCaseload(std::string_view content) {
  const auto refuse = [](Sentence reason) {
    return std::unexpected(RowProblem{1, 0, std::move(reason)});
  };
  if (content.size() > kMaxCaseloadBytes) {
    return refuse(Sentence(Msgid("The file is larger than 64 MiB. Bring it in parts.")));
  }
  constexpr auto kByteOrderMark = "\xEF\xBB\xBF"sv;
  auto text = content;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return refuse(Sentence(Msgid("The file is empty.")));
  if (auto foreign = foreignFormat(text)) return refuse(std::move(*foreign));

  const bool json = text[start] == '{' || text[start] == '[';
  auto file = json ? fromFhir(text) : readCaseloadCsv(text);
  if (file && file->rows.size() + file->problems.size() > kMaxCaseloadRecords) {
    return refuse(Sentence(Msgid("The file has more than {most} records. Bring it in parts."),
                           {{"most", std::to_string(kMaxCaseloadRecords)}}));
  }
  return file;
}

}  // namespace refocus::people
