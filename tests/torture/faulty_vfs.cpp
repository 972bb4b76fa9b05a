#include "torture/faulty_vfs.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "torture/faulty_disk.hpp"

namespace refocus::torture {

/// An open file, in the memory that SQLite gives for it.
struct OpenFile : sqlite3_file {
  FaultyDisk* disk;
  std::shared_ptr<FaultyNode> node;
  int lock;
  bool usesMemory;
  bool removeOnClose;
  bool syncsFolder;  ///< with its first sync, as the unix VFS does for a new journal or log
};

/// A friend of FaultyDisk: each function is one of SQLite's, under the disk's mutex.
struct FaultyVfs {
  static OpenFile& at(sqlite3_file* file) { return *static_cast<OpenFile*>(file); }
  static FaultyDisk& at(sqlite3_vfs* vfs) { return *static_cast<FaultyDisk*>(vfs->pAppData); }
  static sqlite3_vfs* systems() { return sqlite3_vfs_find(nullptr); }

  // The disk.

  static int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags,
                  int* outFlags);
  static int remove(sqlite3_vfs* vfs, const char* path, int syncFolder) {
    auto& disk = at(vfs);
    const std::lock_guard lock(disk.mutex_);
    auto* node = disk.find(path);
    if (node == nullptr) return SQLITE_IOERR_DELETE_NOENT;
    if (const int result = disk.allow(Operation::remove); result != SQLITE_OK) return result;
    node->remove();
    if (syncFolder != 0) disk.syncFolder();
    return SQLITE_OK;
  }
  static int access(sqlite3_vfs* vfs, const char* path, int flags, int* result) {
    auto& disk = at(vfs);
    const std::lock_guard lock(disk.mutex_);
    const auto* node = disk.find(path);
    // As the unix VFS has it: a file counts as there if something is in it.
    *result = node != nullptr && (flags != SQLITE_ACCESS_EXISTS || node->size() > 0) ? 1 : 0;
    return SQLITE_OK;
  }
  static int fullPath(sqlite3_vfs* /*vfs*/, const char* path, int size, char* full) {
    sqlite3_snprintf(size, full, "%s", path);
    return SQLITE_OK;
  }
  static int randomness(sqlite3_vfs* vfs, int count, char* bytes) {
    auto& disk = at(vfs);
    const std::lock_guard lock(disk.mutex_);
    std::generate_n(bytes, count, [&] { return static_cast<char>(disk.random_()); });
    return count;
  }
  static int sleep(sqlite3_vfs* /*vfs*/, int microseconds) {
    return systems()->xSleep(systems(), microseconds);
  }
  static int time(sqlite3_vfs* /*vfs*/, sqlite3_int64* now) {
    return systems()->xCurrentTimeInt64(systems(), now);
  }
  static int lastError(sqlite3_vfs* /*vfs*/, int /*size*/, char* /*text*/) { return 0; }

  // A file.

