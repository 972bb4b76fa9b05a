// Parameters as PostgreSQL's binary protocol takes them, and rows as it gives them.
#pragma once

#include <libpq-fe.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "database/value.hpp"

namespace refocus::database {

struct PostgresqlClear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresqlResult = std::unique_ptr<PGresult, PostgresqlClear>;

/// The type we tell the server for each parameter; 0 for a null, whose type the server finds.
[[nodiscard]] std::vector<Oid> typesOf(Params params);

/// The parameters of one statement in the form libpq takes. They must live as long.
class PostgresqlValues {
 public:
  explicit PostgresqlValues(Params params);
  PostgresqlValues(const PostgresqlValues&) = delete;
  PostgresqlValues& operator=(const PostgresqlValues&) = delete;

  [[nodiscard]] int count() const { return static_cast<int>(data_.size()); }
  [[nodiscard]] const char* const* data() const { return data_.data(); }
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }

 private:
  using Number = std::array<char, 8>;

  void add(const Param::Value& value);
  void addBytes(const void* bytes, std::size_t size);

  std::vector<Number> numbers_;  // reserved at once: the others point into it
  std::vector<const char*> data_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

/// One row of a binary result.
class PostgresqlRow : public Row {
 public:
  PostgresqlRow(const PGresult* result, int row) : result_(result), row_(row) {}
  [[nodiscard]] bool isNull(int column) const override;
  [[nodiscard]] std::int64_t integer(int column) const override;
  [[nodiscard]] double real(int column) const override;
  [[nodiscard]] std::string_view text(int column) const override;
  [[nodiscard]] ByteView bytes(int column) const override;

 private:
  [[nodiscard]] Oid typeOf(int column) const;
  [[nodiscard]] std::string_view raw(int column) const;

  const PGresult* result_;
  int row_;
};

/// The decimal text of PostgreSQL's binary `numeric` (what sums and averages of integers are).
[[nodiscard]] std::string decimalText(std::string_view binary);

}  // namespace refocus::database
