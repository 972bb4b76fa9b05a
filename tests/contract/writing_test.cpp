#include <array>
#include <future>
#include <thread>

#include "contract/contract.hpp"

namespace refocus::database {
namespace {

/// Writes down the calls it gets, and does before the commit what a test asks.
class Diary : public BatchMember {
 public:
  void jobBegins() override { note("begins"); }
  void jobEnds() override {
    note("ends");
    if (refuseJobs) throw Fault(FaultCode::forbidden, "not this job");
  }
  void jobFails() override { note("fails"); }
  void beforeCommit(Write& write) override {
    note("before");
    if (atCommit) atCommit(write);
  }
  void committed() override { note("committed"); }
  void abandoned() override { note("abandoned"); }

  std::vector<std::string> calls;
  std::function<void(Write&)> atCommit;
  bool refuseJobs = false;

 private:
  void note(const char* call) { calls.emplace_back(call); }
};

class Writing : public Contract {
 protected:
  void SetUp() override {
    Contract::SetUp();
    make("CREATE TABLE entry (id {int64} PRIMARY KEY, words TEXT NOT NULL) {strict}");
  }
  void TearDown() override { close(); }  // before the diary goes

  static void add(Write& writing, int id) {
    writing.run("INSERT INTO entry (id, words) VALUES ($1, 'w')", {id});
  }
  std::vector<std::string> ids() { return texts("SELECT CAST(id AS TEXT) FROM entry ORDER BY id"); }

  using Job = std::function<void(Write&)>;
  /// Runs the jobs in one batch, in order; the exception that each ended with, or null. They queue
  /// while the writer is held up by a job without statements, which so is the first of the batch.
  std::vector<std::exception_ptr> inOneBatch(const std::vector<Job>& jobs) {
    std::promise<void> holding;
    std::promise<void> letGo;
    std::jthread holder([&] {
      try {
        database().write([&](Write&) {
          holding.set_value();
          letGo.get_future().wait();
        });
      } catch (const Fault&) {
        holderFailed_ = true;
      }
    });
    holding.get_future().wait();
    std::vector<std::exception_ptr> errors(jobs.size());
    std::vector<std::jthread> callers;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      callers.emplace_back([&, i] {
        try {
          database().write(jobs[i]);
        } catch (...) {
          errors[i] = std::current_exception();
        }
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(20));  // so that they queue in order
    }
    letGo.set_value();
    callers.clear();
    holder.join();
    return errors;
  }
  static std::optional<FaultCode> codeOf(const std::exception_ptr& error) {
    if (!error) return std::nullopt;
    return faultOf([&] { std::rethrow_exception(error); });
  }

