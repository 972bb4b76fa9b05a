#include "base/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace refocus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::string_literals;

/// Everything a reader says, a line each: "1: a|b" or "2! why".
std::vector<std::string> said(CsvReader& reader) {
  std::vector<std::string> lines;
  while (const auto step = reader.next()) {
    if (!*step) {
      lines.push_back(std::to_string(step->error().line) + "! " + step->error().reason.in(Words()));
      continue;
    }
    std::string line = std::to_string((*step)->line) + ":";
    for (const auto field : (*step)->fields)
      line += (line.back() == ':' ? " " : "|") + std::string(field);
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> read(std::string_view text, CsvFormat format = {}) {
  CsvReader reader(text, format);
  return said(reader);
}

TEST(CsvReader, ReadsRecordsAndSaysWhereTheyBegin) {
  EXPECT_THAT(read("a,b\r\nc,d\ne,f"), ElementsAre("1: a|b", "2: c|d", "3: e|f"));
  EXPECT_THAT(read("a,b\rc,d\r"), ElementsAre("1: a|b", "2: c|d"));
  EXPECT_THAT(read("a,,\n,b,\n"), ElementsAre("1: a||", "2: |b|"));
  EXPECT_THAT(read(""), ElementsAre());
}

TEST(CsvReader, TakesAwayAByteOrderMark) {
  EXPECT_THAT(read("\xEF\xBB\xBFname\nSiân"), ElementsAre("1: name", "2: Siân"));
  EXPECT_THAT(read("\xEF\xBB\xBF"), ElementsAre());
}

TEST(CsvReader, KeepsLineBreaksAndCommasThatAreQuoted) {
  EXPECT_THAT(read("name,address\nAnn,\"1 High Street\nLeeds, LS1\"\r\nBob,\"a\r\nb\rc\"\nCy,x"),
              ElementsAre("1: name|address", "2: Ann|1 High Street\nLeeds, LS1", "4: Bob|a\r\nb\rc",
                          "7: Cy|x"));
}

TEST(CsvReader, HalvesDoubledQuotes) {
  EXPECT_THAT(read("\"Robert \"\"Bob\"\"\",\"\"\"\",\"\",\"a\"\"\"\"b\"\n"),
              ElementsAre("1: Robert \"Bob\"|\"||a\"\"b"));
}

TEST(CsvReader, PassesOverBlankLinesButCountsThem) {
  EXPECT_THAT(read("\r\n\na\r\n\r\n\r\nb\n\n"), ElementsAre("3: a", "6: b"));
}

TEST(CsvReader, FindsTheDelimiterInTheFirstLine) {
  EXPECT_THAT(read("a;b;c,d\n1;2;3"), ElementsAre("1: a|b|c,d", "2: 1|2|3"));
  EXPECT_THAT(read("a\tb\n1\t2"), ElementsAre("1: a|b", "2: 1|2"));
  EXPECT_THAT(read("\"x;y;z\",b\n"), ElementsAre("1: x;y;z|b")) << "those in quotes do not count";
  EXPECT_THAT(read("name\nAnn;Lee,x\n"), ElementsAre("1: name", "2: Ann;Lee|x"));
  EXPECT_THAT(read("a,b;c\n", {.delimiter = ';'}), ElementsAre("1: a,b|c"));
}

TEST(CsvReader, GoesOnAfterABadRecord) {
  EXPECT_THAT(read("a,b\nx \"y\",1\nc,d"),
              ElementsAre("1: a|b", HasSubstr("2! A quotation mark stands inside"), "3: c|d"));
  EXPECT_THAT(read("\"a\"b,c\nd,e"), ElementsAre(HasSubstr("1! Text follows"), "2: d|e"));
}

TEST(CsvReader, LosesOnlyOneLineToAQuoteThatIsNeverClosed) {
  EXPECT_THAT(read("a,b\nAnn,\"1 High Street\nBob,2\nCy,3\n"),
              ElementsAre("1: a|b", HasSubstr("2! A quotation mark is opened and never closed"),
                          "3: Bob|2", "4: Cy|3"));
}

TEST(CsvReader, HoldsItsLimits) {
  const CsvFormat small{.maxRecordBytes = 20, .maxFieldBytes = 8, .maxFields = 3};
  EXPECT_THAT(read("123456789\nb", small),
              ElementsAre(HasSubstr("1! A field is longer than 8"), "2: b"));
  EXPECT_THAT(read("a,b,c,d\ne", small),
              ElementsAre(HasSubstr("1! There are more than 3"), "2: e"));
  EXPECT_THAT(read(std::string(50, 'x') + "\nb", small),
              ElementsAre(HasSubstr("1! The record is longer than 20"), "2: b"));
  EXPECT_THAT(read("\"" + std::string(50, 'x') + "\"\nb", small),
              ElementsAre(HasSubstr("1! The record is longer than 20"), "2: b"));
}

TEST(CsvReader, ReadsAStreamAsItReadsText) {
  std::string text = "id,words\n";
  for (int i = 0; i < 20'000; ++i) {
    text += std::to_string(i) + ",\"" + std::string(static_cast<std::size_t>(i % 23), 'x') +
            "\"\"\r\n\"\r\n";
  }
  std::istringstream stream(text);
  CsvReader fromStream(stream);
  EXPECT_EQ(said(fromStream), read(text));
  EXPECT_EQ(fromStream.delimiter(), ',');
}

TEST(CsvReader, HoldsItsLimitsOnAStream) {
  std::istringstream stream("a\n" + std::string(3'000'000, 'x') + "\nb\n\"" +
                            std::string(3'000'000, 'y'));
  CsvReader reader(stream);
  EXPECT_THAT(said(reader), ElementsAre("1: a", HasSubstr("2! The record is longer"), "3: b",
                                        HasSubstr("4! The record is longer")));
}

TEST(CsvReader, IsNotSlowedByQuotesThatNeverEnd) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "a\",\"\n";
  EXPECT_EQ(read(text).size(), 50'000U);
}

std::string written(const std::vector<std::vector<std::string>>& rows, Formulas formulas) {
  CsvWriter writer(formulas);
  for (const auto& row : rows) writer.row(std::vector<std::string_view>(row.begin(), row.end()));
  return writer.take();
}

TEST(CsvWriter, QuotesOnlyWhereNeeded) {
  EXPECT_EQ(written({{"a b", "c,d", "e\"f", "g\nh", ""}}, Formulas::asWritten),
            "a b,\"c,d\",\"e\"\"f\",\"g\nh\",\r\n");
  EXPECT_EQ(written({{""}}, Formulas::asWritten), "\"\"\r\n");
}

TEST(CsvWriter, DisarmsFormulasForSpreadsheets) {
  EXPECT_EQ(written({{"=1+1", "+44", "-3", "@x", "\tx", "a=b", ""}}, Formulas::disarmed),
            "'=1+1,'+44,'-3,'@x,\"'\tx\",a=b,\r\n");
  EXPECT_EQ(written({{"=1+1"}}, Formulas::asWritten), "=1+1\r\n");
}

RC_GTEST_PROP(Csv, WhatIsWrittenIsRead, ()) {
  const auto character = rc::gen::elementOf("ab,;\t\"\r\n=é"s);
  const auto field = rc::gen::container<std::string>(character);
  const auto rows = *rc::gen::resize(
      12, rc::gen::nonEmpty(rc::gen::container<std::vector<std::vector<std::string>>>(
              rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(field)))));
  const auto text = written(rows, Formulas::asWritten);
  CsvReader reader(text, {.delimiter = ','});
  for (const auto& row : rows) {
    const auto step = reader.next();
    RC_ASSERT(step.has_value() && step->has_value());
    RC_ASSERT(std::vector<std::string>((*step)->fields.begin(), (*step)->fields.end()) == row);
  }
  RC_ASSERT(!reader.next().has_value());
}

RC_GTEST_PROP(Csv, AnyBytesEndAndCountLinesUpwards, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf("a,\"\"\r\n;"s));
  CsvReader reader(text, {.maxRecordBytes = 12, .maxFieldBytes = 5, .maxFields = 4});
  std::size_t line = 0;
  while (const auto step = reader.next()) {
    const auto here = *step ? (*step)->line : step->error().line;
    RC_ASSERT(here > line);
    line = here;
  }
}

}  // namespace
}  // namespace refocus