  static int close(sqlite3_file* file) {
    unlockFile(file, SQLITE_LOCK_NONE);
    {
      const std::lock_guard lock(at(file).disk->mutex_);
      if (at(file).removeOnClose) at(file).node->remove();
    }
    at(file).~OpenFile();
    return SQLITE_OK;
  }
  static int read(sqlite3_file* file, void* to, int count, sqlite3_int64 from) {
    const std::lock_guard lock(at(file).disk->mutex_);
    const int result = at(file).disk->allow(Operation::read);
    if (result != SQLITE_OK) return result;
    std::string bytes(static_cast<std::size_t>(count), '\0');
    const auto found = at(file).node->read(static_cast<std::size_t>(from), bytes);
    std::memcpy(to, bytes.data(), bytes.size());
    return found == bytes.size() ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  }
  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 where) {
    const std::lock_guard lock(at(file).disk->mutex_);
    auto& disk = *at(file).disk;
    const int result = disk.allow(Operation::write);
    if (result != SQLITE_OK) return result;
    const auto end = static_cast<std::size_t>(where) + static_cast<std::size_t>(count);
    const auto size = at(file).node->size();
    if (disk.capacity_ && end > size && disk.used() + end - size > *disk.capacity_) {
      ++disk.failures_;
      return SQLITE_FULL;
    }
    at(file).node->write(static_cast<std::size_t>(where),
                         {static_cast<const char*>(bytes), static_cast<std::size_t>(count)});
    return SQLITE_OK;
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const std::lock_guard lock(at(file).disk->mutex_);
    const int result = at(file).disk->allow(Operation::truncate);
    if (result == SQLITE_OK) at(file).node->truncate(static_cast<std::size_t>(size));
    return result;
  }
  static int sync(sqlite3_file* file, int /*flags*/) {
    const std::lock_guard lock(at(file).disk->mutex_);
    auto& disk = *at(file).disk;
    const int result = disk.allow(Operation::sync);
    if (result != SQLITE_OK || disk.syncsLie_) return result;
    at(file).node->sync();
    if (std::exchange(at(file).syncsFolder, false)) disk.syncFolder();
    return SQLITE_OK;
  }
  static int fileSize(sqlite3_file* file, sqlite3_int64* size) {
    const std::lock_guard lock(at(file).disk->mutex_);
    *size = static_cast<sqlite3_int64>(at(file).node->size());
    return SQLITE_OK;
  }
  static int fileControl(sqlite3_file* /*file*/, int /*what*/, void* /*with*/) {
    return SQLITE_NOTFOUND;
  }
  static int sectorSize(sqlite3_file* /*file*/) { return 4096; }
  static int characteristics(sqlite3_file* /*file*/) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  // Locks of a file.

  static bool mayLock(const OpenFile& file, int wanted);
  static int lockFile(sqlite3_file* file, int wanted);
  static int unlockFile(sqlite3_file* file, int wanted);
  static int isReserved(sqlite3_file* file, int* result) {
    const std::lock_guard lock(at(file).disk->mutex_);
    *result = at(file).node->reserved != nullptr || at(file).node->exclusive != nullptr ? 1 : 0;
    return SQLITE_OK;
  }

  // Shared memory of a write-ahead log.

  static int memoryMap(sqlite3_file* file, int region, int size, int extend,
                       void volatile** address);
  static int memoryLock(sqlite3_file* file, int first, int count, int flags);
  static void memoryBarrier(sqlite3_file* file) {
    const std::lock_guard lock(at(file).disk->mutex_);  // a mutex is a barrier
  }
  static int memoryUnmap(sqlite3_file* file, int /*removeIt*/) {
    const std::lock_guard lock(at(file).disk->mutex_);
    auto& memory = at(file).node->memory;
    if (at(file).usesMemory && --memory.users == 0) memory = {};
    at(file).usesMemory = false;
    return SQLITE_OK;
  }
};

namespace {

const sqlite3_io_methods kMethods{
    .iVersion = 2,
    .xClose = FaultyVfs::close,
    .xRead = FaultyVfs::read,
    .xWrite = FaultyVfs::write,
    .xTruncate = FaultyVfs::truncate,
    .xSync = FaultyVfs::sync,
    .xFileSize = FaultyVfs::fileSize,
    .xLock = FaultyVfs::lockFile,
    .xUnlock = FaultyVfs::unlockFile,
    .xCheckReservedLock = FaultyVfs::isReserved,
    .xFileControl = FaultyVfs::fileControl,
    .xSectorSize = FaultyVfs::sectorSize,
    .xDeviceCharacteristics = FaultyVfs::characteristics,
    .xShmMap = FaultyVfs::memoryMap,
    .xShmLock = FaultyVfs::memoryLock,
    .xShmBarrier = FaultyVfs::memoryBarrier,
    .xShmUnmap = FaultyVfs::memoryUnmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

}  // namespace

int FaultyVfs::open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags,
                    int* outFlags) {
  file->pMethods = nullptr;  // nothing to close if this fails
  auto& disk = at(vfs);
  const std::lock_guard lock(disk.mutex_);
  if (disk.cut_) return SQLITE_CANTOPEN;
  auto node = name == nullptr ? std::make_shared<FaultyNode>("") : disk.node(name);
  if (node != nullptr && !node->exists() && (flags & SQLITE_OPEN_CREATE) == 0) node = nullptr;
  if (node == nullptr) {
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    node = disk.nodes_.emplace_back(std::make_shared<FaultyNode>(name));
  }
  node->create();
  auto* opened = new (file) OpenFile{};
  opened->pMethods = &kMethods;
  opened->disk = &disk;
  opened->node = std::move(node);
  opened->removeOnClose = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  constexpr int kJournals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  opened->syncsFolder = (flags & kJournals) != 0 && (flags & SQLITE_OPEN_CREATE) != 0;
  if (disk.readOnly_) flags = (flags & ~SQLITE_OPEN_READWRITE) | SQLITE_OPEN_READONLY;
  if (outFlags != nullptr) *outFlags = flags;
  return SQLITE_OK;
}

