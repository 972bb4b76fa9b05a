#include "app/backup_format.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <system_error>
#include <type_traits>
#include <utility>

#include "base/fault.hpp"

namespace refocus::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChecksum = 32;
constexpr std::size_t kBlockStart = 5;  // kind, length

void appendNumber(Bytes& out, std::uint64_t value, std::size_t width) {
  for (std::size_t i = width; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void appendSized(Bytes& out, char type, ByteView bytes) {
  out.push_back(static_cast<std::uint8_t>(type));
  appendNumber(out, bytes.size(), 4);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// BLAKE2b-256 of the checksum before, then the block.
Bytes checksumOf(ByteView before, ByteView start, ByteView payload) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kChecksum);
  for (const ByteView part : {before, start, payload}) {
    crypto_generichash_update(&state, part.data(), part.size());
  }
  Bytes checksum(kChecksum);
  crypto_generichash_final(&state, checksum.data(), checksum.size());
  return checksum;
}

Bytes blockStart(BlockKind kind, std::size_t size) {
  Bytes start{static_cast<std::uint8_t>(kind)};
  appendNumber(start, size, 4);
  return start;
}

[[noreturn]] void throwDamaged(std::string_view why) {
  throw Fault(FaultCode::corrupt, std::string(why));
}

Fault cannot(std::string_view what, const fs::path& file, int error) {
  const auto code = error == ENOSPC || error == EDQUOT ? FaultCode::diskFull : FaultCode::readOnly;
  return {code, fmt::format("{} cannot be {}: {}", file.string(), what,
                            std::generic_category().message(error))};
}

Fault alreadyThere(const fs::path& file) {
  return {
      FaultCode::conflict,
      fmt::format("{} is there already and is not overwritten: give another name", file.string())};
}

int createPrivately(const fs::path& file) {
  const int descriptor =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor >= 0) return descriptor;
  if (errno != EEXIST) throw cannot("written", file, errno);
  throw Fault(FaultCode::conflict,
              fmt::format("{} is there already: another backup is writing it, or one was stopped "
                          "half-way; if none runs, remove it",
                          file.string()));
}

// A rename that does not overwrite, where the file system knows how.
void putInPlace(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return;
  if (errno == EEXIST) throw alreadyThere(to);
  if (errno != EINVAL) throw cannot("put in place", to, errno);
  if (fs::exists(fs::symlink_status(to))) throw alreadyThere(to);
  if (::rename(from.c_str(), to.c_str()) != 0) throw cannot("put in place", to, errno);
}

void syncFolderOf(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) throw cannot("synced", folder, errno);
  const int result = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  if (result != 0) throw cannot("synced", folder, error);
}

}  // namespace

void appendValue(Bytes& out, const database::Param& value) {
  std::visit(
      [&](const auto& held) {
        using Held = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::nullptr_t>) {
          out.push_back('n');
        } else if constexpr (std::is_same_v<Held, std::int64_t>) {
          out.push_back('i');
          appendNumber(out, static_cast<std::uint64_t>(held), 8);
        } else if constexpr (std::is_same_v<Held, double>) {
          out.push_back('d');
          appendNumber(out, std::bit_cast<std::uint64_t>(held), 8);
        } else if constexpr (std::is_same_v<Held, ByteView>) {
          appendSized(out, 'b', held);
        } else {
          appendSized(out, 't', asBytes(held));
        }
      },
      value.value());
}

void appendRow(Bytes& out, const database::Row& row, const database::Table& table) {
  int place = 0;
  for (const database::Column& column : table.columns) {
    appendValue(out, database::valueIn(row, place++, column.type));
  }
}

ByteView ValueReader::take(std::size_t count) {
  if (count > rest_.size()) throwDamaged("a value goes on past the end of its block");
  const ByteView taken = rest_.first(count);
  rest_ = rest_.subspan(count);
  return taken;
}

std::uint64_t ValueReader::number(std::size_t width) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : take(width)) value = (value << 8) | byte;
  return value;
}

database::Param ValueReader::next() {
  switch (take(1).front()) {
    case 'n':
      return nullptr;
    case 'i':
      return static_cast<std::int64_t>(number(8));
    case 'd':
      return std::bit_cast<double>(number(8));
    case 't':
      return asText(take(number(4)));
    case 'b':
      return take(number(4));
    default:
      throwDamaged("there is a value of an unknown type");
  }
}

