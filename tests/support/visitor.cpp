#include "support/visitor.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace refocus::testing {
namespace {

constexpr std::size_t kIdWidth = 36;

std::string encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (isPlain) {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  return out;
}

std::string formBody(const Fields& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    if (!body.empty()) body += '&';
    body += encoded(name) + '=' + encoded(value);
  }
  return body;
}

}  // namespace

std::string hiddenField(std::string_view page, std::string_view name) {
  const std::string mark = "name=\"" + std::string(name) + "\" value=\"";
  const auto found = page.find(mark);
  if (found == page.npos) return {};
  const auto begin = found + mark.size();
  return std::string(page.substr(begin, page.find('"', begin) - begin));
}

std::vector<std::string> peopleIn(std::string_view page) {
  constexpr std::string_view kMark = "href=\"/people/";
  std::vector<std::string> people;
  for (auto at = page.find(kMark); at != page.npos; at = page.find(kMark, at + 1)) {
    std::string id(page.substr(at + kMark.size(), kIdWidth));
    if (std::ranges::find(people, id) == people.end()) people.push_back(std::move(id));
  }
  return people;
}

void Visitor::keepCookies(std::string_view head) {
  constexpr std::string_view kMark = "\r\nSet-Cookie: ";
  for (auto at = head.find(kMark); at != head.npos; at = head.find(kMark, at + 1)) {
    const std::string_view cookie =
        head.substr(at + kMark.size(), head.find(';', at) - at - kMark.size());
    const auto equals = cookie.find('=');
    cookies_.insert_or_assign(std::string(cookie.substr(0, equals)),
                              std::string(cookie.substr(equals + 1)));
  }
}

std::string Visitor::headerLines() const {
  std::string cookies;
  for (const auto& [name, value] : cookies_) {
    cookies += (cookies.empty() ? "Cookie: " : "; ") + name + '=' + value;
  }
  return " HTTP/1.1\r\nHost: localhost\r\n" + cookies + (cookies.empty() ? "" : "\r\n");
}

std::string Visitor::getText(std::string_view path) const {
  return "GET " + std::string(path) + headerLines() + "\r\n";
}

std::string Visitor::postText(std::string_view path, const Fields& fields,
                              std::string_view submission) {
  Fields all = fields;
  all.emplace_back("csrf", csrf_);
  all.emplace_back("submission", submission);
  const std::string body = formBody(all);
  return "POST " + std::string(path) + headerLines() +
         "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

http::Answer Visitor::exchange(const std::string& request) {
  http::Answer answer = http::exchange(port_, request);
  keepCookies(answer.head);
  return answer;
}

http::Answer Visitor::get(std::string_view path) { return exchange(getText(path)); }

http::Answer Visitor::post(std::string_view path, const Fields& fields,
                           std::string_view submission) {
  const std::string fresh = "visitor-" + std::to_string(++submissions_);
  return exchange(postText(path, fields, submission.empty() ? fresh : submission));
}

void Visitor::signIn(std::string_view email, std::string_view password) {
  const std::string form = get("/sign-in").body;
  const auto answer = post("/sign-in", {{"email", std::string(email)},
                                        {"password", std::string(password)},
                                        {"sign-in-token", hiddenField(form, "sign-in-token")}});
  if (answer.status != 303) {
    throw std::runtime_error("the sign-in of " + std::string(email) + " was answered with " +
                             std::to_string(answer.status));
  }
  csrf_ = hiddenField(get("/account").body, "csrf");
}

}  // namespace refocus::testing
