#include "people/caseload_file_csv.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "base/text_parts.hpp"
#include "people/birth_date.hpp"
#include "people/caseload_row_checks.hpp"
#include "people/written_date.hpp"

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

constexpr std::array kDates{dateOfBirth, from, to};

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

/// What all records of a file are read by.
struct Terms {
  const CaseloadSurvey& survey;
  const Layout& layout;
  Date today;
};

/// Makes a row of one record's values.
class RowMaker {
 public:
  RowMaker(const Terms& terms, const Values& values) : terms_(terms), values_(values) {}

  [[nodiscard]] std::expected<CaseloadRow, Sentence> make() {
    readIdentity();
    row_.familyName = cleanLine(values_[familyName]);
    row_.givenNames = cleanLine(values_[givenNames]);
    row_.preferredName = cleanLine(values_[preferredName]);
    row_.pronouns = cleanLine(values_[pronouns]);
    readBirthDate();
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

  void readBirthDate() {
    const auto date = partialDate(dateOfBirth);
    if (!date) return;
    if (auto wrong = wrongWithBirthDate(*date, terms_.today)) {
      row_.warnings.push_back(std::move(*wrong));
    } else {
      row_.birthDate = date;
    }
  }

  std::optional<PartialDate> partialDate(Column column) {
    const auto text = cleanLine(values_.at(column));
    if (text.empty()) return std::nullopt;
    auto date = dateFrom(text);
    if (!date) {
      warnUnread(column);
    } else if (orderIn(text) == DayAndMonth::dayFirst && isDoubtful(column)) {
      row_.warnings.push_back(
          Sentence(Msgid("Other dates of the column {column} can only be read month before day: "
                         "this one was read day before month, and may be wrong."),
                   {{"column", std::string(kNames.at(column))}}));
    }
    return date;
  }

  [[nodiscard]] bool isDoubtful(Column column) const {
    const auto& columns = terms_.survey.doubtfulColumns;
    return std::find(columns.begin(), columns.end(), kNames.at(column)) != columns.end();
  }

  std::optional<Date> wholeDate(Column column) {
    const auto date = partialDate(column);
    if (!date) return std::nullopt;
    if (date->earliest() == date->latest()) return date->earliest();
    warnUnread(column);
    return std::nullopt;
  }

  void warnUnread(Column column) {
    constexpr std::size_t kShown = 40;
    row_.warnings.push_back(Sentence(
        Msgid("The column {column} says \"{text}\", which cannot be read. It was left out."),
        {{"column", std::string(kNames.at(column))},
         {"text", beginningOf(cleanLine(values_.at(column)), kShown)}}));
  }

  const Terms& terms_;
  const Values& values_;
  CaseloadRow row_;
};

std::expected<CaseloadRow, Sentence> rowOf(const Terms& terms, const CsvRecord& record) {
  const Layout& layout = terms.layout;
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
  return RowMaker(terms, values).make();
}

/// Spreadsheets write such records below the last person.
bool isEmpty(const CsvRecord& record) {
  return std::all_of(record.fields.begin(), record.fields.end(),
                     [](std::string_view field) { return trimmed(field).empty(); });
}

constexpr std::string_view kDelimiters = ",;\t|";

/// "sep=;", which spreadsheets write before the header to say what parts the fields.
std::optional<char> separatorNamed(std::string_view text) {
  constexpr std::string_view kWord = "sep=";
  auto line = text.substr(0, text.find_first_of("\r\n"));
  if (line.size() > 1 && line.starts_with('"') && line.ends_with('"')) {
    line = line.substr(1, line.size() - 2);
  }
  const bool isOne =
      line.size() == kWord.size() + 1 && foldedForSearch(line.substr(0, kWord.size())) == kWord;
  return isOne ? std::optional(line.back()) : std::nullopt;
}

/// A file of records, from after its header on.
class Records {
 public:
  [[nodiscard]] static std::expected<std::unique_ptr<Records>, RowProblem> open(
      std::string_view text) {
    const auto separator = separatorNamed(text);
    if (separator && kDelimiters.find(*separator) == std::string_view::npos) {
      return std::unexpected(RowProblem{
          1, 0,
          Sentence(Msgid("The first line says that fields are parted by a sign that is not read. "
                         "Use a comma, a semicolon, a tab or |."))});
    }
    auto records = std::make_unique<Records>(text, separator.value_or('\0'));
    if (separator) (void)records->reader_.next();
    if (auto wrong = records->readLayout()) return std::unexpected(std::move(*wrong));
    return records;
  }

