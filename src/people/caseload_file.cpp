#include "people/caseload_file.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "people/caseload_file_csv.hpp"
#include "people/fhir_patient.hpp"

namespace refocus::people {
namespace {

using namespace std::string_view_literals;

constexpr auto kByteOrderMark = "\xEF\xBB\xBF"sv;
constexpr auto kBlanks = " \t\r\n"sv;

std::string_view withoutMark(std::string_view content) {
  if (content.starts_with(kByteOrderMark)) content.remove_prefix(kByteOrderMark.size());
  return content;
}

bool isJson(std::string_view text) {
  const auto start = text.find_first_not_of(kBlanks);
  return start != std::string_view::npos && (text[start] == '{' || text[start] == '[');
}

/// Text in units of two bytes has a zero in each that is of ASCII, all at even places or all at
/// odd ones, whether or not a mark says so. UTF-8 has none.
bool isUtf16(std::string_view content) {
  constexpr std::size_t kLookedAt = 512;
  if (content.starts_with("\xFF\xFE"sv) || content.starts_with("\xFE\xFF"sv)) return true;
  const auto start = content.substr(0, kLookedAt);
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < start.size(); ++i) {
    if (start[i] == '\0') ++zeros[i % 2];
  }
  return (zeros[0] == 0) != (zeros[1] == 0) && zeros[0] + zeros[1] >= start.size() / 4;
}

/// What a file is that is neither CSV nor FHIR JSON, told by its first bytes. It is not empty.
std::optional<Sentence> foreignFormat(std::string_view content) {
  if (isUtf16(content)) return Sentence(Msgid("The file is UTF-16. Save it as UTF-8."));
  if (content.starts_with("PK\x03\x04"sv) || content.starts_with("\xD0\xCF\x11\xE0"sv)) {
    return Sentence(
        Msgid("The file is a spreadsheet or an archive. Save the sheet as \"CSV UTF-8\"."));
  }
  constexpr std::size_t kLookedAt = 512;
  if (content.substr(0, kLookedAt).find('\0') != std::string_view::npos) {
    return Sentence(Msgid("The file is no text. Save the sheet as \"CSV UTF-8\"."));
  }
  const auto start = content.find_first_not_of(kBlanks);
  if (start != std::string_view::npos && content[start] == '<') {
    return Sentence(Msgid("The file is XML. Export FHIR resources as JSON, or use CSV."));
  }
  return std::nullopt;
}

CaseloadSurvey surveyFhir(std::string_view text, Date today) {
  auto found = readFhirPatients(text, today, {});
  return {.format = found.oneALine ? CaseloadFormat::fhirLines : CaseloadFormat::fhirJson,
          .records = found.records,
          .ignoredColumns = {},
          .otherResources = found.otherResources,
          .notes = std::move(found.notes),
          .doubtfulColumns = {}};
}

}  // namespace

std::expected<CaseloadSurvey, RowProblem> surveyCaseload(std::string_view content, Date today) {
  const auto refuse = [](Sentence reason) {
    return std::unexpected(RowProblem{1, 0, std::move(reason)});
  };
  if (content.size() > kMaxCaseloadBytes) {
    return refuse(Sentence(Msgid("The file is larger than 64 MiB. Bring it in parts.")));
  }
  const auto text = withoutMark(content);
  if (text.find_first_not_of(kBlanks) == std::string_view::npos) {
    return refuse(Sentence(Msgid("The file is empty.")));
  }
  if (auto foreign = foreignFormat(text)) return refuse(std::move(*foreign));
  auto survey = isJson(text) ? surveyFhir(text, today) : surveyCaseloadCsv(text);
  if (survey && survey->records > kMaxCaseloadRecords) {
    return refuse(Sentence(Msgid("The file has more than {most} records. Bring it in parts."),
                           {{"most", std::to_string(kMaxCaseloadRecords)}}));
  }
  return survey;
}

void readCaseload(std::string_view content, const CaseloadSurvey& survey, Date today,
                  const CaseloadSink& sink) {
  const auto text = withoutMark(content);
  if (survey.format == CaseloadFormat::csv) {
    readCaseloadCsv(text, survey, today, sink);
  } else {
    (void)readFhirPatients(text, today, sink);
  }
}

}  // namespace refocus::people
