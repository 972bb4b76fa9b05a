// Calls a function over and over in so many threads, and says how often, and how long a call took.
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/times.hpp"
#include "bench/turns.hpp"

namespace refocus::bench {

/// How long each number is measured: REFOCUS_BENCH_SECONDS, else 6.
[[nodiscard]] std::chrono::milliseconds eachTime();

/// `work(number)` gets numbers that count up over all threads.
template <class Work>
[[nodiscard]] Measured timeCalls(int threads, std::chrono::milliseconds time, const Work& work) {
  using Clock = std::chrono::steady_clock;
  std::atomic<std::int64_t> number{0};
  std::vector<Times> taken(static_cast<std::size_t>(threads));
  const auto begin = Clock::now();
  const auto end = begin + time;
  {
    std::vector<std::jthread> running;
    for (auto& mine : taken) {
      running.emplace_back([&] {
        for (auto from = Clock::now(); from < end;) {
          work(number++);
          const auto to = Clock::now();
          mine.add(to - from);
          from = to;
        }
      });
    }
  }
  Times all;
  for (const auto& mine : taken) all.add(mine);
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return {.rate = static_cast<double>(all.count()) / seconds,
          .p50 = all.at(0.5) / 1000,
          .p99 = all.at(0.99) / 1000};
}

/// Measures, and prints a line.
template <class Work>
void measureCalls(std::string_view what, int threads, const Work& work) {
  const Measured measured = timeCalls(threads, eachTime(), work);
  fmt::print("{:<26}{:>3} threads     {:>7.0f} a second   p50 {:>6.2f} ms   p99 {:>6.2f} ms\n",
             what, threads, measured.rate, measured.p50, measured.p99);
  std::fflush(stdout);
}

}  // namespace refocus::bench
