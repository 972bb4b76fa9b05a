// PostgreSQL as an engine: one libpq connection, statements prepared once.
#pragma once

#include "database/session.hpp"

namespace refocus::database {

/// Connects to the postgresql:// address of `settings`. A reader's transactions are repeatable
/// read, read only.
[[nodiscard]] SessionOpener postgresqlOpener(const Settings& settings);

/// Whether a Settings::target is an address of PostgreSQL, and not a file.
[[nodiscard]] bool isPostgresqlAddress(std::string_view target);

}  // namespace refocus::database
