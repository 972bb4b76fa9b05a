#include "people/caseload_row_checks.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace refocus::people {
namespace {

constexpr std::size_t kMostSystemIds = 20;
constexpr std::size_t kMostCharacters = 200;
constexpr std::size_t kMostAddressCharacters = 1000;

Sentence tooLong(std::string_view field, std::size_t most) {
  return Sentence(Msgid("{field} is longer than {most} characters."),
                  {{"field", std::string(field)}, {"most", std::to_string(most)}});
}

std::optional<Sentence> fieldTooLong(const CaseloadRow& row) {
  struct Field {
    std::string_view name;
    const std::string& value;
  };
  const std::array fields{
      Field{"family_name", row.familyName},
      Field{"given_names", row.givenNames},
      Field{"preferred_name", row.preferredName},
      Field{"pronouns", row.pronouns},
      Field{"language", row.language},
      Field{"team", row.team},
      Field{"key_worker", row.keyWorker},
      Field{"phone", row.phone},
      Field{"email", row.email},
      Field{"postcode", row.postcode},
  };
  for (const auto& [name, value] : fields) {
    if (characterCount(value) > kMostCharacters) return tooLong(name, kMostCharacters);
  }
  for (const auto& id : row.identity.systemIds) {
    if (characterCount(id.system) > kMostCharacters)
      return tooLong("source_system", kMostCharacters);
    if (characterCount(id.value) > kMostCharacters) return tooLong("local_id", kMostCharacters);
  }
  if (characterCount(row.address) > kMostAddressCharacters) {
    return tooLong("address", kMostAddressCharacters);
  }
  return std::nullopt;
}

}  // namespace

std::string cleanLine(std::string_view raw) {
  return std::string(trimmed(withoutControlCharacters(normalised(raw), LineBreaks::refused)));
}

std::string cleanLines(std::string_view raw) {
  std::string lines;
  const auto text = withoutControlCharacters(normalised(raw), LineBreaks::allowed);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\r') {
      lines += text[at];
    } else if (at + 1 == text.size() || text[at + 1] != '\n') {
      lines += '\n';
    }
  }
  return std::string(trimmed(lines));
}

void addSystemId(CaseloadRow& row, SystemId id) {
  auto& ids = row.identity.systemIds;
  if (std::find(ids.begin(), ids.end(), id) != ids.end()) return;
  if (ids.size() < kMostSystemIds) {
    ids.push_back(std::move(id));
    return;
  }
  const Sentence warning(Msgid("Only the first {most} identifiers were used."),
                         {{"most", std::to_string(kMostSystemIds)}});
  if (std::find(row.warnings.begin(), row.warnings.end(), warning) == row.warnings.end()) {
    row.warnings.push_back(warning);
  }
}

std::expected<CaseloadRow, Sentence> checkedRow(CaseloadRow row) {
  if (auto reason = fieldTooLong(row)) return std::unexpected(std::move(*reason));
  if (row.identity.empty() && !row.hasName()) {
    return std::unexpected(Sentence(
        Msgid("There is no valid NHS number, no identifier of another system and no name: nobody "
              "could be known by this.")));
  }
  if (row.identity.empty()) {
    row.warnings.push_back(
        Sentence(Msgid("There is no number to know this person by, only a name. Importing this "
                       "again may list them for somebody to decide.")));
  }
  if (!row.hasName()) row.warnings.push_back(Sentence(Msgid("No name is recorded.")));
  if (row.from && row.to && *row.to < *row.from) {
    row.warnings.push_back(
        Sentence(Msgid("The last day on the caseload is before the first: both "
                       "were left out.")));
    row.from.reset();
    row.to.reset();
  }
  return row;
}

}  // namespace refocus::people
