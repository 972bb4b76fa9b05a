// Workers who record strengths at the pages of a server that may die at any moment. Each sends one
// form after the other; what is not acknowledged is sent again under the same token until it is, as
// a browser's user would. They remember what was acknowledged, in a process that nobody kills.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/visitor.hpp"

namespace refocus::torture {

class Writers {
 public:
  /// Signs so many in and begins. They write in the records of everybody on their caseload.
  Writers(std::uint16_t port, int count);
  ~Writers();
  Writers(const Writers&) = delete;
  Writers& operator=(const Writers&) = delete;

  /// Where the server is now.
  void moveTo(std::uint16_t port) { port_ = port; }
  /// Waits until so many more are acknowledged; false if that takes longer than a minute. The
  /// writers go on for some more after that, and then wait to be asked: what is written, and has to
  /// be looked through after each kill, is bounded by what was asked for.
  [[nodiscard]] bool waitForMore(std::size_t count);
  [[nodiscard]] std::size_t acknowledged() const { return acknowledged_; }
  /// How often a form was sent again.
  [[nodiscard]] std::size_t sentAgain() const { return sentAgain_; }

  /// Something else than "kept", "come back later" or no answer that a form was answered with; 0 if
  /// none was.
  [[nodiscard]] int wrongAnswer() const { return wrongAnswer_; }

  /// What people said, by the id of their record.
  using Said = std::multimap<std::string, std::string>;
  /// Everything acknowledged so far.
  [[nodiscard]] Said said();
  /// What was acknowledged since this was last called.
  [[nodiscard]] Said newlySaid();
  /// Looks for it on the plans that a server shows, each exactly once. What is wrong; empty if
  /// nothing is.
  [[nodiscard]] std::string check(const Said& said, std::uint16_t port);

 private:
  void record(testing::Visitor visitor, int number);

  std::atomic<std::uint16_t> port_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> acknowledged_ = 0;
  std::atomic<std::size_t> enough_ = 0;
  std::atomic<std::size_t> sentAgain_ = 0;
  std::atomic<int> wrongAnswer_ = 0;
  testing::Visitor reader_;
  std::vector<std::string> people_;
  std::mutex guard_;
  Said said_;
  Said new_;
  std::vector<std::jthread> threads_;
};

}  // namespace refocus::torture
