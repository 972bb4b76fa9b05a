#include "people/import_shelf.hpp"

#include <malloc.h>

#include <algorithm>
#include <utility>

namespace refocus::people {
namespace {

/// About how much memory an upload takes; the parts that follow its size, not the last byte.
std::size_t sizeOf(const Upload& upload) {
  constexpr std::size_t kOfANote = 128;
  constexpr std::size_t kOfAnEntry = 512;  // its words, beside the row itself
  std::size_t bytes = upload.plan.rows.capacity() * sizeof(PlannedRow);
  if (upload.contents) {
    for (const std::string& content : *upload.contents) bytes += content.capacity();
  }
  for (const PlannedRow& row : upload.plan.rows) {
    bytes += row.name.capacity() + row.notes.capacity() * kOfANote;
    for (const auto* entry : {&row.save, &row.known, &row.said}) {
      if (*entry) bytes += kOfAnEntry;
    }
  }
  return bytes;
}

/// The second step plans anew, on what is stored by then: of the first, entries are kept only where
/// the page shows them, beside those that they change.
void forgetEntries(ImportPlan& plan) {
  for (PlannedRow& row : plan.rows) {
    if (!row.known) row.save.reset();
  }
}

}  // namespace

void ImportShelf::removeOld(Instant now) {
  std::erase_if(uploads_, [&](const auto& one) { return one.second.upload->at.plus(kKept) < now; });
}

std::map<TrustId, std::size_t> ImportShelf::bytesByTrust() const {
  std::map<TrustId, std::size_t> bytes;
  for (const auto& [token, kept] : uploads_) bytes[kept.upload->trust] += kept.bytes;
  return bytes;
}

ImportShelf::Uploads::iterator ImportShelf::oldestBut(const std::string& except,
                                                      const std::optional<TrustId>& ofTrust) {
  auto oldest = uploads_.end();
  for (auto at = uploads_.begin(); at != uploads_.end(); ++at) {
    const bool isAskedFor = !ofTrust || at->second.upload->trust == *ofTrust;
    if (!isAskedFor || at->first == except) continue;
    if (oldest == uploads_.end() || at->second.upload->at < oldest->second.upload->at) oldest = at;
  }
  return oldest;
}

/// Which upload makes room for the one that came last; none where there is room.
ImportShelf::Uploads::iterator ImportShelf::leaving(const std::string& newest) {
  const auto held = bytesByTrust();
  const TrustId& trust = uploads_.find(newest)->second.upload->trust;
  if (held.at(trust) > room_.ofATrust) {
    const auto own = oldestBut(newest, trust);
    if (own != uploads_.end()) return own;
  }
  std::size_t all = 0;
  for (const auto& [one, bytes] : held) all += bytes;
  if (all <= room_.ofAll) return uploads_.end();
  const auto most = std::ranges::max_element(held, {}, [](const auto& one) { return one.second; });
  const auto ofMost = oldestBut(newest, most->first);
  return ofMost != uploads_.end() ? ofMost : oldestBut(newest, std::nullopt);
}

void ImportShelf::put(const std::string& token, Upload upload) {
  forgetEntries(upload.plan);
  const std::size_t bytes = sizeOf(upload);
  const std::lock_guard lock(guard_);
  removeOld(upload.at);
  uploads_.insert_or_assign(token, Kept{std::make_shared<const Upload>(std::move(upload)), bytes});
  for (auto out = leaving(token); out != uploads_.end(); out = leaving(token)) uploads_.erase(out);
}

std::shared_ptr<const Upload> ImportShelf::find(std::string_view token, const AccountId& account,
                                                Instant now) {
  const std::lock_guard lock(guard_);
  const auto found = uploads_.find(token);
  if (found == uploads_.end()) return nullptr;
  const auto& upload = found->second.upload;
  if (upload->account != account || upload->at.plus(kKept) < now) return nullptr;
  return upload;
}

void ImportShelf::letGo(Instant now) {
  {
    const std::lock_guard lock(guard_);
    removeOld(now);
  }
  // Many small texts leave holes that the allocator keeps for each thread.
  malloc_trim(0);
}

std::size_t ImportShelf::bytesOf(const TrustId& trust) {
  const std::lock_guard lock(guard_);
  const auto held = bytesByTrust();
  const auto found = held.find(trust);
  return found == held.end() ? 0 : found->second;
}

}  // namespace refocus::people