bool FaultyVfs::mayLock(const OpenFile& file, int wanted) {
  const auto& node = *file.node;
  const auto free = [&](const void* holder) { return holder == nullptr || holder == &file; };
  const bool sharing = wanted == SQLITE_LOCK_SHARED;
  return free(node.pending) && free(node.exclusive) && (sharing || free(node.reserved));
}

int FaultyVfs::lockFile(sqlite3_file* handle, int wanted) {
  auto& file = at(handle);
  const std::lock_guard lock(file.disk->mutex_);
  auto& node = *file.node;
  if (file.lock >= wanted) return SQLITE_OK;
  if (!mayLock(file, wanted)) return SQLITE_BUSY;
  if (file.lock == SQLITE_LOCK_NONE) ++node.shared;
  if (wanted == SQLITE_LOCK_RESERVED) node.reserved = &file;
  if (wanted == SQLITE_LOCK_EXCLUSIVE) {
    node.pending = &file;
    file.lock = SQLITE_LOCK_PENDING;
    if (node.shared > 1) return SQLITE_BUSY;
    node.exclusive = &file;
  }
  file.lock = wanted;
  return SQLITE_OK;
}

int FaultyVfs::unlockFile(sqlite3_file* handle, int wanted) {
  auto& file = at(handle);
  const std::lock_guard lock(file.disk->mutex_);
  auto& node = *file.node;
  if (file.lock <= wanted) return SQLITE_OK;
  for (const void** holder : {&node.reserved, &node.pending, &node.exclusive}) {
    if (*holder == &file) *holder = nullptr;
  }
  if (wanted == SQLITE_LOCK_NONE) --node.shared;
  file.lock = wanted;
  return SQLITE_OK;
}

int FaultyVfs::memoryMap(sqlite3_file* handle, int region, int size, int extend,
                         void volatile** address) {
  auto& file = at(handle);
  const std::lock_guard lock(file.disk->mutex_);
  auto& memory = file.node->memory;
  if (!file.usesMemory) ++memory.users;
  file.usesMemory = true;
  const auto index = static_cast<std::size_t>(region);
  *address = nullptr;
  if (memory.regions.size() <= index) {
    if (extend == 0) return SQLITE_OK;
    memory.regions.resize(index + 1);
  }
  auto& bytes = memory.regions[index];
  if (bytes == nullptr) {
    bytes = std::make_unique<std::vector<char>>(static_cast<std::size_t>(size));
  }
  *address = bytes->data();
  return SQLITE_OK;
}

int FaultyVfs::memoryLock(sqlite3_file* handle, int first, int count, int flags) {
  auto& file = at(handle);
  const std::lock_guard lock(file.disk->mutex_);
  auto& memory = file.node->memory;
  const auto from = static_cast<std::size_t>(first);
  const auto to = from + static_cast<std::size_t>(count);
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    for (std::size_t i = from; i < to; ++i) {
      if (memory.writer.at(i) == &file) memory.writer.at(i) = nullptr;
      std::erase(memory.readers.at(i), &file);
    }
    return SQLITE_OK;
  }
  for (std::size_t i = from; i < to; ++i) {
    const auto others = std::ranges::count_if(memory.readers.at(i),
                                              [&](const void* reader) { return reader != &file; });
    if (memory.writer.at(i) != nullptr && memory.writer.at(i) != &file) return SQLITE_BUSY;
    if (exclusive && others > 0) return SQLITE_BUSY;
  }
  for (std::size_t i = from; i < to; ++i) {
    if (exclusive) {
      memory.writer.at(i) = &file;
    } else {
      memory.readers.at(i).push_back(&file);
    }
  }
  return SQLITE_OK;
}

std::unique_ptr<sqlite3_vfs> makeVfs(FaultyDisk& disk) {
  auto vfs = std::make_unique<sqlite3_vfs>();
  vfs->iVersion = 2;
  vfs->szOsFile = sizeof(OpenFile);
  vfs->mxPathname = 512;
  vfs->zName = disk.vfs().c_str();
  vfs->pAppData = &disk;
  vfs->xOpen = FaultyVfs::open;
  vfs->xDelete = FaultyVfs::remove;
  vfs->xAccess = FaultyVfs::access;
  vfs->xFullPathname = FaultyVfs::fullPath;
  vfs->xRandomness = FaultyVfs::randomness;
  vfs->xSleep = FaultyVfs::sleep;
  vfs->xCurrentTimeInt64 = FaultyVfs::time;
  vfs->xGetLastError = FaultyVfs::lastError;
  return vfs;
}

}  // namespace refocus::torture
