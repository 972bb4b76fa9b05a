#include "fitting/data_file.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/csv.hpp"
#include "base/fault.hpp"
#include "fitting/data_file_records.hpp"

namespace refocus::fitting {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FileOf {
 public:
  explicit FileOf(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("refocus_data_{}_{}", ::getpid(), ++made_)) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~FileOf() { std::filesystem::remove(path_); }
  FileOf(const FileOf&) = delete;
  FileOf& operator=(const FileOf&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  static inline int made_ = 0;
  std::filesystem::path path_;
};

struct Whole {
  DataRows rows;
  DroppedRows dropped;
  std::vector<std::vector<std::string>> levels;
};

Whole readAll(const std::string& text, std::vector<ColumnUse> uses,
              std::size_t blockBytes = BlockSource::kBlockBytes, const Notation& notation = {}) {
  const FileOf file(text);
  DataFile data(file.path(), blockBytes, notation);
  const std::size_t count = uses.size();
  data.use(std::move(uses));
  Whole whole;
  while (data.read(whole.rows)) {
  }
  whole.dropped = data.dropped();
  for (std::size_t i = 0; i < count; ++i) whole.levels.push_back(data.levels(i));
  return whole;
}

std::string problemOf(const std::string& text, std::vector<ColumnUse> uses) {
  try {
    (void)readAll(text, std::move(uses));
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::badRequest);
    return fault.what();
  }
  return "";
}

const ColumnUse kX{"x", std::nullopt};
const ColumnUse kTeam{"team", std::nullopt};

TEST(DataFile, ReadsTheColumnsAskedForInTheOrderAskedFor) {
  const Whole whole = readAll("id,x,note,team\n1,2.5,\"a,b\",North\n2,-1,,South\n", {kTeam, kX});
  EXPECT_THAT(whole.rows.columns[1].numbers, ElementsAre(2.5, -1));
  EXPECT_THAT(whole.rows.columns[0].codes, ElementsAre(0U, 1U));
  EXPECT_THAT(whole.levels[0], ElementsAre("North", "South"));
  EXPECT_THAT(whole.rows.lines, ElementsAre(2U, 3U));
}

TEST(DataFile, KnowsSemicolonsTabsCarriageReturnsAndByteOrderMarks) {
  EXPECT_THAT(readAll("id;x\r\n1;2.5\r\n", {kX}).rows.columns[0].numbers, ElementsAre(2.5));
  EXPECT_THAT(readAll("id\tx\n1\t2.5", {kX}).rows.columns[0].numbers, ElementsAre(2.5));
  EXPECT_THAT(readAll("\xEF\xBB\xBFx,y\n7,1\n", {kX}).rows.columns[0].numbers, ElementsAre(7));
  EXPECT_THAT(readAll("\"x\",\"a;b;c;d\"\n\"7\",1\n", {kX}).rows.columns[0].numbers,
              ElementsAre(7));
}

TEST(DataFile, ReadsQuotedFieldsWithDoubledQuotesAndLineBreaks) {
  const Whole whole = readAll("team,x\n\"a \"\"b\"\"\",1\n\"c\nd\",2\n\n,3\n\"\",4\n", {kTeam, kX});
  EXPECT_THAT(whole.levels[0], ElementsAre("a \"b\"", "c\nd"));
  EXPECT_THAT(whole.rows.lines, ElementsAre(2U, 3U));
  EXPECT_EQ(whole.dropped.rows, 2U);
}

TEST(DataFile, LeavesIncompleteRowsOutAndCountsThemByColumn) {
  const Whole whole = readAll("x,team,other\n1,A,\nNA,A,1\n,NA,1\nNaN,B,1\n2,B,1\n", {kX, kTeam});
  EXPECT_THAT(whole.rows.columns[0].numbers, ElementsAre(1, 2));
  EXPECT_EQ(whole.dropped.rows, 3U);
  EXPECT_THAT(whole.dropped.missing, ElementsAre(3U, 1U));
}

TEST(DataFile, TakesAColumnForNumbersByItsFirstThousandValues) {
  std::string text = "x\n";
  for (int i = 0; i < 999; ++i) text += "1\nNA\n";
  EXPECT_EQ(readAll(text + "a\n", {kX}).levels[0].size(), 2U);
  EXPECT_THAT(problemOf(text + "1\nhigh\n", {kX}),
              HasSubstr("line 2001: x holds numbers up to here, and now \"high\"; factor(x)"));
  EXPECT_EQ(readAll(text + "1\nhigh\n", {{"x", ColumnKind::levels}}).levels[0].size(), 2U);
}

TEST(DataFile, CallsNumbersThatAreLevelsAsRDoes) {
  const Whole whole = readAll("x\n2.0\n10\n02\n1e1\n100000\n", {{"x", ColumnKind::levels}});
  EXPECT_THAT(whole.levels[0], ElementsAre("2", "10", "1e+05"));
  EXPECT_THAT(whole.rows.columns[0].codes, ElementsAre(0U, 1U, 0U, 1U, 2U));
  EXPECT_THAT(
      readAll("x\n12345678901234567\n012345678901234567\n", {{"x", ColumnKind::levels}}).levels[0],
      ElementsAre("12345678901234567", "012345678901234567"));
}

TEST(DataFile, SortsLevelsAsNumbersOrAsUnicodeDoes) {
  EXPECT_THAT(orderOfLevels({"10", "9", "1e+05"}), ElementsAre(1U, 0U, 2U));
  EXPECT_THAT(orderOfLevels({"b", "B", "a", "é", "f", "10", "9"}),
              ElementsAre(5U, 6U, 2U, 0U, 1U, 3U, 4U));
}

TEST(DataFile, SaysWhatIsWrongInWhichLine) {
  EXPECT_THAT(problemOf("", {kX}), HasSubstr("is empty"));
  EXPECT_THAT(problemOf("\n\n", {kX}), HasSubstr("is empty"));
  EXPECT_THAT(problemOf("qpr_12,arm\n1,2\n", {{"qpr12", {}}}),
              HasSubstr("has no column \"qpr12\"; is qpr_12 meant?"));
  EXPECT_THAT(problemOf("x,x\n1,2\n", {kX}), HasSubstr("two columns \"x\""));
  EXPECT_THAT(problemOf("x,y\n1,2\n1\n", {kX}), HasSubstr("line 3: 1 field here, 2 in the header"));
  EXPECT_THAT(problemOf("x,y\n1,2\n1,2,3\n", {kX}), HasSubstr("line 3: 3 fields here"));
  EXPECT_THAT(problemOf("x,y\n1,2\n\"a\nb\",3\n4,\"5\n6,7\n", {kX}),
              HasSubstr("line 5: a quote opens here and is never closed"));
  EXPECT_THAT(problemOf("x,y\n1,5\" pipe\n", {kX}), HasSubstr("line 2: a quote within a field"));
  EXPECT_THAT(problemOf("x,y\n1,\"5\" pipe\n", {kX}), HasSubstr("line 2: text follows a closing"));
  EXPECT_THAT(problemOf("x\n1\nInf\n", {kX}), HasSubstr("line 3: x is \"Inf\", which is infinite"));
  EXPECT_THAT(problemOf("x\n1\n1e999\n", {kX}), HasSubstr("line 3: x is \"1e999\""));
  EXPECT_THAT(problemOf("x\n1\nb\n", {{"x", ColumnKind::numbers}}),
              HasSubstr("line 3: x is used as a number, and holds \"b\""));
  EXPECT_THAT(problemOf("team\nNorth\nS\xE9n\n", {kTeam}),
              HasSubstr("line 3: team: \"S?n\" is not"));
  EXPECT_THAT(problemOf(std::string("\xFF\xFEx\0", 4), {kX}), HasSubstr("UTF-16"));
  EXPECT_THROW(DataFile("/nowhere/at/all.csv"), Fault);
}

TEST(DataFile, CallsAZeroOfEitherSignOneLevel) {
  const Whole whole = readAll("x\n0\n-0\n1\n-0.0\n", {{"x", ColumnKind::levels}});
  EXPECT_THAT(whole.levels[0], ElementsAre("0", "1"));
  EXPECT_THAT(whole.rows.columns[0].codes, ElementsAre(0U, 0U, 1U, 0U));
}

TEST(DataFile, CallsHexadecimalNumbersAsTheDecimalsTheyAre) {
  EXPECT_THAT(readAll("x\n0x1A\n26\n", {{"x", ColumnKind::levels}}).levels[0], ElementsAre("26"));
  // Two numbers that fifteen digits do not tell apart are two levels.
  EXPECT_EQ(readAll("x\n0x1FFFFFFFFFFFFF\n0x1FFFFFFFFFFFFE\n", {{"x", ColumnKind::levels}})
                .levels[0]
                .size(),
            2U);
}

TEST(DataFile, TakesTextsAsMissingThatItIsToldOf) {
  const Notation notation(DecimalMark::point, {".", "-99", "n/a"});
  const Whole whole = readAll("x,team\n.,A\n1,n/a\n-99.0,B\n 2 ,.\n . ,A\n3,-99\n4,C\n",
                              {kX, kTeam}, BlockSource::kBlockBytes, notation);
  EXPECT_THAT(whole.rows.columns[0].numbers, ElementsAre(4));
  EXPECT_THAT(whole.levels[1], ElementsAre("C"));
  EXPECT_THAT(whole.dropped.missing, ElementsAre(3U, 3U));
}

TEST(DataFile, ReadsDecimalsAfterACommaWhereToldTo) {
  const Notation notation(DecimalMark::comma, {});
  const std::string text = "x;g\n0,5;1,50\n-12;1,5\n1e-1;2\n";
  const Whole whole = readAll(text, {kX, {"g", ColumnKind::levels}}, 8, notation);
  EXPECT_THAT(whole.rows.columns[0].numbers, ElementsAre(0.5, -12, 0.1));
  EXPECT_THAT(whole.levels[1], ElementsAre("1.5", "2"));
  EXPECT_THAT(readAll("x;y\n1.5;1\n", {kX}, 64, notation).levels[0], ElementsAre("1.5"));
}

// Where a column of numbers is a factor because of one text, a reader must be told of it.
TEST(DataFile, KeepsTheTextThatMakesAColumnOfNumbersAFactor) {
  const auto found = [](const std::string& text, const ColumnUse& use) {
    const FileOf file(text);
    DataFile data(file.path());
    data.use({use});
    const auto& among = data.textAmongNumbers(0);
    return among ? fmt::format("{} in {}", among->text, among->line) : "";
  };
  EXPECT_EQ(found("x\n1\n.\n2\n-\n", kX), ". in 3");
  EXPECT_EQ(found("x\nNA\n.\n2\n", kX), ". in 3");
  EXPECT_EQ(found("x;y\n0,5;1\n", kX), "0,5 in 2");
  EXPECT_EQ(found("x\na\nb\n", kX), "");
  EXPECT_EQ(found("x\n1\n.\n", {"x", ColumnKind::levels}), "");
}

TEST(DataFile, SaysWhatReadsATextThatIsNoNumber) {
  EXPECT_THAT(problemOf("x\n1\n.\n", {{"x", ColumnKind::numbers}}),
              HasSubstr("holds \".\"; --missing \".\" takes it as missing"));
  EXPECT_THAT(problemOf("x;y\n1;2\n1,5;2\n", {{"x", ColumnKind::numbers}}),
              HasSubstr("holds \"1,5\"; --decimal comma reads it as a number"));
}

TEST(DataFile, ReadsLinesThatEndWithACarriageReturnAlone) {
  for (const std::size_t blockBytes : {4U, 9U, 4096U}) {
    const Whole whole = readAll("x,team\r1,\"a\rb\"\r2,c\r\r3,c", {kX, kTeam}, blockBytes);
    EXPECT_THAT(whole.rows.columns[0].numbers, ElementsAre(1, 2, 3));
    EXPECT_THAT(whole.levels[1], ElementsAre("a\nb", "c"));
    EXPECT_THAT(whole.rows.lines, ElementsAre(2U, 4U, 6U));
    // Where lines end with LF, a CR within one is its own.
    EXPECT_THAT(readAll("x,team\r\n1,a\rb\r\n", {kX, kTeam}, blockBytes).levels[1],
                ElementsAre("a\rb"));
  }
}

TEST(DataFile, RefusesANulWithItsLine) {
  using namespace std::string_literals;
  EXPECT_THAT(problemOf("x,y\n1,2\n3,a\0b\n"s, {kX}), HasSubstr("line 3: a NUL stands here"));
  EXPECT_THAT(problemOf("x\0,y\n1,2\n"s, {kX}), HasSubstr("line 1: a NUL stands here"));
}

TEST(DataFile, KeepsNumbersOfRowsThatAreLeftOutWhereAskedTo) {
  const FileOf file("x,t\n1,a\n2,NA\nNA,a\n4,\n");
  DataFile data(file.path());
  data.use({kX, {"t", ColumnKind::levels}});
  DataRows rows;
  rows.keepsLeftOut = true;
  while (data.read(rows)) {
  }
  EXPECT_THAT(rows.columns[0].numbers, ElementsAre(1));
  EXPECT_THAT(rows.leftOut[0], ElementsAre(2, ::testing::IsNan(), 4));
}

TEST(DataFile, BeginsAgainWithTheSameRows) {
  const FileOf file("x\n1\n2\nNA\n");
  DataFile data(file.path());
  data.use({kX});
  DataRows first;
  while (data.read(first)) {
  }
  ASSERT_TRUE(data.rewind());
  DataRows second;
  while (data.read(second)) {
  }
  EXPECT_EQ(first.columns[0].numbers, second.columns[0].numbers);
  EXPECT_EQ(first.lines, second.lines);
  EXPECT_EQ(data.dropped().rows, 1U);
}

// What columns hold, through CsvWriter and back, in pieces of any size.
RC_GTEST_PROP(DataFile, ReadsBackWhatWasWritten, ()) {
  const auto rows = *rc::gen::inRange<std::size_t>(1, 30);
  const auto word =
      rc::gen::container<std::string>(rc::gen::element('a', 'b', ',', '"', '\n', ' '));
  CsvWriter writer(Formulas::asWritten);
  writer.row({"skipped", "team", "x", "text"});
  std::vector<double> numbers;
  std::vector<std::string> teams;
  for (std::size_t i = 0; i < rows; ++i) {
    numbers.push_back(*rc::gen::map(rc::gen::arbitrary<int>(), [](int v) { return v / 64.0; }));
    teams.push_back("t" + *word);
    const std::string number = fmt::format("{}", numbers.back());
    writer.row({*word, teams.back(), number, *word});
  }
  const auto blockBytes = *rc::gen::inRange<std::size_t>(1, 200);
  const Whole whole = readAll(
      writer.text(), {{"x", ColumnKind::numbers}, {"team", ColumnKind::levels}}, blockBytes);
  RC_ASSERT(whole.rows.columns[0].numbers == numbers);
  std::vector<std::string> back;
  for (const auto code : whole.rows.columns[1].codes) back.push_back(whole.levels[1][code]);
  RC_ASSERT(back == teams);
}

// The fast scanner against the reader that takes one character after the other.
RC_GTEST_PROP(RecordScanner, FindsTheFieldsThatCsvReaderFinds, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::weightedElement<char>({{6, 'a'}, {3, ','}, {2, '\n'}, {1, '"'}, {1, '\x01'}}));
  CsvReader slow(text, CsvFormat{.delimiter = ','});
  std::vector<std::size_t> every(text.size() + 2);
  for (std::size_t i = 0; i < every.size(); ++i) every[i] = i;
  std::vector<std::string_view> fields(every.size());
  RecordScanner fast(text, ',', every, 0);
  while (const auto record = slow.next()) {
    if (!*record) break;
    RC_ASSERT(fast.next(fields.data()) == (*record)->fields.size());
    RC_ASSERT(fast.linesBefore() + 1 == (*record)->line);
    RC_ASSERT(std::equal((*record)->fields.begin(), (*record)->fields.end(), fields.begin()));
  }
}

TEST(BlockSource, CountsEveryLineBreak) {
  std::string text;
  for (std::size_t i = 0; i < 9'000; ++i) {
    text += i % 3 == 0 || i > 4'000 ? '\n' : 'x';
    if (i % 97 == 0) {
      EXPECT_EQ(lineBreaksIn(text),
                static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')));
    }
  }
}

}  // namespace
}  // namespace refocus::fitting
