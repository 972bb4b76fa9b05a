#include "bench/turns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

namespace refocus::bench {
namespace {

using Rounds = std::vector<Measured>;

double medianOf(Rounds rounds, double Measured::* figure) {
  std::ranges::sort(rounds, {}, figure);
  return rounds.at(rounds.size() / 2).*figure;
}

void print(std::string_view at, const Subject& subject, const Rounds& rounds,
           const std::pair<std::string_view, double>& bound) {
  const double rate = medianOf(rounds, &Measured::rate);
  const double processor = medianOf(rounds, &Measured::processor);
  const auto [least, most] = std::ranges::minmax(rounds, {}, &Measured::rate);
  std::string line = fmt::format(
      "{:<21}{:>15} {:>7.0f} a second ({:.0f}–{:.0f})   p50 {:>6.2f} ms   p99 {:>6.2f} ms",
      subject.name, at, rate, least.rate, most.rate, medianOf(rounds, &Measured::p50),
      medianOf(rounds, &Measured::p99));
  if (processor > 0) line += fmt::format("   processor {:>4.0f} µs", processor);
  if (subject.name != bound.first) {
    line += fmt::format("   {:.3f} of {}", rate / bound.second, bound.first);
  }
  fmt::print("{}\n", line);
  for (const Measured& round : rounds) {
    if (round.wrong == 0) continue;
    fmt::print("  and {} answers of a round were not as they should be\n", round.wrong);
  }
  std::fflush(stdout);
}

}  // namespace

void measureInTurns(std::string_view at, std::span<const Subject> subjects) {
  std::vector<Rounds> measured(subjects.size());
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      measured[i].push_back(subjects[i].measure());
    }
  }
  const std::pair bound{subjects.front().name, medianOf(measured.front(), &Measured::rate)};
  for (std::size_t i = 0; i < subjects.size(); ++i) print(at, subjects[i], measured[i], bound);
}

}  // namespace refocus::bench
