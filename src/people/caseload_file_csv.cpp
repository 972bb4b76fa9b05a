#include "people/caseload_file_csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "people/caseload_row_checks.hpp"

namespace refocus::people {
namespace {

/// The fields of one record by column; those of absent columns are empty.
enum Column : std::size_t {
  nhsNumber,
  sourceSystem,
  localId,
  familyName,
  givenNames,
  preferredName,
  pronouns,
  dateOfBirth,
  language,
  interpreter,
  team,
  keyWorker,
  from,
  to,
  phone,
  email,
  address,
  postcode,
  kColumns,
};

constexpr std::array<std::string_view, kColumns> kNames{
    "nhs_number",     "source_system", "local_id",      "family_name", "given_names",
    "preferred_name", "pronouns",      "date_of_birth", "language",    "interpreter",
    "team",           "key_worker",    "from",          "to",          "phone",
    "email",          "address",       "postcode"};

using Values = std::array<std::string_view, kColumns>;

/// Where each field of a record goes; nothing for a column that means nothing to us.
using Layout = std::vector<std::optional<Column>>;

/// A column's name without what people write differently: case, spaces, _ and -.
std::string bareName(std::string_view name) {
  auto bare = foldedForSearch(name);
  std::erase_if(bare, [](char c) { return c == ' ' || c == '_' || c == '-'; });
  return bare;
}

std::optional<Column> columnNamed(std::string_view name) {
  const auto bare = bareName(name);
  for (std::size_t i = 0; i < kColumns; ++i) {
    if (bareName(kNames.at(i)) == bare) return static_cast<Column>(i);
  }
  return std::nullopt;
}

bool has(const Layout& layout, Column column) {
  return std::find(layout.begin(), layout.end(), column) != layout.end();
}

Sentence missing(std::string_view columns) {
  return Sentence(Msgid("The first line must name the columns; missing: {columns}."),
                  {{"columns", std::string(columns)}});
}

std::optional<Sentence> wrongWith(const Layout& layout) {
  for (std::size_t i = 0; i < kColumns; ++i) {
    if (std::count(layout.begin(), layout.end(), static_cast<Column>(i)) > 1) {
      return Sentence(Msgid("The column {column} is there twice."),
                      {{"column", std::string(kNames.at(i))}});
    }
  }
  if (!has(layout, nhsNumber) && !has(layout, localId)) return missing("nhs_number, local_id");
  if (has(layout, localId) && !has(layout, sourceSystem)) return missing("source_system");
  if (!has(layout, familyName)) return missing("family_name");
  if (!has(layout, givenNames)) return missing("given_names");
  return std::nullopt;
}

/// "1958", "1958-03", "1958-03-09", or as it is written here, "09/03/1958".
std::optional<PartialDate> dateFrom(std::string_view text) {
  if (text.size() == 10 && text[2] == '/' && text[5] == '/') {
    return PartialDate::parse(std::string(text.substr(6)) + '-' + std::string(text.substr(3, 2)) +
                              '-' + std::string(text.substr(0, 2)));
  }
  return PartialDate::parse(text);
}

std::optional<bool> yesOrNo(std::string_view text) {
  const auto word = foldedForSearch(text);
  for (const auto* yes : {"yes", "y", "true", "1"}) {
    if (word == yes) return true;
  }
  for (const auto* no : {"no", "n", "false", "0"}) {
    if (word == no) return false;
  }
  return std::nullopt;
}

/// Makes a row of one record's values.
class RowMaker {
 public:
  RowMaker(const Values& values, std::size_t line, std::size_t index) : values_(values) {
    row_.line = line;
    row_.index = index;
  }

  [[nodiscard]] std::expected<CaseloadRow, Sentence> make() {
    readIdentity();
    row_.familyName = cleanLine(values_[familyName]);
    row_.givenNames = cleanLine(values_[givenNames]);
    row_.preferredName = cleanLine(values_[preferredName]);
    row_.pronouns = cleanLine(values_[pronouns]);
    row_.birthDate = partialDate(dateOfBirth);
    row_.language = cleanLine(values_[language]);
    readInterpreter();
    row_.team = cleanLine(values_[team]);
    row_.keyWorker = cleanLine(values_[keyWorker]);
    row_.from = wholeDate(from);
    row_.to = wholeDate(to);
    row_.phone = cleanLine(values_[phone]);
    row_.email = cleanLine(values_[email]);
    row_.address = cleanLines(values_[address]);
    row_.postcode = cleanLine(values_[postcode]);
    return checkedRow(std::move(row_));
  }

