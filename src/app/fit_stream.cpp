#include "app/fit_stream.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "app/progress.hpp"
#include "base/fault.hpp"
#include "fitting/data_file.hpp"
#include "statistics/moments_merge.hpp"

namespace refocus::app {
namespace {

using namespace fitting;
using namespace statistics;

constexpr std::size_t kStreamBlockBytes = std::size_t{1} << 20U;

void checkStreamable(const ModelSource& source) {
  for (const Variable& variable : source.formula.fixed.variables) {
    if (variable.kind == Variable::Kind::poly && !variable.isRaw) {
      throw Fault(FaultCode::badRequest,
                  fmt::format("--stream: {} needs every row before the first: write raw = TRUE, or "
                              "leave --stream out",
                              variable.name));
    }
  }
  checkSums(source.formula);
}

// A block that several threads are to read side by side is taken; one thread needs no second
// buffer.
bool nextBlock(DataFile& file, DataBlock& block, std::size_t threads) {
  return threads > 1 ? file.take(block) : file.next(block);
}

// What a thread reads with, and what it made of one block. Levels of groups are its own, numbered
// as the block has them.
struct Worker {
  BlockReader reader;
  Frame frame;
  DataBlock block;
  std::uint64_t turn = 0;
  DataRows data;
  std::vector<std::uint32_t> groups;  ///< of the rows
  Moments sums;
  bool hasNewLevels = false;  ///< in a factor of the fixed part
  std::exception_ptr problem;
};

void clear(DataRows& rows) {
  for (DataColumn& column : rows.columns) {
    column.numbers.clear();
    column.codes.clear();
  }
  rows.lines.clear();
}

// All blocks of a file, summed up in their order.
class Sums {
 public:
  /// `frame` is settled and `file` at its first row; their groups' levels are found here.
  Sums(DataFile& file, Frame& frame, const Scaling& scaling, const StreamOptions& options)
      : file_(file),
        frame_(frame),
        scaling_(scaling),
        options_(options),
        settledLevels_(levelsOf(file)),
        all_(noMoments(frame.design(), scaling, options.keep)) {}

  /// False where a factor of the fixed part had a level that its settled levels lack.
  bool run(ReadingProgress& progress, DataBlock first) {
    progress_ = &progress;
    first_ = std::move(first);
    const BlockReader reader = file_.reader();
    const Frame frame = frame_;
    {
      std::vector<std::jthread> others;
      for (std::size_t i = 1; i < options_.threads; ++i) {
        others.emplace_back([this, &reader, &frame] { work(reader, frame); });
      }
      work(reader, frame);
    }
    if (problem_) std::rethrow_exception(problem_);
    return !hasNewLevels_;
  }

  [[nodiscard]] Moments take() { return std::move(all_); }

 private:
  void work(const BlockReader& reader, const Frame& frame) {
    Worker worker{.reader = reader,
                  .frame = frame,
                  .block = {},
                  .data = {},
                  .groups = {},
                  .sums = {},
                  .problem = {}};
    while (takeBlock(worker)) {
      try {
        if (!worker.problem) sumUp(worker);
      } catch (...) {
        worker.problem = std::current_exception();
      }
      add(worker);
    }
  }

  // A block of the file, whose turn to be added is as it stands there.
  bool takeBlock(Worker& worker) {
    const std::scoped_lock lock(reading_);
    if (isAtEnd_) return false;
    worker.turn = blocks_++;
    progress_->show(file_);
    try {
      if (first_.text.empty()) {
        isAtEnd_ = !nextBlock(file_, worker.block, options_.threads);
      } else {
        worker.block = std::exchange(first_, {});
      }
    } catch (...) {
      worker.problem = std::current_exception();
      isAtEnd_ = true;
      return true;
    }
    return !isAtEnd_;
  }

  [[nodiscard]] std::size_t levelsOf(const BlockReader& reader) const {
    const std::vector<bool>& isSettled = frame_.settledUses();
    std::size_t count = 0;
    for (std::size_t use = 0; use < isSettled.size(); ++use) {
      if (isSettled[use]) count += reader.levels(use).size();
    }
    return count;
  }

  void sumUp(Worker& worker) const {
    worker.reader.forget(frame_.settledUses());
    worker.frame.forgetGroups();
    clear(worker.data);
    worker.groups.clear();
    worker.reader.read(worker.block, worker.data);
    worker.hasNewLevels = false;
    worker.hasNewLevels = levelsOf(worker.reader) > settledLevels_;
    if (worker.hasNewLevels) return;
    Rows rows = worker.frame.rows(worker.reader, worker.data);
    const Design& design = worker.frame.design();
    worker.sums = noMoments(design, scaling_, options_.keep);
    addRows(worker.sums, design, rows);
    if (!rows.group.empty()) worker.groups = std::move(rows.group.front());
  }

  // In the blocks' order; what stopped one stops all that follow it.
  void add(Worker& worker) {
    std::unique_lock lock(adding_);
    isNext_.wait(lock, [&] { return added_ == worker.turn; });
    ++added_;
    if (!problem_ && !hasNewLevels_) {
      try {
        if (worker.problem) std::rethrow_exception(worker.problem);
        hasNewLevels_ = worker.hasNewLevels;
        if (!hasNewLevels_) addSums(worker);
      } catch (...) {
        problem_ = std::current_exception();
      }
    }
    if (problem_ || hasNewLevels_) {
      const std::scoped_lock reading(reading_);
      isAtEnd_ = true;
    }
    isNext_.notify_all();
  }