  Records(std::string_view text, char delimiter) : reader_(text, {.delimiter = delimiter}) {}

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] const std::vector<std::string>& ignored() const { return ignored_; }
  /// The number from 1 of the record that next() gave last.
  [[nodiscard]] std::size_t index() const { return index_; }

  /// The next record that is not all of empty fields.
  [[nodiscard]] std::optional<std::expected<CsvRecord, CsvProblem>> next() {
    for (;;) {
      auto step = reader_.next();
      if (step && *step && isEmpty(**step)) continue;
      if (step) ++index_;
      return step;
    }
  }

 private:
  [[nodiscard]] std::optional<RowProblem> readLayout() {
    const auto header = reader_.next();
    if (!header) return RowProblem{1, 0, missing("nhs_number")};
    if (!*header) return RowProblem{header->error().line, 0, header->error().reason};
    for (const auto name : (*header)->fields) {
      layout_.push_back(columnNamed(name));
      if (!layout_.back()) ignored_.push_back(cleanLine(name));
    }
    if (auto reason = wrongWith(layout_)) {
      return RowProblem{(*header)->line, 0, std::move(*reason)};
    }
    return std::nullopt;
  }

  CsvReader reader_;
  Layout layout_;
  std::vector<std::string> ignored_;
  std::size_t index_ = 0;
};

/// Notes the columns in which a date of the record can only be read month before day.
void noteDoubtful(const Layout& layout, const CsvRecord& record, CaseloadSurvey& survey) {
  for (std::size_t i = 0; i < std::min(layout.size(), record.fields.size()); ++i) {
    const auto column = layout[i];
    if (!column || std::find(kDates.begin(), kDates.end(), *column) == kDates.end()) continue;
    if (orderIn(record.fields[i]) != DayAndMonth::monthFirst) continue;
    auto& doubtful = survey.doubtfulColumns;
    const std::string name(kNames.at(*column));
    if (std::find(doubtful.begin(), doubtful.end(), name) == doubtful.end()) {
      doubtful.push_back(name);
    }
  }
}

}  // namespace

std::expected<CaseloadSurvey, RowProblem> surveyCaseloadCsv(std::string_view text) {
  const auto records = Records::open(text);
  if (!records) return std::unexpected(records.error());
  CaseloadSurvey survey{.ignoredColumns = (*records)->ignored()};
  while (const auto step = (*records)->next()) {
    if (++survey.records > kMaxCaseloadRecords) break;  // the caller refuses the file
    if (*step) noteDoubtful((*records)->layout(), **step, survey);
  }
  return survey;
}

void readCaseloadCsv(std::string_view text, const CaseloadSurvey& survey, Date today,
                     const CaseloadSink& sink) {
  const auto records = Records::open(text);
  if (!records) return;  // as the survey said
  const Terms terms{survey, (*records)->layout(), today};
  while (const auto step = (*records)->next()) {
    const std::size_t index = (*records)->index();
    if (!*step) {
      sink(std::unexpected(RowProblem{step->error().line, index, step->error().reason}));
    } else if (auto row = rowOf(terms, **step)) {
      row->line = (*step)->line;
      row->index = index;
      sink(std::move(*row));
    } else {
      sink(std::unexpected(RowProblem{(*step)->line, index, std::move(row).error()}));
    }
  }
}

}  // namespace refocus::people