 private:
  void readIdentity() {
    if (const auto text = cleanLine(values_[nhsNumber]); !text.empty()) {
      if (const auto number = NhsNumber::parse(text)) {
        row_.identity.nhsNumber = *number;
      } else {
        row_.warnings.push_back(explain(number.error()));
      }
    }
    auto id = cleanLine(values_[localId]);
    if (id.empty()) return;
    auto system = cleanLine(values_[sourceSystem]);
    if (system.empty()) {
      row_.warnings.push_back(
          Sentence(Msgid("The local id was not used, because no source system is named.")));
      return;
    }
    addSystemId(row_, {std::move(system), std::move(id)});
  }

  void readInterpreter() {
    const auto text = cleanLine(values_[interpreter]);
    if (text.empty()) return;
    row_.interpreter = yesOrNo(text);
    if (!row_.interpreter) warnUnread(interpreter);
  }

  std::optional<PartialDate> partialDate(Column column) {
    const auto text = cleanLine(values_.at(column));
    if (text.empty()) return std::nullopt;
    auto date = dateFrom(text);
    if (!date) warnUnread(column);
    return date;
  }

  std::optional<Date> wholeDate(Column column) {
    const auto date = partialDate(column);
    if (!date) return std::nullopt;
    if (date->earliest() == date->latest()) return date->earliest();
    warnUnread(column);
    return std::nullopt;
  }

  void warnUnread(Column column) {
    row_.warnings.push_back(
        Sentence(Msgid("The column {column} could not be read and was left out."),
                 {{"column", std::string(kNames.at(column))}}));
  }

  const Values& values_;
  CaseloadRow row_;
};

std::expected<CaseloadRow, Sentence> rowOf(const CsvRecord& record, const Layout& layout,
                                           std::size_t index) {
  if (record.fields.size() != layout.size()) {
    return std::unexpected(
        Sentence(Msgid("There are {count} fields here, but {columns} columns in the first line."),
                 {{"count", std::to_string(record.fields.size())},
                  {"columns", std::to_string(layout.size())}}));
  }
  Values values;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    if (!isUtf8(record.fields[i])) {
      return std::unexpected(
          Sentence(Msgid("The text is not UTF-8. Save the file as \"CSV UTF-8\".")));
    }
    if (layout[i]) values.at(*layout[i]) = record.fields[i];
  }
  return RowMaker(values, record.line, index).make();
}

/// Spreadsheets write such records below the last person.
bool isEmpty(const CsvRecord& record) {
  return std::all_of(record.fields.begin(), record.fields.end(),
                     [](std::string_view field) { return trimmed(field).empty(); });
}

std::expected<Layout, RowProblem> readLayout(CsvReader& reader, CaseloadFile& file) {
  const auto header = reader.next();
  if (!header) return std::unexpected(RowProblem{1, 0, missing("nhs_number")});
  if (!*header) return std::unexpected(RowProblem{header->error().line, 0, header->error().reason});
  Layout layout;
  for (const auto name : (*header)->fields) {
    layout.push_back(columnNamed(name));
    if (!layout.back()) file.ignoredColumns.push_back(cleanLine(name));
  }
  if (auto reason = wrongWith(layout)) {
    return std::unexpected(RowProblem{(*header)->line, 0, std::move(*reason)});
  }
  return layout;
}

}  // namespace

std::expected<CaseloadFile, RowProblem> readCaseloadCsv(std::string_view text) {
  CaseloadFile file;
  CsvReader reader(text);
  const auto layout = readLayout(reader, file);
  if (!layout) return std::unexpected(layout.error());
  std::size_t index = 0;
  while (const auto step = reader.next()) {
    ++index;
    if (!*step) {
      file.problems.push_back({step->error().line, index, step->error().reason});
    } else if (isEmpty(**step)) {
      --index;
    } else if (auto row = rowOf(**step, *layout, index)) {
      file.rows.push_back(std::move(*row));
    } else {
      file.problems.push_back({(*step)->line, index, std::move(row).error()});
    }
    if (index > kMaxCaseloadRecords) break;  // the caller refuses the file
  }
  return file;
}

}  // namespace refocus::people
