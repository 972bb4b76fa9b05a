#include "http/wire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace refocus::http {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 4> kServersOwn{"Content-Length", "Transfer-Encoding",
                                                      "Connection", "Date"};

bool isServersOwn(std::string_view name) {
  return std::ranges::any_of(kServersOwn,
                             [&](std::string_view own) { return equalIgnoringCase(own, name); });
}

}  // namespace

std::string httpDate(std::time_t moment) {
  std::tm utc{};
  gmtime_r(&moment, &utc);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays.at(static_cast<std::size_t>(utc.tm_wday)), utc.tm_mday,
                     kMonths.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string headText(const Response& response, std::string_view date, AfterAnswer after) {
  std::string head;
  head.reserve(1536);
  const auto to = std::back_inserter(head);
  fmt::format_to(to, "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status, reasonOf(response.status),
                 date);
  for (std::size_t i = 0; i < response.headers.size(); ++i) {
    const Header header = response.headers.at(i);
    if (isServersOwn(header.name)) continue;
    head.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (mayHaveBody(response.status)) {
    fmt::format_to(to, "Content-Length: {}\r\n", response.bodySize());
  }
  if (after == AfterAnswer::close) head += "Connection: close\r\n";
  head += "\r\n";
  return head;
}

bool mayHaveBody(int status) { return status != 204 && status != 304; }

}  // namespace refocus::http
