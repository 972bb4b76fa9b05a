// What is read of a record does not leave before the audit trail has it on disk.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "base/fault.hpp"
#include "http/hold.hpp"
#include "isolation/service.hpp"
#include "isolation/trust.hpp"

namespace refocus::isolation {
namespace {

class Held : public ::testing::TestWithParam<database::Engine> {
 protected:
  /// The plan page of a record, asked for by its worker.
  [[nodiscard]] http::Response planPage() const {
    const Trust& trust = service_.trust(0);
    return service_.gate().answer(requestOf(trust.rightful(access::Permission::readRecord),
                                            http::Method::get,
                                            "/people/" + trust.names.at("person") + "/plan", {}));
  }
  [[nodiscard]] std::size_t entries() const { return service_.picture().at("audit_entry").size(); }
  [[nodiscard]] database::Database& database() const { return service_.book().parts().database; }

  Service service_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(OnBoth, Held,
                         ::testing::Values(database::Engine::sqlite, database::Engine::postgresql));

TEST_P(Held, APageLeavesWhenItsEntryIsOnDiskAndNotBefore) {
  const std::size_t before = entries();
  std::promise<void> holding;
  std::promise<void> letGo;
  std::jthread writer([&] {
    database().write([&](database::Write&) {
      holding.set_value();
      letGo.get_future().wait();
    });
  });
  holding.get_future().wait();
  http::Response page = planPage();  // is made while the disk is busy, without waiting for it
  EXPECT_EQ(entries(), before);
  auto left = std::async(std::launch::async, [&] { return http::settled(std::move(page)); });
  EXPECT_EQ(left.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  letGo.set_value();
  EXPECT_EQ(left.get().status, 200);
  EXPECT_EQ(entries(), before + 1);
}

/// Stands in for the audit trail on a disk that takes no more.
class FullDisk : public database::BatchMember {
 public:
  void jobBegins() override {}
  void jobEnds() override {}
  void jobFails() override {}
  void beforeCommit(database::Write&) override { throw Fault(FaultCode::diskFull, "no room"); }
  void committed() override {}
  void abandoned() override {}
};

TEST_P(Held, APageWhoseEntryCannotBeKeptNeverLeaves) {
  const std::size_t before = entries();
  FullDisk full;
  database().setBatchMember(&full);
  const http::Response page = http::settled(planPage());
  EXPECT_EQ(page.status, 507);
  EXPECT_EQ(page.bodyText().find(service_.trust(0).canary + " loves"), std::string_view::npos);
  database().setBatchMember(nullptr);
  EXPECT_EQ(entries(), before);
}

}  // namespace
}  // namespace refocus::isolation
