#include "http/body_budget.hpp"

namespace refocus::http {

bool BodyBudget::take(BodyKind kind, const std::string& client, std::size_t bytes) {
  if (bytes == 0) return true;
  const std::scoped_lock lock(mutex_);
  Pool& pool = poolOf(kind);
  if (bytes > pool.free) return false;
  const auto found = pool.held.find(client);
  const std::size_t held = found == pool.held.end() ? 0 : found->second;
  if (held + bytes > pool.free - bytes) return false;
  pool.held[client] += bytes;
  pool.free -= bytes;
  return true;
}

void BodyBudget::giveBack(BodyKind kind, const std::string& client, std::size_t bytes) {
  if (bytes == 0) return;
  const std::scoped_lock lock(mutex_);
  Pool& pool = poolOf(kind);
  const auto found = pool.held.find(client);
  found->second -= bytes;
  if (found->second == 0) pool.held.erase(found);
  pool.free += bytes;
}

}  // namespace refocus::http
