#include "http/overload.hpp"

namespace refocus::http {

bool Overload::mayRun(Time since, Time now) {
  if (behindUntil_ && now >= *behindUntil_) {
    behindUntil_.reset();
    longSince_.reset();
  }
  const auto waited = now - since;
  if (waited <= limits_.good) {
    longSince_.reset();
    return true;
  }
  if (!longSince_) longSince_ = now;
  if (isBehind(now) || now - *longSince_ >= limits_.behindAfter) {
    behindUntil_ = now + limits_.calmAfter;
    return false;
  }
  return waited <= limits_.most;
}

}  // namespace refocus::http
