// Data files: the same rows, kinds and levels, or a problem, whatever the size of the pieces they
// are read in; numbers are finite and codes have levels. Of several problems in one piece the first
// column's is told, so which one it is may depend on the pieces.
#include "fitting/data_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "base/fault.hpp"

namespace {

using namespace refocus::fitting;

void check(bool holds) {
  if (!holds) std::abort();
}

// A file in memory, read by its name.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* data, std::size_t size) : file_(::memfd_create("fuzz", 0)) {
    check(file_ >= 0 && ::write(file_, data, size) == static_cast<ssize_t>(size));
  }
  ~MemoryFile() { ::close(file_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

// Everything that was read, as text; or that there was a problem.
std::string said(const std::string& path, std::size_t blockBytes,
                 const std::optional<std::vector<ColumnKind>>& kinds) {
  try {
    DataFile file(path, blockBytes);
    std::vector<ColumnUse> uses;
    for (const std::string& name : file.header()) {
      if (uses.size() == 3) break;
      std::optional<ColumnKind> kind;
      if (kinds) kind = (*kinds)[uses.size()];
      uses.push_back({name, kind});
    }
    const std::size_t count = uses.size();
    file.use(std::move(uses));
    DataRows rows;
    while (file.read(rows)) {
    }
    std::string all = std::to_string(rows.lines.size()) + " rows";
    for (std::size_t i = 0; i < count; ++i) {
      for (const double number : rows.columns[i].numbers) {
        check(std::isfinite(number));
        all += ' ' + std::to_string(number);
      }
      for (const std::uint32_t code : rows.columns[i].codes) all += '|' + file.levels(i).at(code);
      all += ' ' + std::to_string(file.dropped().missing[i]);
    }
    return all;
  } catch (const refocus::Fault& fault) {
    check(fault.code() == refocus::FaultCode::badRequest);
    return "a problem";
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file(data, size);
  constexpr std::size_t kWhole = 1U << 20U;
  (void)said(file.path(), kWhole, std::nullopt);
  // Kinds that are left open are decided by the first piece, so here they are given.
  for (const ColumnKind kind : {ColumnKind::numbers, ColumnKind::levels}) {
    const std::vector<ColumnKind> kinds(3, kind);
    check(said(file.path(), kWhole, kinds) == said(file.path(), 64, kinds));
  }
  return 0;
}
