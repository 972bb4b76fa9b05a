#include "contract/contract.hpp"

namespace refocus::database {
namespace {

class Statements : public Contract {
 protected:
  void SetUp() override {
    Contract::SetUp();
    make("CREATE TABLE word (id {int64} PRIMARY KEY, words TEXT) {strict}");
  }
  void add(std::initializer_list<const char*> words) {
    for (const char* word : words) {
      write("INSERT INTO word (id, words) VALUES ($1, $2)", {++last_, word});
    }
  }
  std::optional<FaultCode> refusal(std::string_view sql, std::initializer_list<Param> params = {}) {
    return faultOf([&] { number(sql, params); });
  }

 private:
  int last_ = 0;
};
ON_BOTH_ENGINES(Statements);

TEST_P(Statements, OneParameterMayStandInSeveralPlacesAndInAnyOrder) {
  EXPECT_EQ(number("SELECT $2 - $1 - $1", {1, 10}), 8);
}

TEST_P(Statements, CastsWithColonsAreRefused) {
  EXPECT_EQ(refusal("SELECT $1::bigint", {1}), FaultCode::internal);
}

TEST_P(Statements, SurplusAndUnboundParametersAreRefused) {
  EXPECT_EQ(refusal("SELECT $1", {1, 2}), FaultCode::internal);
  EXPECT_EQ(refusal("SELECT $1 + $2", {1}), FaultCode::internal);
  EXPECT_EQ(refusal("SELECT 1", {1}), FaultCode::internal);
  EXPECT_EQ(refusal("SELECT $2", {1, 2}), FaultCode::internal);
}

TEST_P(Statements, TwoStatementsInOneTextAreRefused) {
  EXPECT_EQ(refusal("SELECT 1; SELECT 2"), FaultCode::internal);
}

TEST_P(Statements, TransactionControlIsRefused) {
  EXPECT_EQ(faultOf([&] { write("COMMIT"); }), FaultCode::internal);
  EXPECT_EQ(faultOf([&] { make("CREATE TABLE a (b TEXT) {strict}; COMMIT"); }),
            FaultCode::internal);
}

TEST_P(Statements, WrongSqlIsADefectAndTheMessageShowsIt) {
  std::string message;
  EXPECT_EQ(faultOf([&] { number("SELECT absent FROM word"); }, &message), FaultCode::internal);
  EXPECT_NE(message.find("SELECT absent FROM word"), std::string::npos) << message;
  EXPECT_EQ(refusal("SELEC 1"), FaultCode::internal);
  EXPECT_EQ(refusal("SELECT count(*) FROM nowhere"), FaultCode::internal);
  EXPECT_EQ(refusal("SELECT \"not a column\" FROM word"), FaultCode::internal);
}

TEST_P(Statements, LikeTellsCasesApart) {
  add({"Garden", "garden", "gardening"});
  EXPECT_EQ(texts("SELECT words FROM word WHERE words LIKE $1 ESCAPE '\\' ORDER BY id", {"gard%"}),
            (std::vector<std::string>{"garden", "gardening"}));
}

TEST_P(Statements, LikeTakesAnEscapedPercentAsItself) {
  add({"100% sure", "100 times"});
  EXPECT_EQ(texts("SELECT words FROM word WHERE words LIKE $1 ESCAPE '\\'", {"100\\%%"}),
            (std::vector<std::string>{"100% sure"}));
}

TEST_P(Statements, TextIsOrderedByItsBytes) {
  add({"é", "z", "a", "Z", "\U0001F33B", "A", "10", "9", "", "｡"});
  EXPECT_EQ(texts("SELECT words FROM word ORDER BY words"),
            (std::vector<std::string>{"", "10", "9", "A", "Z", "a", "z", "é", "｡", "\U0001F33B"}));
  EXPECT_EQ(number("SELECT count(*) FROM word WHERE words < $1", {"a"}), 5);
}

TEST_P(Statements, TextIsEqualOnlyByteForByte) {
  add({"caf\u00e9"});
  EXPECT_EQ(number("SELECT count(*) FROM word WHERE words = $1", {"cafe\u0301"}), 0);
  EXPECT_EQ(number("SELECT count(*) FROM word WHERE words = $1", {"CAF\u00c9"}), 0);
  EXPECT_EQ(number("SELECT count(*) FROM word WHERE words = $1", {"caf\u00e9 "}), 0);
}

TEST_P(Statements, NullsStandWhereTheOrderSays) {
  add({"b", "a"});
  write("INSERT INTO word (id, words) VALUES (3, $1)", {nullptr});
  const auto order = [&](const std::string& how) {
    return texts("SELECT coalesce(words, 'none') FROM word ORDER BY words " + how);
  };
  EXPECT_EQ(order("NULLS LAST"), (std::vector<std::string>{"a", "b", "none"}));
  EXPECT_EQ(order("NULLS FIRST"), (std::vector<std::string>{"none", "a", "b"}));
  EXPECT_EQ(order("DESC NULLS LAST"), (std::vector<std::string>{"b", "a", "none"}));
}

TEST_P(Statements, RunTellsHowManyRowsItChanged) {
  EXPECT_EQ(write("INSERT INTO word (id, words) VALUES (1, 'a'), (2, 'b'), (3, 'b')"), 3);
  EXPECT_EQ(write("UPDATE word SET words = $1 WHERE words = $2", {"c", "b"}), 2);
  EXPECT_EQ(write("UPDATE word SET words = $1 WHERE words = $2", {"c", "absent"}), 0);
  EXPECT_EQ(write("INSERT INTO word (id, words) VALUES (1, 'x') ON CONFLICT DO NOTHING"), 0);
  EXPECT_EQ(write("INSERT INTO word (id, words) VALUES (1, 'x') "
                  "ON CONFLICT (id) DO UPDATE SET words = excluded.words"),
            1);
  EXPECT_EQ(write("CREATE TABLE other (id TEXT)"), 0);
  EXPECT_EQ(write("SELECT count(*) FROM word"), 0);
  EXPECT_EQ(write("DELETE FROM word"), 3);
}

TEST_P(Statements, ReturningGivesTheRowsOfAChange) {
  const auto back = database().write([](Write& writing) {
    return writing.all("INSERT INTO word (id, words) VALUES (7, $1) RETURNING id", {"w"},
                       [](const Row& row) { return row.integer(0); });
  });
  EXPECT_EQ(back, std::vector<std::int64_t>{7});
  EXPECT_EQ(number("SELECT count(*) FROM word"), 1);
}

TEST_P(Statements, RunManyRunsEachRow) {
  std::vector<std::vector<Param>> rows;
  for (int i = 0; i < 1000; ++i) {
    rows.push_back({i, i % 3 == 0 ? Param(nullptr) : Param("words")});
  }
  database().write([&](Write& writing) {
    writing.runMany("INSERT INTO word (id, words) VALUES ($1, $2)", rows);
    writing.runMany("INSERT INTO word (id, words) VALUES ($1, $2)", {});
  });
  EXPECT_EQ(number("SELECT count(*) FROM word"), 1000);
  EXPECT_EQ(number("SELECT count(*) FROM word WHERE words IS NULL"), 334);
  EXPECT_EQ(number("SELECT sum(id) FROM word"), 499'500);
}

TEST_P(Statements, RunManyWithOneBadRowDoesNothing) {
  const std::vector<std::vector<Param>> rows{{1, "a"}, {2, "b"}, {1, "again"}, {4, "d"}};
  EXPECT_EQ(faultOf([&] {
              database().write([&](Write& writing) {
                writing.runMany("INSERT INTO word (id, words) VALUES ($1, $2)", rows);
              });
            }),
            FaultCode::duplicate);
  const std::vector<std::vector<Param>> uneven{{1, "a"}, {2}};
  EXPECT_EQ(faultOf([&] {
              database().write([&](Write& writing) {
                writing.runMany("INSERT INTO word (id, words) VALUES ($1, $2)", uneven);
              });
            }),
            FaultCode::internal);
  EXPECT_EQ(number("SELECT count(*) FROM word"), 0);
}

TEST_P(Statements, AReadInsideARowOfTheSameReadIsWell) {
  add({"a", "b"});
  std::vector<std::string> pairs;
  database().read([&](Read& read) {
    const auto* sql = "SELECT words FROM word ORDER BY id";
    read.each(sql, {}, [&](const Row& outer) {
      read.each(sql, {}, [&](const Row& inner) {
        pairs.push_back(std::string(outer.text(0)) + std::string(inner.text(0)));
      });
    });
  });
  EXPECT_EQ(pairs, (std::vector<std::string>{"aa", "ab", "ba", "bb"}));
}

TEST_P(Statements, AnExceptionFromARowEndsTheReadingAndIsPassedOn) {
  add({"a", "b", "c"});
  int seen = 0;
  EXPECT_THROW(database().read([&](Read& read) {
    read.each("SELECT words FROM word", {}, [&](const Row&) {
      if (++seen == 2) throw std::out_of_range("enough");
    });
  }),
               std::out_of_range);
  EXPECT_EQ(seen, 2);
  EXPECT_EQ(number("SELECT count(*) FROM word"), 3);
}

TEST_P(Statements, FirstGivesNothingWhenThereIsNoRow) {
  database().read([](Read& read) {
    EXPECT_FALSE(
        read.first("SELECT words FROM word", {}, [](const Row&) { return 1; }).has_value());
    EXPECT_EQ(faultOf([&] { static_cast<void>(read.number("SELECT id FROM word", {})); }),
              FaultCode::internal);
  });
}

TEST_P(Statements, MoreTextsThanAreKeptPreparedStillWork) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 300; ++i) {
      EXPECT_EQ(number("SELECT $1 + " + std::to_string(i), {1}), i + 1);
    }
  }
}

TEST_P(Statements, AChangedTableIsSeenByStatementsPreparedBefore) {
  add({"a"});
  const auto* sql = "SELECT * FROM word";
  const auto columns = [&] {
    return database().read([&](Read& read) {
      return read.first(sql, {}, [](const Row& row) { return row.isNull(row.isNull(1) ? 0 : 1); });
    });
  };
  EXPECT_EQ(columns(), false);
  make("ALTER TABLE word ADD COLUMN mood TEXT");
  const auto mood = database().read([&](Read& read) {
    return read.first(sql, {}, [](const Row& row) { return row.isNull(2); });
  });
  EXPECT_EQ(mood, true);
}

}  // namespace
}  // namespace refocus::database
