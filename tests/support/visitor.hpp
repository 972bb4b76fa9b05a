// Somebody at the program's pages, over a plain connection: keeps cookies, signs in, sends forms
// with the tokens that each must carry. Follows nothing by itself.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/raw_client.hpp"

namespace refocus::testing {

using Fields = std::vector<std::pair<std::string, std::string>>;

class Visitor {
 public:
  explicit Visitor(std::uint16_t port) : port_(port) {}

  /// Throws std::runtime_error when the sign-in does not lead on.
  void signIn(std::string_view email, std::string_view password);
  /// The same server on another port: the session goes on.
  void moveTo(std::uint16_t port) { port_ = port; }

  /// status 0: no answer came.
  http::Answer get(std::string_view path);
  /// Sends a form. `submission` is the token under which it is recorded once however often it is
  /// sent; empty: a fresh one.
  http::Answer post(std::string_view path, const Fields& fields, std::string_view submission = {});

  /// The same requests as text, for one who sends them by other means.
  [[nodiscard]] std::string getText(std::string_view path) const;
  [[nodiscard]] std::string postText(std::string_view path, const Fields& fields,
                                     std::string_view submission);

 private:
  http::Answer exchange(const std::string& request);
  void keepCookies(std::string_view head);
  [[nodiscard]] std::string headerLines() const;

  std::uint16_t port_;
  std::map<std::string, std::string, std::less<>> cookies_;
  std::string csrf_;
  int submissions_ = 0;
};

/// The value of a hidden field of a page's first form that has it; empty: there is none.
[[nodiscard]] std::string hiddenField(std::string_view page, std::string_view name);
/// What follows "/people/" in a page's links, each once, in their order: people's ids.
[[nodiscard]] std::vector<std::string> peopleIn(std::string_view page);

}  // namespace refocus::testing
