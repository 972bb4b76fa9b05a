#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "contract/contract.hpp"

namespace refocus::database {
namespace {

class Reading : public Contract {
 protected:
  void SetUp() override {
    Contract::SetUp();
    make(
        "CREATE TABLE entry (id {int64} PRIMARY KEY, part {int64} NOT NULL) {strict};"
        "INSERT INTO entry (id, part) VALUES (1, 1)");
  }
};
ON_BOTH_ENGINES(Reading);

constexpr auto* kCount = "SELECT count(*) FROM entry";

TEST_P(Reading, ASnapshotDoesNotSeeLaterWrites) {
  database().read([&](Read& read) {
    EXPECT_EQ(read.number(kCount, {}), 1);
    write("INSERT INTO entry (id, part) VALUES (2, 1)");
    EXPECT_EQ(read.number(kCount, {}), 1);
    EXPECT_EQ(read.number("SELECT max(id) FROM entry", {}), 1);
  });
  EXPECT_EQ(number(kCount), 2);
}

TEST_P(Reading, ASnapshotInHandIsOfOneMomentToItsEnd) {
  auto snapshot = database().snapshot();
  EXPECT_EQ(snapshot->number(kCount, {}), 1);
  write("INSERT INTO entry (id, part) VALUES (2, 1)");
  EXPECT_EQ(snapshot->number(kCount, {}), 1);
  snapshot.reset();
  EXPECT_EQ(number(kCount), 2);
}

TEST_P(Reading, ASnapshotGivesItsConnectionBackWhenItEnds) {
  reopen({.readers = 1});
  for (int i = 0; i < 3; ++i) {
    const auto snapshot = database().snapshot();
    EXPECT_EQ(snapshot->number(kCount, {}), 1);
  }
  EXPECT_EQ(number(kCount), 1);
}

TEST_P(Reading, AReadSeesEveryWriteThatReturnedBeforeIt) {
  for (int i = 2; i < 40; ++i) {
    write("INSERT INTO entry (id, part) VALUES ($1, 1)", {i});
    EXPECT_EQ(number(kCount), i);
  }
}

TEST_P(Reading, ASnapshotNeverShowsHalfAWrite) {
  std::atomic<bool> stop{false};
  std::jthread writer([&] {
    for (int i = 2; !stop; i += 2) {
      database().write([&](Write& writing) {
        writing.run("INSERT INTO entry (id, part) VALUES ($1, 1)", {i});
        writing.run("INSERT INTO entry (id, part) VALUES ($1, -1)", {i + 1});
      });
    }
  });
  for (int i = 0; i < 200; ++i) {
    database().read([](Read& read) {
      const auto sum = read.number("SELECT sum(part) FROM entry", {});
      EXPECT_EQ(sum, 1);
      EXPECT_EQ(read.number(kCount, {}) % 2, 1);
    });
  }
  stop = true;
}

TEST_P(Reading, AReaderHeldOpenDoesNotHoldUpTheWriter) {
  database().read([&](Read& read) {
    EXPECT_EQ(read.number(kCount, {}), 1);
    for (int i = 2; i < 12; ++i) write("INSERT INTO entry (id, part) VALUES ($1, 1)", {i});
  });
  EXPECT_EQ(number(kCount), 11);
}

TEST_P(Reading, SixteenThreadsReadAndWriteAtOnce) {
  constexpr int kThreads = 16;
  constexpr int kEach = 25;
  std::latch start(kThreads);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        start.arrive_and_wait();
        for (int i = 0; i < kEach; ++i) {
          const int id = 1000 + thread * kEach + i;
          write("INSERT INTO entry (id, part) VALUES ($1, $2)", {id, thread});
          EXPECT_EQ(number("SELECT part FROM entry WHERE id = $1", {id}), thread);
        }
      });
    }
  }
  EXPECT_EQ(number(kCount), 1 + kThreads * kEach);
}

TEST_P(Reading, MoreReadersThanConnectionsWaitTheirTurn) {
  reopen({.readers = 1});
  std::promise<void> held;
  std::promise<void> letGo;
  std::jthread first([&] {
    database().read([&](Read& read) {
      static_cast<void>(read.number(kCount, {}));
      held.set_value();
      letGo.get_future().wait();
    });
  });
  held.get_future().wait();
  auto second = std::async(std::launch::async, [&] { return number(kCount); });
  EXPECT_EQ(second.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  letGo.set_value();
  EXPECT_EQ(second.get(), 1);
}

TEST_P(Reading, AReadThatFailsGivesItsConnectionBack) {
  reopen({.readers = 1});
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(faultOf([&] { number("SELECT absent FROM entry"); }), FaultCode::internal);
    EXPECT_EQ(number(kCount), 1);
  }
}

TEST_P(Reading, WhatIsReadAfterReopeningIsWhatWasWritten) {
  write("INSERT INTO entry (id, part) VALUES (2, 22)");
  reopen();
  EXPECT_EQ(number("SELECT part FROM entry WHERE id = 2"), 22);
}

}  // namespace
}  // namespace refocus::database
