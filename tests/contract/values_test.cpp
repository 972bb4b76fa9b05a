#include <algorithm>
#include <cmath>
#include <limits>

#include "contract/contract.hpp"

namespace refocus::database {
namespace {

class Values : public Contract {
 protected:
  void SetUp() override {
    Contract::SetUp();
    make(
        "CREATE TABLE value (id {int64} PRIMARY KEY, number {int64}, real {real64}, words TEXT,"
        " blob {bytes}) {strict}");
  }

  std::string textBack(std::string_view words) {
    write("INSERT INTO value (id, words) VALUES (1, $1)", {words});
    return texts("SELECT words FROM value").at(0);
  }
  template <class Get>
  auto one(std::string_view column, const Get& get) {
    const auto sql = "SELECT " + std::string(column) + " FROM value ORDER BY id";
    return database().read([&](Read& read) { return read.first(sql, {}, get).value(); });
  }
};

ON_BOTH_ENGINES(Values);

TEST_P(Values, IntegersKeepAll64Bits) {
  const std::vector<std::int64_t> numbers{std::numeric_limits<std::int64_t>::min(),
                                          std::numeric_limits<std::int64_t>::max(),
                                          3'000'000'000,
                                          -3'000'000'000,
                                          9'007'199'254'740'993,
                                          0};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    write("INSERT INTO value (id, number) VALUES ($1, $2)",
          {static_cast<std::int64_t>(i), numbers[i]});
  }
  const auto back = database().read([](Read& read) {
    return read.all("SELECT number FROM value ORDER BY id", {},
                    [](const Row& row) { return row.integer(0); });
  });
  EXPECT_EQ(back, numbers);
}

TEST_P(Values, AnIntegerParameterHasAll64BitsAlsoOutsideATable) {
  EXPECT_EQ(number("SELECT $1 + 1", {3'000'000'000}), 3'000'000'001);
}

TEST_P(Values, DoublesComeBackBitForBit) {
  const std::vector<double> reals{0.1,
                                  1.0 / 3.0,
                                  -2.5,
                                  1e300,
                                  std::numeric_limits<double>::denorm_min(),
                                  std::numeric_limits<double>::max(),
                                  std::numeric_limits<double>::infinity(),
                                  4.0};
  for (std::size_t i = 0; i < reals.size(); ++i) {
    write("INSERT INTO value (id, real) VALUES ($1, $2)", {static_cast<std::int64_t>(i), reals[i]});
  }
  const auto back = database().read([](Read& read) {
    return read.all("SELECT real FROM value ORDER BY id", {},
                    [](const Row& row) { return row.real(0); });
  });
  EXPECT_EQ(back, reals);
}

TEST_P(Values, MinusZeroIsStoredAsZero) {
  write("INSERT INTO value (id, real) VALUES (1, $1)", {-0.0});
  EXPECT_FALSE(std::signbit(one("real", [](const Row& row) { return row.real(0); })));
}

TEST_P(Values, NotANumberIsRefused) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(faultOf([&] { write("INSERT INTO value (id, real) VALUES (1, $1)", {nan}); }),
            FaultCode::invalid);
}

TEST_P(Values, NullComesBackAsNullInEveryType) {
  write("INSERT INTO value (id, number, real, words, blob) VALUES ($1, $2, $3, $4, $5)",
        {1, nullptr, std::optional<double>(), std::optional<std::string>(), nullptr});
  EXPECT_TRUE(one("number, real, words, blob", [](const Row& row) {
    return row.isNull(0) && row.isNull(1) && row.isNull(2) && row.isNull(3);
  }));
}

TEST_P(Values, OneStatementTakesNullsAndValuesInAnyOrder) {
  const auto* sql = "INSERT INTO value (id, number, words, blob) VALUES ($1, $2, $3, $4)";
  write(sql, {1, nullptr, nullptr, nullptr});
  write(sql, {2, 7, "seven", Bytes{7}});
  write(sql, {3, nullptr, "three", nullptr});
  write(sql, {4, 4, nullptr, Bytes{4}});
  EXPECT_EQ(number("SELECT count(*) FROM value WHERE number IS NULL"), 2);
  EXPECT_EQ(texts("SELECT words FROM value WHERE words IS NOT NULL ORDER BY id"),
            (std::vector<std::string>{"seven", "three"}));
}

TEST_P(Values, EmptyTextAndEmptyBytesAreNotNull) {
  write("INSERT INTO value (id, words, blob) VALUES (1, $1, $2)", {std::string_view(), ByteView()});
  EXPECT_TRUE(one("words, blob", [](const Row& row) {
    return !row.isNull(0) && row.text(0).empty() && !row.isNull(1) && row.bytes(1).empty();
  }));
}

TEST_P(Values, BytesKeepZeros) {
  const Bytes bytes{0, 1, 0, 255, 0};
  write("INSERT INTO value (id, blob) VALUES (1, $1)", {bytes});
  EXPECT_EQ(
      one("blob", [](const Row& row) { return Bytes(row.bytes(0).begin(), row.bytes(0).end()); }),
      bytes);
}

TEST_P(Values, TextKeepsEveryPlaneOfUnicode) {
  const std::string words = "Siân, 你好, \U0001F33B, e\u0301, ''; -- $1";
  EXPECT_EQ(textBack(words), words);
}

TEST_P(Values, TextWithAZeroByteIsRefused) {
  EXPECT_EQ(faultOf([&] { textBack(std::string_view("a\0b", 3)); }), FaultCode::invalid);
}

TEST_P(Values, TextThatIsNotUtf8IsRefused) {
  EXPECT_EQ(faultOf([&] { textBack("caf\xe9"); }), FaultCode::invalid);
}

TEST_P(Values, AMegabyteOfTextAndOfBytesComesBack) {
  const std::string words(1 << 20, 'w');
  const Bytes bytes(1 << 20, 0xAB);
  write("INSERT INTO value (id, words, blob) VALUES (1, $1, $2)", {words, bytes});
  EXPECT_TRUE(one("words, blob", [&](const Row& row) {
    return row.text(0) == words && std::ranges::equal(row.bytes(1), bytes);
  }));
}

TEST_P(Values, ReadingAColumnAsAnotherTypeIsADefect) {
  write("INSERT INTO value (id, number, real, words, blob) VALUES (1, 2, 2.5, 'two', $1)",
        {Bytes{2}});
  const auto misread = [&](const auto& get) {
    return faultOf([&] { one("number, real, words, blob, NULL", get); });
  };
  EXPECT_EQ(misread([](const Row& row) { return row.text(0).size(); }), FaultCode::internal);
  EXPECT_EQ(misread([](const Row& row) { return row.integer(1); }), FaultCode::internal);
  EXPECT_EQ(misread([](const Row& row) { return row.bytes(2).size(); }), FaultCode::internal);
  EXPECT_EQ(misread([](const Row& row) { return row.text(3).size(); }), FaultCode::internal);
  EXPECT_EQ(misread([](const Row& row) { return row.integer(2); }), FaultCode::internal);
  EXPECT_EQ(misread([](const Row& row) { return row.text(4).size(); }), FaultCode::internal);
  EXPECT_EQ(misread([](const Row& row) { return row.integer(5); }), FaultCode::internal);
  EXPECT_EQ(misread([](const Row& row) { return row.integer(-1); }), FaultCode::internal);
}

TEST_P(Values, CountsSumsAveragesAndComparisonsReadAlike) {
  for (int i = 1; i <= 4; ++i) {
    write("INSERT INTO value (id, number, real) VALUES ($1, $2, $3)",
          {i, i * 3'000'000'000, i * 0.5});
  }
  const auto row = [&](std::string_view what, const auto& get) {
    const auto sql = "SELECT " + std::string(what) + " FROM value";
    return database().read([&](Read& read) { return read.first(sql, {}, get).value(); });
  };
  const auto integer = [](const Row& found) { return found.integer(0); };
  const auto real = [](const Row& found) { return found.real(0); };
  EXPECT_EQ(row("count(*)", integer), 4);
  EXPECT_EQ(row("sum(number)", integer), 30'000'000'000);
  EXPECT_EQ(row("sum(-number)", integer), -30'000'000'000);
  EXPECT_EQ(row("sum(id) * 1000", integer), 10'000);
  EXPECT_DOUBLE_EQ(row("avg(number)", real), 7'500'000'000.0);
  EXPECT_DOUBLE_EQ(row("avg(id)", real), 2.5);
  EXPECT_DOUBLE_EQ(row("sum(real)", real), 5.0);
  EXPECT_DOUBLE_EQ(row("coalesce(avg(CASE WHEN id > 9 THEN real END), 0)", real), 0.0);
  EXPECT_EQ(row("max(id) > 3", integer), 1);
  EXPECT_EQ(row("max(id) > 4", integer), 0);
}

TEST_P(Values, AnIntegerIsStoredInARealColumnAsThatReal) {
  write("INSERT INTO value (id, real) VALUES (1, $1)", {3});
  EXPECT_EQ(one("real", [](const Row& row) { return row.real(0); }), 3.0);
}

TEST_P(Values, IdsAndInstantsAreStoredAsTheirText) {
  const auto moment = Instant::parse("2026-11-22T09:05:00.000Z");
  const auto id = TeamId::make(moment, seededRandom(1));
  write("INSERT INTO value (id, words) VALUES (1, $1), (2, $2)", {id, moment});
  EXPECT_EQ(texts("SELECT words FROM value ORDER BY id"),
            (std::vector<std::string>{id.text(), moment.text()}));
  EXPECT_EQ(one("words", [](const Row& row) { return row.id<TeamId>(0); }), id);
}

}  // namespace
}  // namespace refocus::database
