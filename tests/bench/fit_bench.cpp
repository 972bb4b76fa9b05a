// The trials that `refocus fit` is measured on, and how long reading and fitting them takes.
//
//   fit_bench write FILE ROWS GROUPS   a cluster-randomised trial, the same each time
//   fit_bench outcomes FILE ROWS GROUPS  one with outcomes of 0 or 1 and counts
//   fit_bench crossed FILE             73,421 ratings of 1,128 lecturers by 2,972 students
//   fit_bench fit FILE FORMULA TIMES [FAMILY POINTS]
//                                      prints name<TAB>seconds: the median of each step
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <fstream>
#include <numbers>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "fitting/data_file.hpp"
#include "fitting/data_file_number.hpp"
#include "fitting/frame.hpp"
#include "fitting/freed_memory.hpp"
#include "statistics/fit.hpp"

namespace {

using namespace refocus::fitting;
using namespace refocus::statistics;
using Clock = std::chrono::steady_clock;

// Standard normal values; the library's own differ from one library to the next.
class Normal {
 public:
  explicit Normal(std::uint64_t seed) : random_(seed) {}
  double operator()() {
    const double size = std::sqrt(-2 * std::log(1 - uniform()));
    return size * std::cos(2 * std::numbers::pi * uniform());
  }
  double uniform() { return static_cast<double>(random_() >> 11U) * 0x1p-53; }

 private:
  std::mt19937_64 random_;
};

void writeTrial(const std::string& path, std::size_t rows, std::size_t groups) {
  Normal normal(2026);
  std::vector<double> effects;
  for (std::size_t g = 0; g < groups; ++g) effects.push_back(2 * normal());
  std::ofstream out(path, std::ios::binary);
  out << "person,team,arm,site,qpr_0,qpr_12\n";
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t team = row * groups / rows;
    const bool isTreated = team % 2 == 1;
    const bool isNorth = team % 3 == 0;
    const double before = 35 + 10 * normal();
    const double after = 12 + 0.6 * before + (isTreated ? 0.7 : 0.0) + (isNorth ? 1.2 : 0.0) +
                         effects[team] + 8 * normal();
    fmt::print(out, "P{:07},T{:05},{},{},{:.1f},{:.2f}\n", row, team, isTreated ? "REFOCUS" : "TAU",
               isNorth ? "North" : "South", before, after);
  }
}

// One count with this mean, by the inverse of its distribution.
int poisson(Normal& normal, double mean) {
  double left = normal.uniform();
  double probability = std::exp(-mean);
  int count = 0;
  for (; left > probability && probability > 0; ++count) {
    left -= probability;
    probability *= mean / (count + 1);
  }
  return count;
}

void writeOutcomes(const std::string& path, std::size_t rows, std::size_t groups) {
  Normal normal(2027);
  std::vector<double> effects;
  for (std::size_t g = 0; g < groups; ++g) effects.push_back(0.5 * normal());
  std::ofstream out(path, std::ios::binary);
  out << "team,arm,site,qpr_0,better,contacts\n";
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t team = row * groups / rows;
    const bool isTreated = team % 2 == 1;
    const bool isNorth = team % 3 == 0;
    const double before = 35 + 10 * normal();
    const double predictor =
        0.03 * (before - 35) + (isTreated ? 0.3 : 0.0) + (isNorth ? 0.2 : 0.0) + effects[team];
    const bool isBetter = normal.uniform() < 1 / (1 + std::exp(0.4 - predictor));
    fmt::print(out, "T{:05},{},{},{:.1f},{},{}\n", team, isTreated ? "REFOCUS" : "TAU",
               isNorth ? "North" : "South", before, isBetter ? 1 : 0,
               poisson(normal, std::exp(0.8 + predictor)));
  }
}

