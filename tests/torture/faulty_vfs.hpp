// The table of functions through which SQLite uses a FaultyDisk.
#pragma once

#include <sqlite3.h>

#include <memory>

namespace refocus::torture {

class FaultyDisk;

/// The disk must outlive the table, and the table its registration.
[[nodiscard]] std::unique_ptr<sqlite3_vfs> makeVfs(FaultyDisk& disk);

}  // namespace refocus::torture
