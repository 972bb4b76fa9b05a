#include "app/trust_choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "base/fault.hpp"

namespace refocus::app {

people::Trust chooseTrust(Storage& storage, const std::string& name) {
  const auto trusts =
      storage.database().read([](database::Read& read) { return people::trusts(read); });
  if (name.empty() && trusts.size() == 1) return trusts.front();
  const auto named = std::ranges::find(trusts, name, &people::Trust::name);
  if (named != trusts.end()) return *named;
  if (trusts.empty()) {
    throw Fault(FaultCode::notFound, "there is no trust yet: make the first one with refocus init");
  }
  std::vector<std::string> names;
  for (const people::Trust& trust : trusts) names.push_back(trust.name);
  throw Fault(FaultCode::notFound,
              fmt::format("say which trust with --trust; there are: {}", fmt::join(names, ", ")));
}

}  // namespace refocus::app