  Diary diary_;
  bool holderFailed_ = false;
};
ON_BOTH_ENGINES(Writing);

TEST_P(Writing, AWriteReturnsWhatItsJobReturned) {
  const auto count = database().write([](Write& writing) {
    add(writing, 1);
    return writing.number("SELECT count(*) FROM entry", {});
  });
  EXPECT_EQ(count, 1);
}

TEST_P(Writing, AJobThatThrowsIsUndoneAndItsExceptionPassedOn) {
  EXPECT_THROW(database().write([](Write& writing) {
    add(writing, 1);
    throw std::out_of_range("changed my mind");
  }),
               std::out_of_range);
  EXPECT_TRUE(ids().empty());
}

TEST_P(Writing, AFailedJobTakesNothingOfTheOthersInItsBatch) {
  const auto errors = inOneBatch({[](Write& writing) { add(writing, 1); },
                                  [](Write& writing) {
                                    add(writing, 2);
                                    throw std::out_of_range("no");
                                  },
                                  [](Write& writing) { add(writing, 1); },
                                  [](Write& writing) { add(writing, 4); }});
  EXPECT_FALSE(errors[0]);
  EXPECT_TRUE(errors[1]);
  EXPECT_EQ(codeOf(errors[2]), FaultCode::duplicate);
  EXPECT_FALSE(errors[3]);
  EXPECT_EQ(ids(), (std::vector<std::string>{"1", "4"}));
}

TEST_P(Writing, AJobSeesWhatTheJobsBeforeItDid) {
  std::int64_t seen = -1;
  inOneBatch({[](Write& writing) { add(writing, 1); },
              [&](Write& writing) { seen = writing.number("SELECT count(*) FROM entry", {}); }});
  EXPECT_EQ(seen, 1);
}

TEST_P(Writing, JobsRunInTheOrderTheyCame) {
  std::vector<Job> jobs;
  std::vector<int> order;
  for (int i = 0; i < 5; ++i) {
    jobs.emplace_back([i, &order](Write& writing) {
      add(writing, i);
      order.push_back(i);
    });
  }
  inOneBatch(jobs);
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST_P(Writing, AStatementThatFailedHasFailedItsJobEvenIfCaught) {
  write("INSERT INTO entry (id, words) VALUES (1, 'w')");
  EXPECT_EQ(faultOf([&] {
              database().write([](Write& writing) {
                add(writing, 2);
                EXPECT_EQ(faultOf([&] { add(writing, 1); }), FaultCode::duplicate);
                EXPECT_EQ(faultOf([&] { add(writing, 3); }), FaultCode::internal);
              });
            }),
            FaultCode::duplicate);
  EXPECT_EQ(ids(), (std::vector<std::string>{"1"}));
}

TEST_P(Writing, AnExceptionOfTheCallersOwnRowMayBeCaught) {
  database().write([](Write& writing) {
    add(writing, 1);
    EXPECT_THROW(writing.each("SELECT id FROM entry", {},
                              [](const Row&) { throw std::out_of_range("mine"); }),
                 std::out_of_range);
    add(writing, 2);
  });
  EXPECT_EQ(ids(), (std::vector<std::string>{"1", "2"}));
}

TEST_P(Writing, AWriteInsideAWriteIsRefusedAndNotWaitedForEver) {
  EXPECT_EQ(faultOf([&] { database().write([&](Write&) { database().write([](Write&) {}); }); }),
            FaultCode::internal);
}

TEST_P(Writing, TheMemberIsCalledAroundEachJobAndOnceACommit) {
  database().setBatchMember(&diary_);
  inOneBatch({[](Write& writing) { add(writing, 1); },
              [](Write&) { throw std::out_of_range("no"); }, [](Write&) {}});
  EXPECT_EQ(diary_.calls, (std::vector<std::string>{"begins", "ends",  // the one that held it up
                                                    "begins", "ends", "begins", "fails", "begins",
                                                    "ends", "before", "committed"}));
}

TEST_P(Writing, WhatTheMemberWritesIsCommittedWithTheJobs) {
  diary_.atCommit = [](Write& writing) { add(writing, 100); };
  database().setBatchMember(&diary_);
  database().write([](Write&) {});  // no statement of its own
  EXPECT_EQ(ids(), (std::vector<std::string>{"100"}));
  EXPECT_EQ(diary_.calls.back(), "committed");
}

TEST_P(Writing, WhenTheMemberCannotWriteTheWholeBatchIsUndoneAndEverybodyTold) {
  diary_.atCommit = [](Write& writing) {
    add(writing, 50);
    add(writing, 50);
  };
  database().setBatchMember(&diary_);
  const auto errors =
      inOneBatch({[](Write& writing) { add(writing, 1); }, [](Write& writing) { add(writing, 2); },
                  [](Write&) { throw std::out_of_range("own"); }});
  EXPECT_TRUE(holderFailed_);
  EXPECT_EQ(codeOf(errors[0]), FaultCode::duplicate);
  EXPECT_EQ(codeOf(errors[1]), FaultCode::duplicate);
  EXPECT_THROW(std::rethrow_exception(errors[2]), std::out_of_range);
  EXPECT_EQ(diary_.calls.back(), "abandoned");
  EXPECT_TRUE(ids().empty());

  diary_.atCommit = nullptr;
  write("INSERT INTO entry (id, words) VALUES (3, 'w')");
  EXPECT_EQ(ids(), (std::vector<std::string>{"3"}));
}

TEST_P(Writing, AMemberThatSwallowsAFailedStatementStillFailsTheBatch) {
  diary_.atCommit = [](Write& writing) {
    add(writing, 50);
    EXPECT_EQ(faultOf([&] { add(writing, 50); }), FaultCode::duplicate);
  };
  database().setBatchMember(&diary_);
  EXPECT_EQ(faultOf([&] { write("INSERT INTO entry (id, words) VALUES (1, 'w')"); }),
            FaultCode::duplicate);
  EXPECT_TRUE(ids().empty());
}

TEST_P(Writing, AJobThatTheMemberRefusesIsUndone) {
  diary_.refuseJobs = true;
  database().setBatchMember(&diary_);
  EXPECT_EQ(faultOf([&] { write("INSERT INTO entry (id, words) VALUES (1, 'w')"); }),
            FaultCode::forbidden);
  EXPECT_EQ(diary_.calls,
            (std::vector<std::string>{"begins", "ends", "fails", "before", "committed"}));
  EXPECT_TRUE(ids().empty());
}

TEST_P(Writing, OverTheQueuesLimitWritesAreRefusedAtOnce) {
  reopen({.queue = 1});
  std::promise<void> holding;
  std::promise<void> letGo;
  std::jthread holder([&] {
    database().write([&](Write&) {
      holding.set_value();
      letGo.get_future().wait();
    });
  });
  holding.get_future().wait();
  std::vector<std::future<void>> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.push_back(std::async(std::launch::async, [&, i] {
      database().write([i](Write& writing) { add(writing, i); });
    }));
  }
  int refused = 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  letGo.set_value();
  for (auto& write : waiting) {
    try {
      write.get();
    } catch (const Fault& fault) {
      EXPECT_EQ(fault.code(), FaultCode::busy);
      ++refused;
    }
  }
  EXPECT_EQ(refused, 2);
  EXPECT_EQ(ids().size(), 1U);
}

TEST_P(Writing, WhoeverDoesNotWaitIsCalledWhenTheChangesAreOnDisk) {
  std::promise<std::exception_ptr> called;
  database().writeLater([](Write& write) { add(write, 1); },
                        [&](const std::exception_ptr& why) { called.set_value(why); });
  EXPECT_EQ(called.get_future().get(), nullptr);
  EXPECT_EQ(ids(), std::vector<std::string>{"1"});
}

TEST_P(Writing, WhoeverDoesNotWaitIsToldWhyNothingWasKept) {
  write("INSERT INTO entry (id, words) VALUES (1, 'first')");
  std::promise<std::exception_ptr> called;
  database().writeLater(
      [](Write& write) {
        add(write, 2);
        add(write, 1);
      },
      [&](const std::exception_ptr& why) { called.set_value(why); });
  EXPECT_EQ(codeOf(called.get_future().get()), FaultCode::duplicate);
  EXPECT_EQ(ids(), std::vector<std::string>{"1"});
}

TEST_P(Writing, OverTheQueuesLimitWhoeverDoesNotWaitIsToldAtOnce) {
  reopen({.queue = 1});
  std::promise<void> holding;
  std::promise<void> letGo;
  std::jthread holder([&] {
    database().write([&](Write&) {
      holding.set_value();
      letGo.get_future().wait();
    });
  });
  holding.get_future().wait();
  std::array<std::optional<FaultCode>, 2> refused;
  for (const std::size_t i : {0U, 1U}) {
    database().writeLater([i](Write& write) { add(write, static_cast<int>(i)); },
                          [&, i](const std::exception_ptr& why) { refused.at(i) = codeOf(why); });
  }
  EXPECT_EQ(refused.at(1), FaultCode::busy);
  letGo.set_value();
  holder.join();
  reopen({});  // finishes what is queued
  EXPECT_EQ(refused.at(0), std::nullopt);
  EXPECT_EQ(ids(), std::vector<std::string>{"0"});
}

TEST_P(Writing, ClosingFinishesWhatIsQueued) {
  auto& closing = database();
  std::promise<void> holding;
  std::jthread holder([&] {
    closing.write([&](Write& writing) {
      holding.set_value();
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      add(writing, 1);
    });
  });
  holding.get_future().wait();
  auto queued = std::async(std::launch::async,
                           [&] { closing.write([](Write& writing) { add(writing, 2); }); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  close();
  queued.get();
  holder.join();
  reopen();
  EXPECT_EQ(ids(), (std::vector<std::string>{"1", "2"}));
}

}  // namespace
}  // namespace refocus::database
