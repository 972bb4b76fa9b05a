// A fit is never worse than the best of fifty searches from random places, and never silent where
// it is. script/validate tries a thousand.
#include "validate/small_fits.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

namespace refocus::validate {
namespace {

constexpr int kStarts = 50;
constexpr double kAbove = 1e-6;

struct Counts {
  int fitted = 0;
  int refused = 0;
  int above = 0;
  int unwarned = 0;
  int below = 0;  // than the best of the fifty
  int unsettled = 0;
};

// A number from the environment, or what stands for it.
std::uint64_t asked(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no other thread
  if (text == nullptr) return otherwise;
  const std::string_view typed(text);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
  return error == std::errc{} && end == typed.data() + typed.size() ? number : otherwise;
}

// It says so where its answer may not be the lowest.
bool isWarned(const statistics::Fit& fit) {
  return !fit.convergence.converged || std::ranges::any_of(fit.notes, [](const std::string& note) {
    return note.contains("treat all of them with caution");
  });
}

void tryFit(std::uint64_t number, Counts& counts) {
  const SmallFit small = smallFit(number);
  const auto fit = statistics::fitModel(small.design, small.rows, small.options);
  if (!fit) {
    ++counts.refused;
    return;
  }
  ++counts.fitted;
  const double best = lowestOfMany(small, kStarts);
  if (!fit->convergence.converged) ++counts.unsettled;
  if (fit->criterion < best - kAbove) ++counts.below;
  if (fit->criterion <= best + kAbove) return;
  ++counts.above;
  if (!isWarned(*fit)) ++counts.unwarned;
  ADD_FAILURE() << fmt::format("fit {}, {}: {:.9f}, and {:.9f} was found from elsewhere{}", number,
                               small.formula, fit->criterion, best,
                               isWarned(*fit) ? "; it said to be cautious" : "");
}

TEST(SmallFits, AreNeverWorseThanTheBestOfFiftyStarts) {
  const std::uint64_t first = asked("REFOCUS_VALIDATE_SEED", 1) * 1'000'000;
  const std::uint64_t count = asked("REFOCUS_VALIDATE_FITS", 32);
  Counts counts;
  for (std::uint64_t i = 0; i < count; ++i) tryFit(first + i, counts);
  fmt::print(
      "{} fits, {} refused: {} above the best of {} starts by more than {} ({} of them unwarned), "
      "{} below it; {} did not settle\n",
      counts.fitted, counts.refused, counts.above, kStarts, kAbove, counts.unwarned, counts.below,
      counts.unsettled);
  EXPECT_GT(counts.fitted, static_cast<int>(count) / 2);
}

}  // namespace
}  // namespace refocus::validate
