#include "http/hold.hpp"

#include <future>
#include <utility>

namespace refocus::http {

void Hold::release(Instead instead) {
  std::move_only_function<void(Instead)> go;
  {
    const std::scoped_lock lock(mutex_);
    released_ = true;
    if (!go_) {
      instead_ = std::move(instead);
      return;
    }
    go = std::move(go_);
  }
  go(std::move(instead));
}

void Hold::then(std::move_only_function<void(Instead)> go) {
  Instead instead;
  {
    const std::scoped_lock lock(mutex_);
    if (!released_) {
      go_ = std::move(go);
      return;
    }
    instead = std::move(instead_);
  }
  go(std::move(instead));
}

Response settled(Response response) {
  if (!response.hold) return response;
  std::promise<Hold::Instead> released;
  auto instead = released.get_future();
  const auto hold = std::exchange(response.hold, nullptr);
  hold->then([released = std::move(released)](Hold::Instead other) mutable {
    released.set_value(std::move(other));
  });
  auto other = instead.get();
  return other ? *std::move(other) : response;
}

}  // namespace refocus::http
