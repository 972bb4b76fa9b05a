// Prepared statements of one connection, found by their text; the one not used for longest goes
// when there are too many. Not for use from several threads at once.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace refocus::database {

template <class Statement>
class StatementCache {
 public:
  explicit StatementCache(std::size_t most) : most_(most) {}

  /// The statement with this text, or null. The pointer lives until the next `add`.
  [[nodiscard]] Statement* find(std::string_view sql) {
    const auto found = byText_.find(sql);
    if (found == byText_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->statement;
  }

  /// Keeps a statement; if there are too many, the oldest that `mayGo` says yes to is destroyed.
  template <class MayGo>
  Statement& add(std::string_view sql, Statement statement, const MayGo& mayGo) {
    if (entries_.size() >= most_) {
      for (auto last = entries_.end(); last != entries_.begin();) {
        --last;
        if (!mayGo(last->statement)) continue;
        byText_.erase(last->sql);
        entries_.erase(last);
        break;
      }
    }
    entries_.push_front({std::string(sql), std::move(statement)});
    byText_.emplace(entries_.front().sql, entries_.begin());
    return entries_.front().statement;
  }

  void clear() {
    byText_.clear();
    entries_.clear();
  }

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string sql;
    Statement statement;
  };
  using Entries = std::list<Entry>;

  std::size_t most_;
  Entries entries_;                                                          // newest first
  std::unordered_map<std::string_view, typename Entries::iterator> byText_;  // views of Entry::sql
};

}  // namespace refocus::database
