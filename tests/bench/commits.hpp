// The bounds that disk and database set to every answered write.
#pragma once

#include <filesystem>
#include <string>

namespace refocus::bench {

/// What the disk alone can do: one thread, one page and one sync after another.
void measureDisk(const std::filesystem::path& folder);

/// One small row and its commit, through the program's own writer, at 1, 8 and 32 threads. In a new
/// file in the folder, or in a table of its own at a postgresql:// address.
void measureBareCommits(const std::filesystem::path& folder, const std::string& database);

}  // namespace refocus::bench
