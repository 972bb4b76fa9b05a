#include "site/choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/fault.hpp"

namespace refocus::site {
namespace {

template <class Offered>
std::string_view chosenFrom(const Offered& offered, const http::Fields& fields,
                            std::string_view name) {
  const std::string_view sent = fields.text(name);
  if (std::ranges::find(offered, sent) == std::ranges::end(offered)) {
    throw Fault(FaultCode::badRequest,
                fmt::format("the form sends none of the choices of {} that it offers", name));
  }
  return sent;
}

}  // namespace

std::string_view choiceIn(const http::Fields& fields, std::string_view name,
                          std::initializer_list<std::string_view> offered) {
  return chosenFrom(offered, fields, name);
}

std::string_view choiceIn(const http::Fields& fields, std::string_view name,
                          std::span<const std::string> offered) {
  return chosenFrom(offered, fields, name);
}

}  // namespace refocus::site
