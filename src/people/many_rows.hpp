// Rows for Write::runMany that own what they bind: a statement's parameters are views.
#pragma once

#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "database/database.hpp"

namespace refocus::people {

class ManyRows {
 public:
  [[nodiscard]] database::Param keep(std::string text) {
    return std::string_view(texts_.emplace_back(std::move(text)));
  }
  [[nodiscard]] database::Param keep(std::optional<std::string> text) {
    if (!text) return nullptr;
    return keep(std::move(*text));
  }
  [[nodiscard]] database::Param keep(Bytes bytes) {
    return ByteView(bytes_.emplace_back(std::move(bytes)));
  }
  void add(std::initializer_list<database::Param> row) { rows_.emplace_back(row); }

  void run(database::Write& write, std::string_view sql) const {
    if (!rows_.empty()) write.runMany(sql, rows_);
  }

 private:
  std::deque<std::string> texts_;
  std::deque<Bytes> bytes_;
  std::vector<std::vector<database::Param>> rows_;
};

}  // namespace refocus::people
