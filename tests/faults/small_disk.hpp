// A disk of a few megabytes for one test (a tmpfs), that can be full or read-only as a real one. It
// needs the right to mount: where there is none, isPossible() says so and the test is skipped.
#pragma once

#include <cstddef>
#include <filesystem>

namespace refocus::faults {

class SmallDisk {
 public:
  [[nodiscard]] static bool isPossible();

  SmallDisk(std::filesystem::path folder, std::size_t megabytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Takes all the room that is left.
  void fill();
  /// Gives it back.
  void empty();
  /// Not while a file on it is open for writing.
  void setReadOnly(bool isReadOnly);

 private:
  std::filesystem::path folder_;
  std::string options_;
};

}  // namespace refocus::faults
