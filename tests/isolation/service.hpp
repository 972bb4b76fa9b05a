// Two trusts as they are in use, and the whole program in front of them: the real site map, gate,
// stores and database. Everything said or named in a trust carries a word that stands nowhere else,
// so that an answer which leaks can be told.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/role.hpp"
#include "app/program.hpp"
#include "app/settings.hpp"
#include "app/storage.hpp"
#include "support/test_database.hpp"

namespace refocus::isolation {

/// Somebody with an open session.
struct Visitor {
  std::string name;
  std::optional<access::Role> role;  ///< nothing: a worker whose only team is another one
  std::string token;
  std::string csrf;
};

/// One trust: who is signed in, and by which ids its things are named in paths and forms.
struct Trust {
  TrustId id;
  std::string canary;
  std::map<std::string, std::string, std::less<>> names;
  std::vector<Visitor> visitors;

  /// The first who holds the permission. Throws std::runtime_error if nobody does.
  [[nodiscard]] const Visitor& rightful(access::Permission permission) const;
};

/// Every row of every table, as bytes, and the trust it belongs to where its table says.
struct Row {
  std::string trust;
  Bytes bytes;
  auto operator<=>(const Row&) const = default;
};
using Picture = std::map<std::string, std::vector<Row>>;

class Service {
 public:
  /// Makes both trusts and puts their database and keys aside, to begin anew from.
  explicit Service(database::Engine engine);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Begins anew from what was put aside.
  void beginAnew();

  [[nodiscard]] const Trust& trust(std::size_t which) const { return trusts_.at(which); }
  [[nodiscard]] Trust& trust(std::size_t which) { return trusts_.at(which); }
  [[nodiscard]] const app::Gate& gate() const;
  [[nodiscard]] record::Book& book() const;
  [[nodiscard]] Picture picture() const;

 private:
  class Running;
  [[nodiscard]] app::Settings settingsFor(const std::filesystem::path& folder,
                                          const std::string& database) const;
  void stop();

  database::Engine engine_;
  testing::TestFolder folder_;
  testing::TestDatabase original_;
  std::array<Trust, 2> trusts_;
  std::unique_ptr<Running> running_;
  int begun_ = 0;
};

/// The moment at which everything happens.
[[nodiscard]] Instant theMoment();

}  // namespace refocus::isolation
