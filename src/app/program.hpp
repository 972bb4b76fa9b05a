// The program as it serves: storage, wording, guides and assets joined with the rooms' routes into
// one site map behind the gate.
#pragma once

#include <filesystem>
#include <memory>

#include "app/gate.hpp"
#include "app/settings.hpp"
#include "app/site_map.hpp"
#include "app/storage.hpp"
#include "base/words.hpp"
#include "practice/guide.hpp"

namespace refocus::app {

class Program {
 public:
  /// Reads wording, guides and assets; each missing or bad file is Fault(configuration).
  Program(const Settings& settings, Storage& storage);

  [[nodiscard]] const Gate& gate() const { return *gate_; }

  /// Removes what has had its time: forms' tokens, ended sessions. Called now and then.
  void tidy();
  /// Frees what is held in memory for no longer than its time. Called every few minutes.
  void letGo();

 private:
  Storage& storage_;
  Assets assets_;
  Catalogues catalogues_;
  practice::StrengthsGuide strengths_;
  practice::RiskGuide risk_;
  std::shared_ptr<people::ImportShelf> imports_ = std::make_shared<people::ImportShelf>();
  std::unique_ptr<Gate> gate_;
};

}  // namespace refocus::app
