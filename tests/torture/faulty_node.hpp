// One file of a FaultyDisk: what is durable, what is only written, its locks and shared memory.
// The disk's mutex guards it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::torture {

class FaultyNode {
 public:
  explicit FaultyNode(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool exists() const { return exists_; }
  void create();
  void remove();

  [[nodiscard]] std::size_t size() const { return now_.size(); }
  /// Copies what there is into `to`; the number of bytes there were.
  [[nodiscard]] std::size_t read(std::size_t from, std::string& to) const;
  void write(std::size_t at, std::string_view bytes);
  void truncate(std::size_t size);
  void sync();      ///< makes the content durable,
  void syncName();  ///< and this that the file exists, or does not

  /// The file after a power cut. What was not synced is kept as `random` says.
  void losePower(std::mt19937_64& random);

  // The locks of SQLite's files (https://sqlite.org/lockingv3.html).
  int shared = 0;
  const void* reserved = nullptr;
  const void* pending = nullptr;
  const void* exclusive = nullptr;

  // The shared memory of a write-ahead log, and the holders of its eight locks.
  struct SharedMemory {
    static constexpr std::size_t kLocks = 8;
    std::vector<std::unique_ptr<std::vector<char>>> regions;
    std::array<std::vector<const void*>, kLocks> readers;
    std::array<const void*, kLocks> writer{};
    int users = 0;
  };
  SharedMemory memory;

 private:
  /// A change since the last sync. `bytes` at `at`, or with `cut` the file's new size.
  struct Change {
    std::size_t at;
    std::string bytes;
    bool cut;
  };

  static void apply(const Change& change, std::string& content);
  static void tear(Change& change, std::mt19937_64& random);

  std::string path_;
  std::string now_;
  std::string durable_;
  std::vector<Change> unsynced_;
  bool exists_ = false;
  bool durablyExists_ = false;
};

}  // namespace refocus::torture
