#include "torture/faulty_node.hpp"

#include <algorithm>

namespace refocus::torture {
namespace {

constexpr std::size_t kSector = 512;

}  // namespace

void FaultyNode::create() {
  if (exists_) return;
  exists_ = true;
  now_.clear();
  unsynced_.push_back({.at = 0, .bytes{}, .cut = true});
}

void FaultyNode::remove() {
  exists_ = false;
  now_.clear();
  unsynced_.clear();
}

std::size_t FaultyNode::read(std::size_t from, std::string& to) const {
  if (from >= now_.size()) return 0;
  const std::size_t count = std::min(to.size(), now_.size() - from);
  std::copy_n(now_.begin() + static_cast<std::ptrdiff_t>(from), count, to.begin());
  return count;
}

void FaultyNode::write(std::size_t at, std::string_view bytes) {
  unsynced_.push_back({.at = at, .bytes = std::string(bytes), .cut = false});
  apply(unsynced_.back(), now_);
}

void FaultyNode::truncate(std::size_t size) {
  unsynced_.push_back({.at = size, .bytes{}, .cut = true});
  apply(unsynced_.back(), now_);
}

void FaultyNode::sync() {
  durable_ = now_;
  unsynced_.clear();
}

void FaultyNode::syncName() {
  durablyExists_ = exists_;
  if (!exists_) durable_.clear();
}

void FaultyNode::losePower(std::mt19937_64& random) {
  enum Survival { none, first, any, all };
  const auto survival = static_cast<Survival>(random() % 4);
  const std::size_t most = unsynced_.empty() ? 0 : random() % (unsynced_.size() + 1);
  now_ = durable_;
  // Names reach the disk by themselves, too: of a new file, and of one that is gone.
  const bool nameSettled = random() % 2 == 0;
  if (exists_ || !nameSettled) exists_ = durablyExists_ || (exists_ && nameSettled);
  for (std::size_t i = 0; exists_ && i < unsynced_.size(); ++i) {
    const bool kept = survival == all || (survival == first && i < most) ||
                      (survival == any && random() % 2 == 0);
    if (!kept) continue;
    if (survival == any || (survival == first && i + 1 == most)) tear(unsynced_[i], random);
    apply(unsynced_[i], now_);
  }
  sync();
  syncName();
  shared = 0;
  reserved = pending = exclusive = nullptr;
  memory = SharedMemory();
}

void FaultyNode::apply(const Change& change, std::string& content) {
  if (change.cut) {
    content.resize(change.at);
    return;
  }
  content.resize(std::max(content.size(), change.at + change.bytes.size()));
  content.replace(change.at, change.bytes.size(), change.bytes);
}

/// Half the time whole, else its first sectors only, or even its first bytes.
void FaultyNode::tear(Change& change, std::mt19937_64& random) {
  if (change.cut || change.bytes.empty() || random() % 2 == 0) return;
  const std::size_t kept = random() % change.bytes.size();
  change.bytes.resize(random() % 2 == 0 ? kept / kSector * kSector : kept);
}

}  // namespace refocus::torture
