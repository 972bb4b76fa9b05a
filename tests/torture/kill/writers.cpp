#include "torture/kill/writers.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace refocus::torture {
namespace {

using namespace std::chrono_literals;
using testing::Visitor;

constexpr int kFormsInARow = 10;  // in one record before the next, so that none grows without end

Visitor signedIn(std::uint16_t port) {
  Visitor visitor(port);
  visitor.signIn("worker@example.org", "demonstration");
  return visitor;
}

std::vector<std::string> wholeCaseload(Visitor& visitor) {
  std::vector<std::string> people;
  for (int page = 1;; ++page) {
    const auto more = testing::peopleIn(visitor.get("/caseload?page=" + std::to_string(page)).body);
    if (more.empty() || (!people.empty() && more.back() == people.back())) break;
    people.insert(people.end(), more.begin(), more.end());
  }
  if (people.empty()) throw std::runtime_error("nobody is on the caseload");
  return people;
}

constexpr std::size_t kAhead = 100;  // so that a kill finds forms on their way

constexpr int kNoAnswer = 0;
constexpr int kKept = 303;
constexpr int kComeBackLater = 503;

// How a form is answered.
int sent(Visitor& visitor, const std::string& person, const std::string& words) {
  try {
    return visitor
        .post("/people/" + person + "/strengths/areas/leisure", {{"press", "save"}, {"now", words}},
              words)
        .status;
  } catch (const std::runtime_error&) {
    return kNoAnswer;  // nobody takes the connection
  }
}

std::size_t timesIn(std::string_view text, std::string_view words) {
  std::size_t times = 0;
  for (auto at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++times;
  return times;
}

}  // namespace

Writers::Writers(std::uint16_t port, int count)
    : port_(port), reader_(signedIn(port)), people_(wholeCaseload(reader_)) {
  for (int number = 0; number < count; ++number) {
    threads_.emplace_back([this, number, visitor = signedIn(port)] { record(visitor, number); });
  }
}

Writers::~Writers() { stopping_ = true; }

void Writers::record(Visitor visitor, int number) {
  for (int form = 0; !stopping_; ++form) {
    while (acknowledged_ >= enough_ && !stopping_) std::this_thread::sleep_for(1ms);
    const auto place = static_cast<std::size_t>(number + form / kFormsInARow * 7);
    const std::string& person = people_[place % people_.size()];
    // The full stop makes none a part of another.
    const std::string words = "w" + std::to_string(number) + "f" + std::to_string(form) + ".";
    for (bool again = false;; again = true) {
      if (stopping_) return;
      if (again) ++sentAgain_;
      visitor.moveTo(port_);
      const int status = sent(visitor, person, words);
      if (status == kKept) break;
      if (status != kNoAnswer && status != kComeBackLater) wrongAnswer_ = status;
      std::this_thread::sleep_for(5ms);
    }
    const std::lock_guard lock(guard_);
    new_.emplace(person, words);
    said_.emplace(person, words);
    ++acknowledged_;
  }
}

bool Writers::waitForMore(std::size_t count) {
  const std::size_t wanted = acknowledged_ + count;
  enough_ = wanted + kAhead;
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (acknowledged_ < wanted) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

Writers::Said Writers::said() {
  const std::lock_guard lock(guard_);
  return said_;
}

Writers::Said Writers::newlySaid() {
  const std::lock_guard lock(guard_);
  return std::exchange(new_, {});
}

std::string Writers::check(const Said& said, std::uint16_t port) {
  reader_.moveTo(port);
  std::string shownPerson;
  std::string plan;
  for (const auto& [person, words] : said) {
    if (person != shownPerson) {
      const auto answer = reader_.get("/people/" + person + "/plan/text");
      if (answer.status != 200) return "a plan is answered with " + std::to_string(answer.status);
      plan = answer.body;
      shownPerson = person;
    }
    const std::size_t times = timesIn(plan, words);
    if (times != 1) return words + " stands on its plan " + std::to_string(times) + " times";
  }
  return {};
}

}  // namespace refocus::torture
