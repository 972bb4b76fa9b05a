#include "faults/small_disk.hpp"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/test_database.hpp"

namespace refocus::faults {
namespace {

bool mountAt(const std::filesystem::path& folder, unsigned long flags, const std::string& options) {
  return ::mount("tmpfs", folder.c_str(), "tmpfs", flags, options.c_str()) == 0;
}

}  // namespace

bool SmallDisk::isPossible() {
  const testing::TestFolder folder;
  if (!mountAt(folder.path(), 0, "size=1m")) return false;
  ::umount2(folder.path().c_str(), MNT_DETACH);
  return true;
}

SmallDisk::SmallDisk(std::filesystem::path folder, std::size_t megabytes)
    : folder_(std::move(folder)), options_("mode=700,size=" + std::to_string(megabytes) + "m") {
  std::filesystem::create_directories(folder_);
  if (!mountAt(folder_, 0, options_)) {
    throw std::runtime_error(folder_.string() + " cannot be a disk: " + std::strerror(errno));
  }
}

SmallDisk::~SmallDisk() { ::umount2(folder_.c_str(), MNT_DETACH); }

void SmallDisk::fill() {
  const int file = ::open((folder_ / "ballast").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const std::vector<char> page(4096, 'b');
  while (::write(file, page.data(), page.size()) > 0) continue;
  ::close(file);
}

void SmallDisk::empty() { std::filesystem::remove(folder_ / "ballast"); }

void SmallDisk::setReadOnly(bool isReadOnly) {
  if (!mountAt(folder_, MS_REMOUNT | (isReadOnly ? MS_RDONLY : 0), options_)) {
    throw std::runtime_error(folder_.string() + " cannot be changed: " + std::strerror(errno));
  }
}

}  // namespace refocus::faults