void writeCrossed(const std::string& path) {
  constexpr int kRows = 73'421;
  constexpr int kStudents = 2'972;
  constexpr int kLecturers = 1'128;
  Normal normal(4100);
  std::vector<double> students;
  std::vector<double> lecturers;
  for (int i = 0; i < kStudents; ++i) students.push_back(0.33 * normal());
  for (int i = 0; i < kLecturers; ++i) lecturers.push_back(0.52 * normal());
  std::ofstream out(path, std::ios::binary);
  out << "y,service,s,d\n";
  for (int row = 0; row < kRows; ++row) {
    const auto s = static_cast<std::size_t>(normal.uniform() * kStudents);
    const auto d = static_cast<std::size_t>(normal.uniform() * kLecturers);
    const bool isService = normal.uniform() < 0.43;
    const double y = 3.28 - (isService ? 0.09 : 0) + students[s] + lecturers[d] + 1.18 * normal();
    fmt::print(out, "{},{},s{},d{}\n", std::clamp(std::lround(y), 1L, 5L), isService ? 1 : 0, s, d);
  }
}

template <typename Work>
void timed(const char* name, std::size_t times, Work work) {
  std::vector<double> seconds;
  for (std::size_t i = 0; i < times; ++i) {
    const auto begin = Clock::now();
    work();
    seconds.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
  }
  std::sort(seconds.begin(), seconds.end());
  fmt::print("{}\t{:.9f}\n", name, seconds[seconds.size() / 2]);
}

Family familyCalled(const std::string& name) {
  if (name == "binomial") return Family::binomial;
  if (name == "poisson") return Family::poisson;
  throw std::runtime_error("there are the families binomial and poisson");
}

// By which likelihood, and how random effects are integrated out.
struct Likelihood {
  Family family = Family::gaussian;
  int points = 1;
};

void fitTimes(const std::string& path, const std::string& formula, std::size_t times,
              const Likelihood& likelihood) {
  Frame frame(
      {.formula = parseFormula(formula).value(), .family = likelihood.family, .weights = {}});
  DataFile file(path);
  file.use(frame.uses());
  DataRows data;
  timed("read", 1, [&] {
    while (file.read(data)) {
    }
  });
  Rows rows;
  timed("frame", 1, [&] {
    frame.settle(file, data, {});
    rows = frame.rows(file, data);
    frame.sortRandomTerms(rows);
  });
  const auto fit = [&](DfMethod df, Robust robust, std::vector<DfMethod> otherDf = {}) {
    FitOptions options;
    options.family = likelihood.family;
    options.quadrature = likelihood.points;
    options.df = df;
    options.otherDf = std::move(otherDf);
    options.robust = robust;
    if (const auto made = fitModel(frame.design(), rows, options); !made) {
      throw std::runtime_error(made.error());
    }
  };
  const bool isOneIntercept =
      frame.design().random.size() == 1 && frame.design().random.front().interceptOnly();
  timed("fit", times, [&] { fit(DfMethod::betweenWithin, Robust::none); });
  if (!isOneIntercept || likelihood.family != Family::gaussian) return;
  timed("fit_kr", times, [&] { fit(DfMethod::kenwardRoger, Robust::none); });
  timed("fit_satterthwaite", times, [&] { fit(DfMethod::satterthwaite, Robust::none); });
  timed("fit_all", times,
        [&] { fit(DfMethod::kenwardRoger, Robust::cr2, {DfMethod::satterthwaite}); });
}

int run(const std::vector<std::string>& words) {
  const auto count = [&](std::size_t i) {
    return static_cast<std::size_t>(numberOf(words.at(i)).value());
  };
  if (words.at(0) == "write") {
    writeTrial(words.at(1), count(2), count(3));
  } else if (words.at(0) == "outcomes") {
    writeOutcomes(words.at(1), count(2), count(3));
  } else if (words.at(0) == "crossed") {
    writeCrossed(words.at(1));
  } else if (words.at(0) == "fit") {
    Likelihood likelihood;
    if (words.size() > 4) likelihood = {familyCalled(words[4]), static_cast<int>(count(5))};
    fitTimes(words.at(1), words.at(2), count(3), likelihood);
  } else {
    return 2;
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  refocus::fitting::keepFreedMemory();
  try {
    return run({words + 1, words + count});
  } catch (const std::exception& error) {
    fmt::print(stderr, "fit_bench: {}\n", error.what());
    return 2;
  }
}
