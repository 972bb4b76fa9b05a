#include "http/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <thread>
#include <vector>

namespace refocus::http {
namespace {

TEST(WorkerPool, RunsJobsAtTheSameTimeInAllItsThreads) {
  std::latch together(4);
  WorkerPool pool({.workers = 4, .mostWaiting = 100});
  for (int i = 0; i < 4; ++i) {
    WorkerPool::Job job = [&](Turn) { together.arrive_and_wait(); };
    EXPECT_TRUE(pool.tryRun(job));
  }
  together.wait();
}

TEST(WorkerPool, RunsAFewAtATimeAsLongAsNoneHasWaitedLong) {
  std::latch held(2);
  std::latch release(1);
  std::atomic<bool> ran = false;
  {
    WorkerPool pool({.workers = 6,
                     .mostWaiting = 100,
                     .few = {.atATime = 2, .patience = std::chrono::hours{1}}});
    for (int i = 0; i < 2; ++i) {
      WorkerPool::Job job = [&](Turn) {
        held.count_down();
        release.wait();
      };
      ASSERT_TRUE(pool.tryRun(job));
    }
    held.wait();
    WorkerPool::Job third = [&](Turn) { ran = true; };
    ASSERT_TRUE(pool.tryRun(third));
    std::this_thread::sleep_for(std::chrono::milliseconds{30});
    EXPECT_FALSE(ran) << "a third thread, though two are enough";
    release.count_down();
  }
  EXPECT_TRUE(ran);
}

TEST(WorkerPool, LetsOthersGoOnWhereTheFewAreHeldUp) {
  std::latch release(1);
  std::latch others(20);
  WorkerPool pool({.workers = 6, .mostWaiting = 100, .few = {.atATime = 2}});
  for (int i = 0; i < 5; ++i) {
    WorkerPool::Job heldUp = [&](Turn) { release.wait(); };
    ASSERT_TRUE(pool.tryRun(heldUp));
  }
  for (int i = 0; i < 20; ++i) {
    WorkerPool::Job job = [&](Turn) { others.count_down(); };
    ASSERT_TRUE(pool.tryRun(job));
  }
  others.wait();  // by the one that is left
  release.count_down();
}

TEST(WorkerPool, RunsWhatIsQueuedBeforeItEnds) {
  std::atomic<int> ran = 0;
  {
    WorkerPool pool({.workers = 2, .mostWaiting = 10'000});
    for (int i = 0; i < 10'000; ++i) {
      WorkerPool::Job job = [&](Turn) { ++ran; };
      EXPECT_TRUE(pool.tryRun(job));
    }
  }
  EXPECT_EQ(ran, 10'000);
}

TEST(WorkerPool, LeavesAJobThatDoesNotFitAsItWas) {
  std::latch running(1);
  std::latch release(1);
  WorkerPool pool({.workers = 1, .mostWaiting = 1});
  WorkerPool::Job first = [&](Turn) {
    running.count_down();
    release.wait();
  };
  ASSERT_TRUE(pool.tryRun(first));
  running.wait();
  WorkerPool::Job second = [](Turn) {};
  ASSERT_TRUE(pool.tryRun(second));
  bool ran = false;
  WorkerPool::Job third = [&](Turn) { ran = true; };
  EXPECT_FALSE(pool.tryRun(third));
  third(Turn::tooLate);
  EXPECT_TRUE(ran);
  release.count_down();
}

/// One worker that is held up, a clock that the test moves, and the jobs that were called.
class HeldUpPool {
 public:
  explicit HeldUpPool(WaitLimits waits)
      : pool_({.workers = 1,
               .mostWaiting = 100,
               .few = {.atATime = 1},
               .waits = waits,
               .now = [this] { return Overload::Time(std::chrono::milliseconds{moment}); }}) {}

  /// Queues these, each a millisecond after the one before, behind one that holds the worker up for
  /// so long; what was called, in order: those that were too late as "-3".
  std::vector<int> called(int jobs, int heldFor) {
    std::latch running(1);
    std::latch release(1);
    std::latch done(jobs);
    std::vector<int> order;
    WorkerPool::Job first = [&](Turn) {
      running.count_down();
      release.wait();
    };
    EXPECT_TRUE(pool_.tryRun(first));
    running.wait();
    for (int i = 1; i <= jobs; ++i) {
      ++moment;
      WorkerPool::Job job = [&, i](Turn turn) {
        order.push_back(turn == Turn::run ? i : -i);
        done.count_down();
      };
      EXPECT_TRUE(pool_.tryRun(job));
    }
    moment += heldFor;
    release.count_down();
    done.wait();
    return order;
  }

  std::atomic<int> moment = 0;

 private:
  WorkerPool pool_;
};

constexpr WaitLimits kWaits{.good = std::chrono::milliseconds{20},
                            .most = std::chrono::milliseconds{250},
                            .behindAfter = std::chrono::milliseconds{0},
                            .calmAfter = std::chrono::milliseconds{1000}};

TEST(WorkerPool, TakesTheFirstFirstAsLongAsTheWaitIsGood) {
  HeldUpPool pool(kWaits);
  EXPECT_EQ(pool.called(3, 10), (std::vector<int>{1, 2, 3}));
}

TEST(WorkerPool, ThatIsBehindRefusesWhoHasWaitedTooLongAndTakesTheNewestFirst) {
  HeldUpPool pool(kWaits);
  EXPECT_EQ(pool.called(5, 18), (std::vector<int>{-1, -2, 5, 4, 3}));
  EXPECT_EQ(pool.called(2, 10), (std::vector<int>{2, 1})) << "behind, though none is late any more";
  pool.moment += 2000;
  EXPECT_EQ(pool.called(2, 10), (std::vector<int>{1, 2}));
}

TEST(WorkerPool, RefusesNobodyWhereHardlyAnybodyWaits) {
  HeldUpPool pool(kWaits);
  EXPECT_EQ(pool.called(2, 5000), (std::vector<int>{1, 2}));
  EXPECT_EQ(pool.called(3, 5000), (std::vector<int>{-1, 3, 2}));
}

TEST(WorkerPool, WithoutLimitsLetsJobsWaitForAsLongAsItTakes) {
  std::latch done(1);
  std::atomic<int> moment = 0;
  WorkerPool pool({.workers = 1, .mostWaiting = 10, .now = [&] {
                     return Overload::Time(std::chrono::hours{moment});
                   }});
  WorkerPool::Job slow = [&](Turn) { moment = 5; };
  WorkerPool::Job last = [&](Turn turn) {
    EXPECT_EQ(turn, Turn::run);
    done.count_down();
  };
  EXPECT_TRUE(pool.tryRun(slow));
  EXPECT_TRUE(pool.tryRun(last));
  done.wait();
}

}  // namespace
}  // namespace refocus::http
