// SQLite as an engine: one connection in WAL mode that syncs each commit.
#pragma once

#include "database/session.hpp"

namespace refocus::database {

/// Opens connections to the file of `settings`. The writer's creates it, readable by its owner
/// only; readers cannot write.
[[nodiscard]] SessionOpener sqliteOpener(const Settings& settings);

}  // namespace refocus::database
