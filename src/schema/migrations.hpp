// The migrations of this program, in order: src/schema/NNNN_name.sql, built into it.
#pragma once

#include <span>

#include "database/migrate.hpp"

namespace refocus::schema {

[[nodiscard]] std::span<const database::Migration> migrations();

}  // namespace refocus::schema
