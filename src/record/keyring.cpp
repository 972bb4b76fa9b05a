#include "record/keyring.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/fault.hpp"
#include "record/seal.hpp"

namespace refocus::record {
namespace {

constexpr std::string_view kFirstLine = "refocus keyring 1";

[[noreturn]] void wrong(const std::filesystem::path& file, std::string_view why) {
  throw Fault(FaultCode::wrongKey, fmt::format("key file {}: {}", file.string(), why));
}

void checkOnlyOwnerReads(const std::filesystem::path& file) {
  struct stat about{};
  if (::stat(file.c_str(), &about) != 0) {
    wrong(file, fmt::format("{}; put the copy you keep back in place, or begin a new service "
                            "with refocus init",
                            std::strerror(errno)));
  }
  if ((about.st_mode & 077) != 0) wrong(file, "others may read it; run chmod 600 on it");
}

// What stands beside a key. It is of the key's name too, so that no key takes another's place.
std::string checkOf(const Key& key, std::string_view name) {
  constexpr std::size_t kDigits = 16;
  Bytes data;
  appendField(data, std::string_view("refocus keyring"));
  appendField(data, name);
  return toHex(mac(key, data)).substr(0, kDigits);
}

std::string keyLine(const Key& key, std::string_view name) {
  return fmt::format("{} {} {}\n", name, toHex(key.bytes()), checkOf(key, name));
}

std::optional<Key> keyOf(std::string_view hex) {
  try {
    return Key(fromHex(hex));
  } catch (const Fault&) {
    return std::nullopt;
  }
}

// The rest of a line: the key and its check value.
Key keyIn(const std::filesystem::path& file, std::istream& words, std::string_view name) {
  std::string hex;
  std::string check;
  words >> hex >> check;
  const std::optional<Key> key = keyOf(hex);
  sodium_memzero(hex.data(), hex.size());
  if (key && check == checkOf(*key, name)) return *key;
  wrong(file, fmt::format("its {} key is damaged: it does not fit the check value beside it; put "
                          "the copy you keep back in place",
                          name));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

void writeDurably(const std::filesystem::path& file, std::string_view text) {
  const std::filesystem::path fresh = file.string() + ".new";
  const Descriptor out(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  const bool written =
      out.number() >= 0 &&
      ::write(out.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(out.number()) == 0;
  if (!written || ::rename(fresh.c_str(), file.c_str()) != 0) {
    wrong(file, fmt::format("cannot be written: {}", std::strerror(errno)));
  }
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.number() >= 0) ::fsync(directory.number());
}

}  // namespace

Key::Key(ByteView bytes) {
  if (bytes.size() != kSize) {
    throw Fault(FaultCode::wrongKey,
                fmt::format("a key has {} bytes, not {}", kSize, bytes.size()));
  }
  std::ranges::copy(bytes, bytes_.begin());
}

Key Key::make(const Random& random) {
  Key key;
  random(key.bytes_);
  return key;
}

Key::~Key() { sodium_memzero(bytes_.data(), bytes_.size()); }

MasterKey makeMasterKey(const Random& random) {
  std::array<std::uint8_t, 8> name{};
  random(name);
  return {toHex(name), Key::make(random)};
}

Keyring Keyring::make(const Random& random) {
  Keyring ring;
  ring.masters.push_back(makeMasterKey(random));
  ring.audit = Key::make(random);
  ring.index = Key::make(random);
  return ring;
}

Keyring Keyring::load(const std::filesystem::path& file) {
  checkOnlyOwnerReads(file);
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line) || line != kFirstLine) {
    wrong(file, fmt::format("its first line must be \"{}\"", kFirstLine));
  }
  Keyring ring;
  bool audit = false;
  bool index = false;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string what;
    words >> what;
    if (what == "master") {
      std::string name;
      words >> name;
      ring.masters.push_back({name, keyIn(file, words, "master " + name)});
    } else if (what == "audit") {
      ring.audit = keyIn(file, words, what);
      audit = true;
    } else if (what == "index") {
      ring.index = keyIn(file, words, what);
      index = true;
    } else {
      wrong(file, "holds a line that is neither master, audit nor index");
    }
  }
  if (ring.masters.empty() || !audit || !index) {
    wrong(file, "needs a master, an audit and an index line");
  }
  return ring;
}

void Keyring::save(const std::filesystem::path& file) const {
  std::string text = fmt::format("{}\n", kFirstLine);
  for (const MasterKey& master : masters) {
    text += keyLine(master.key, "master " + master.name);
  }
  text += keyLine(audit, "audit") + keyLine(index, "index");
  writeDurably(file, text);
  sodium_memzero(text.data(), text.size());
}

std::int64_t Keyring::fingerprint() const {
  const Bytes sum = mac(audit, mac(index, asBytes("refocus keyring")));
  std::int64_t number = 0;
  std::memcpy(&number, sum.data(), sizeof number);
  return number;
}

const MasterKey& Keyring::masterNamed(std::string_view name) const {
  const auto found = std::ranges::find(masters, name, &MasterKey::name);
  if (found == masters.end()) {
    throw Fault(FaultCode::wrongKey,
                fmt::format("the key file holds no master key named {}: it belongs to another "
                            "database, or is older than the last rotation",
                            name));
  }
  return *found;
}

}  // namespace refocus::record