  void addSums(Worker& worker) {
    file_.addCounts(worker.reader);
    if (worker.data.lines.empty()) return;
    const std::vector<std::uint32_t> places = placesOf(worker);
    if (options_.cells != nullptr) {
      for (std::uint32_t& group : worker.groups) group = places[group];
      options_.cells->add(worker.data, worker.groups);
    }
    mergeAt(all_, worker.sums, places);
  }

  // Which groups of the file a block's are: its first row of each is asked again, with the levels
  // that the file has. A group without a row here may be any, since it adds nothing.
  std::vector<std::uint32_t> placesOf(const Worker& worker) {
    if (worker.groups.empty()) return {};
    std::vector<std::size_t> firsts(worker.sums.terms.front().rows.size(), 0);
    for (std::size_t row = worker.groups.size(); row-- > 0;) firsts[worker.groups[row]] = row;
    DataRows rows;
    rows.columns.resize(worker.data.columns.size());
    for (std::size_t use = 0; use < rows.columns.size(); ++use) {
      const std::vector<std::uint32_t>& codes = worker.data.columns[use].codes;
      if (codes.empty()) continue;
      for (const std::size_t row : firsts) {
        rows.columns[use].codes.push_back(codeInFile(worker, use, codes[row], row));
      }
    }
    return frame_.groupsOf(file_, rows);
  }

  std::uint32_t codeInFile(const Worker& worker, std::size_t use, std::uint32_t code,
                           std::size_t row) {
    if (frame_.settledUses()[use]) return code;
    return file_.levelFrom(worker.reader.levels(use)[code], use, worker.data.lines[row]);
  }

  DataFile& file_;
  Frame& frame_;
  const Scaling& scaling_;
  const StreamOptions& options_;
  std::size_t settledLevels_;
  ReadingProgress* progress_ = nullptr;

  std::mutex reading_;  ///< guards the file's bytes and what follows
  DataBlock first_;     ///< which has been taken already
  std::uint64_t blocks_ = 0;
  bool isAtEnd_ = false;

  std::mutex adding_;  ///< guards the file's levels and counts, the frame's, and what follows
  std::condition_variable isNext_;
  std::uint64_t added_ = 0;
  Moments all_;
  bool hasNewLevels_ = false;
  std::exception_ptr problem_;
};

class Stream {
 public:
  Stream(const std::string& path, const StreamOptions& options)
      : options_(options), file_(path, kStreamBlockBytes, options.notation) {}

  FitInput by(const ModelSource& source, const References& references) {
    checkStreamable(source);
    file_.use(Frame(source).uses());
    if (auto input = pass(source, references)) return *std::move(input);
    // Some factor had a level that its first block did not show: know them all, then begin again.
    if (!file_.rewind()) refuseSecondReading();
    for (DataRows rows; file_.read(rows); rows = {}) progress_.show(file_);
    if (!file_.rewind()) refuseSecondReading();
    knowsAllLevels_ = true;
    return pass(source, references).value();
  }

  // Under a model file everything is settled before the first row.
  FitInput by(const SharedModel& model) {
    Frame frame = frameOf(model);
    file_.use(frame.uses(), readingsOf(model));
    const Scaling scaling = scalingOf(frame.design(), model);
    Sums sums(file_, frame, scaling, options_);
    (void)sums.run(progress_, {});
    return finished(sums, frame);
  }

 private:
  [[noreturn]] void refuseSecondReading() const {
    throw Fault(FaultCode::badRequest,
                fmt::format("--stream: a factor has new levels far into {}, which cannot be read "
                            "twice: give a file",
                            file_.name()));
  }

  // Empty where the levels of the fixed part's factors grew after the first rows.
  std::optional<FitInput> pass(const ModelSource& source, const References& references) {
    Frame frame(source);
    DataBlock first;
    DataRows rows;
    BlockReader reader = file_.reader();
    while (rows.lines.empty()) {
      if (!nextBlock(file_, first, options_.threads)) {
        file_.addCounts(reader);
        refuseNoRows(file_);
      }
      file_.addCounts(reader);
      reader.forget(std::vector<bool>(frame.uses().size(), true));
      reader.read(first, rows);
    }
    if (!settle(frame, reader, rows, references)) return std::nullopt;
    const Scaling scaling = scalingOf(frame.design(), frame.rows(reader, rows));
    rows = {};
    frame.forgetGroups();
    file_.takeLevels(reader, frame.settledUses());
    Sums sums(file_, frame, scaling, options_);
    if (!sums.run(progress_, std::move(first))) return std::nullopt;
    return finished(sums, frame);
  }

  // What the first rows lack (a second level, the reference), later ones may have.
  bool settle(Frame& frame, const BlockReader& reader, const DataRows& rows,
              const References& references) const {
    try {
      frame.settle(reader, rows, references);
      return true;
    } catch (const Fault&) {
      if (knowsAllLevels_) throw;
      return false;
    }
  }

  FitInput finished(Sums& sums, Frame& frame) {
    FitInput input;
    input.moments = sums.take();
    // A trust may have no complete row; a fit needs some.
    if (input.moments->rows == 0 && options_.cells == nullptr) refuseNoRows(file_);
    countDropped(input, file_, frame.uses());
    input.notes = notesOf(file_, frame.uses());
    input.design = frame.releaseDesign(file_);
    fillShape(input, frame);
    return input;
  }

  const StreamOptions& options_;
  DataFile file_;
  bool knowsAllLevels_ = false;
  ReadingProgress progress_;
};

}  // namespace

FitInput streamInput(const std::string& path, ModelSource source, const References& references,
                     const StreamOptions& options) {
  return Stream(path, options).by(source, references);
}

FitInput streamInput(const std::string& path, const SharedModel& model,
                     const StreamOptions& options) {
  return Stream(path, options).by(model);
}

}  // namespace refocus::app
