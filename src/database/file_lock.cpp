#include "database/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "base/fault.hpp"

namespace refocus::database {
namespace {

Fault cannotLock(const std::string& path, int error) {
  const auto code = error == EROFS || error == EACCES || error == EPERM ? FaultCode::readOnly
                    : error == ENOSPC || error == EDQUOT                ? FaultCode::diskFull
                                                                        : FaultCode::unavailable;
  return {code, fmt::format("cannot lock {}: {}; look at the folder and its permissions", path,
                            std::generic_category().message(error))};
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& file) : descriptor_(-1) {
  const std::string path = file.string() + ".lock";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor_ < 0) throw cannotLock(path, errno);
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  ::close(descriptor_);
  if (error != EWOULDBLOCK) throw cannotLock(path, error);
  throw Fault(FaultCode::busy, fmt::format("{} is in use: another program has it open for writing; "
                                           "stop that one first",
                                           file.string()));
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace refocus::database