std::int64_t ValueReader::integer() {
  const auto value = next();
  if (const auto* integer = std::get_if<std::int64_t>(&value.value())) return *integer;
  throwDamaged("there is another value where a whole number should be");
}

std::string_view ValueReader::text() {
  const auto value = next();
  if (const auto* text = std::get_if<std::string_view>(&value.value())) return *text;
  throwDamaged("there is another value where a text should be");
}

ByteView ValueReader::bytes() {
  const auto value = next();
  if (const auto* bytes = std::get_if<ByteView>(&value.value())) return *bytes;
  throwDamaged("there is another value where bytes should be");
}

BackupWriter::BackupWriter(fs::path file) : file_(std::move(file)), unfinished_(file_) {
  unfinished_ += ".new";
  if (fs::exists(fs::symlink_status(file_))) throw alreadyThere(file_);
  descriptor_ = createPrivately(unfinished_);
  try {
    write(asBytes(kBackupLine));
  } catch (...) {
    ::close(descriptor_);
    ::unlink(unfinished_.c_str());
    throw;
  }
  checksum_ = checksumOf({}, asBytes(kBackupLine), {});
}

BackupWriter::~BackupWriter() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(unfinished_.c_str());
}

void BackupWriter::block(BlockKind kind, ByteView payload) {
  if (payload.size() > kMostInBlock) {
    throw Fault(FaultCode::tooLarge,
                fmt::format("a row has over {} bytes, which no backup holds", kMostInBlock));
  }
  const Bytes start = blockStart(kind, payload.size());
  checksum_ = checksumOf(checksum_, start, payload);
  write(start);
  write(payload);
  write(checksum_);
}

void BackupWriter::write(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw cannot("written", unfinished_, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void BackupWriter::finish() {
  if (::fsync(descriptor_) != 0) throw cannot("synced", unfinished_, errno);
  putInPlace(unfinished_, file_);
  ::close(std::exchange(descriptor_, -1));
  syncFolderOf(file_);
}

BackupReader::BackupReader(const fs::path& file) : in_(file, std::ios::binary) {
  std::error_code error;
  size_ = fs::file_size(file, error);
  if (!in_ || error) {
    throw Fault(FaultCode::notFound, fmt::format("{} cannot be read", file.string()));
  }
  Bytes line(kBackupLine.size());
  constexpr std::size_t kName = kBackupLine.size() - 2;  // without the version
  if (size_ < line.size()) throwDamaged("it is no backup of Refocus");
  read(line.data(), line.size());
  if (asText(line).substr(0, kName) != kBackupLine.substr(0, kName)) {
    throwDamaged("it is no backup of Refocus");
  }
  if (asText(line) != kBackupLine) throwDamaged("it is of a version that this program cannot read");
  checksum_ = checksumOf({}, asBytes(kBackupLine), {});
}

void BackupReader::read(std::uint8_t* into, std::size_t count) {
  if (count > size_ - offset_) throwDamaged("it is cut off");
  in_.read(reinterpret_cast<char*>(into), static_cast<std::streamsize>(count));
  if (!in_) throw Fault(FaultCode::unavailable, "the disk does not give it back");
  offset_ += count;
}

BackupReader::Block BackupReader::next() {
  std::array<std::uint8_t, kBlockStart> start{};
  read(start.data(), start.size());
  std::size_t size = 0;
  for (std::size_t i = 1; i < kBlockStart; ++i) size = (size << 8) | start.at(i);
  if (size > kMostInBlock) throwDamaged("a block's length was altered");
  if (size > size_ - offset_) throwDamaged("it is cut off");
  payload_.resize(size);
  read(payload_.data(), payload_.size());
  Bytes stored(kChecksum);
  read(stored.data(), stored.size());
  before_ = std::exchange(checksum_, checksumOf(checksum_, start, payload_));
  if (stored != checksum_) throwDamaged("a block does not fit its checksum");
  return {static_cast<BlockKind>(start.front()), payload_};
}

}  // namespace refocus::app
