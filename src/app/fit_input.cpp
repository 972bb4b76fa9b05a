#include "app/fit_input.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <utility>

#include "base/fault.hpp"
#include "statistics/data_file.hpp"

namespace refocus::app {
namespace {

using namespace statistics;

constexpr std::string_view kCleanLine = "\r\033[K";

void say(std::string_view text) { (void)!::write(STDERR_FILENO, text.data(), text.size()); }

extern "C" void cleanLineAndEnd(int signal) {
  say(kCleanLine);
  (void)std::signal(signal, SIG_DFL);
  (void)std::raise(signal);
}

// "Reading data.csv: 43%" on a terminal, once a run takes longer than people wait without a word.
class Progress {
 public:
  Progress() : isTerminal_(::isatty(STDERR_FILENO) == 1) {}
  ~Progress() {
    if (!isShown_) return;
    say(kCleanLine);
    (void)std::signal(SIGINT, SIG_DFL);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(const DataFile& file) {
    const auto now = Clock::now();
    if (!isTerminal_ || now < next_) return;
    next_ = now + kBetween;
    if (!std::exchange(isShown_, true)) (void)std::signal(SIGINT, cleanLineAndEnd);
    const BlockSource& source = file.source();
    const std::string howFar =
        source.totalBytes() > 0 ? fmt::format("{}%", source.bytesRead() * 100 / source.totalBytes())
                                : fmt::format("{} MB", source.bytesRead() / 1'000'000);
    say(fmt::format("{}Reading {}: {}", kCleanLine, file.name(), howFar));
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kUntilFirst{1000};
  static constexpr std::chrono::milliseconds kBetween{200};

  bool isTerminal_;
  bool isShown_ = false;
  Clock::time_point next_ = Clock::now() + kUntilFirst;
};

void countDropped(FitInput& input, const DataFile& file, const std::vector<ColumnUse>& uses) {
  const DroppedRows& dropped = file.dropped();
  input.droppedRows = dropped.rows;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    if (dropped.missing[i] > 0) input.missingByColumn[uses[i].column] = dropped.missing[i];
  }
}

void refuseNoRows(const DataFile& file) {
  throw Fault(
      FaultCode::badRequest,
      file.rowsRead() == 0
          ? fmt::format("{} has a header and no rows", file.name())
          : fmt::format("{} has no row in which every column of the model is filled", file.name()));
}

void checkStreamable(const ModelSource& source) {
  const auto refuse = [](const std::string& reason) {
    throw Fault(FaultCode::badRequest, "--stream: " + reason);
  };
  for (const Variable& variable : source.formula.fixed.variables) {
    if (variable.kind == Variable::Kind::poly && !variable.isRaw) {
      refuse(
          fmt::format("{} needs every row before the first: write raw = TRUE, or leave --stream "
                      "out",
                      variable.name));
    }
  }
  const auto& random = source.formula.random;
  const bool isOneIntercept = random.size() == 1 && random.front().effects.terms.empty();
  if (!random.empty() && !isOneIntercept) {
    refuse("there are sums for one random intercept only, such as (1 | team)");
  }
}

std::size_t levelsOf(const DataFile& file, const std::vector<ColumnUse>& uses,
                     const std::vector<bool>& isSettled) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    if (isSettled[i]) count += file.levels(i).size();
  }
  return count;
}

class Stream {
 public:
  Stream(const std::string& path, ModelSource source, const References& references, Keep keep)
      : source_(std::move(source)),
        references_(references),
        keep_(keep),
        file_(path, kStreamBlockBytes) {
    checkStreamable(source_);
    file_.use(Frame(source_).uses());
  }

  FitInput run() {
    if (auto input = pass()) return *std::move(input);
    // Some factor had a level that its first block did not show: know them all, then begin again.
    DataRows rows;
    while (file_.read(rows)) {
      progress_.show(file_);
      rows = {};
    }
    if (!file_.rewind()) {
      throw Fault(FaultCode::badRequest,
                  fmt::format("--stream: a factor has new levels far into {}, which cannot be read "
                              "twice: give a file",
                              file_.name()));
    }
    knowsAllLevels_ = true;
    return pass().value();
  }

 private:
  static constexpr std::size_t kStreamBlockBytes = std::size_t{1} << 20U;

  // Empty where the levels of the fixed part's factors grew after the first rows.
  std::optional<FitInput> pass() {
    Frame frame(source_);
    FitInput input;
    std::size_t levels = 0;
    for (DataRows rows; file_.read(rows); rows = {}) {
      progress_.show(file_);
      if (rows.lines.empty()) continue;
      if (!input.moments) {
        if (!settle(frame, rows)) return std::nullopt;
        levels = levelsOf(file_, frame.uses(), frame.settledUses());
      } else if (levels != levelsOf(file_, frame.uses(), frame.settledUses())) {
        return std::nullopt;
      }
      const Rows made = frame.rows(file_, rows);
      if (!input.moments) {
        input.moments = noMoments(frame.design(), scalingOf(frame.design(), made), keep_);
      }
      addRows(*input.moments, frame.design(), made);
    }
    if (!input.moments) refuseNoRows(file_);
    countDropped(input, file_, frame.uses());
    input.design = frame.design();
    input.references = frame.references();
    return input;
  }

  // What the first rows lack (a second level, the reference), later ones may have.
  bool settle(Frame& frame, const DataRows& rows) {
    try {
      frame.settle(file_, rows, references_);
      return true;
    } catch (const Fault&) {
      if (knowsAllLevels_) throw;
      return false;
    }
  }

  ModelSource source_;
  const References& references_;
  Keep keep_;
  DataFile file_;
  bool knowsAllLevels_ = false;
  Progress progress_;
};

}  // namespace

std::vector<FitInput> readInput(const std::string& path, std::vector<ModelSource> sources,
                                const References& references) {
  std::vector<Frame> frames;
  for (ModelSource& source : sources) {
    frames.emplace_back(std::move(source),
                        frames.empty() ? std::vector<ColumnUse>() : frames.back().uses());
  }
  DataFile file(path);
  file.use(frames.back().uses());
  DataRows data;
  Progress progress;
  while (file.read(data)) progress.show(file);
  if (data.lines.empty()) refuseNoRows(file);
  std::vector<FitInput> inputs;
  for (Frame& frame : frames) {
    FitInput input;
    frame.settle(file, data, references);
    input.rows = frame.rows(file, data);
    frame.sortRandomTerms(input.rows);
    input.means = frame.marginalCells(file, data);
    countDropped(input, file, frames.back().uses());
    input.design = frame.design();
    input.references = frame.references();
    inputs.push_back(std::move(input));
  }
  inputs.front().lines = std::move(data.lines);
  return inputs;
}

FitInput streamInput(const std::string& path, ModelSource source, const References& references,
                     Keep keep) {
  return Stream(path, std::move(source), references, keep).run();
}

}  // namespace refocus::app
