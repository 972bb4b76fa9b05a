#include "people/import_shelf.hpp"

#include <algorithm>

namespace refocus::people {

void ImportShelf::put(const std::string& token, Upload upload) {
  const std::lock_guard lock(guard_);
  std::erase_if(uploads_, [&](const auto& one) { return one.second->at.plus(kKept) < upload.at; });
  uploads_.insert_or_assign(token, std::make_shared<const Upload>(std::move(upload)));
  while (uploads_.size() > kMost) {
    uploads_.erase(
        std::ranges::min_element(uploads_, {}, [](const auto& one) { return one.second->at; }));
  }
}

std::shared_ptr<const Upload> ImportShelf::find(std::string_view token, const AccountId& account,
                                                Instant now) {
  const std::lock_guard lock(guard_);
  const auto found = uploads_.find(token);
  if (found == uploads_.end()) return nullptr;
  const Upload& upload = *found->second;
  if (upload.account != account || upload.at.plus(kKept) < now) return nullptr;
  return found->second;
}

}  // namespace refocus::people
