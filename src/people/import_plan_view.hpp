// What an import would do, or did, as a page shows it: how many rows of each fate, the rows that
// somebody has to decide with both sides beside each other, and the rest with what each changes.
#pragma once

#include <map>
#include <span>
#include <string>

#include "html/html.hpp"
#include "people/import_shelf.hpp"
#include "site/visit.hpp"

namespace refocus::people {

[[nodiscard]] html::Html countsTable(const Words& words, const ImportPlan& plan, bool isDone);
/// What is said of whole files: unreadable ones, columns and resources that were passed over.
[[nodiscard]] html::Html fileNotes(const Words& words, const ImportPlan& plan);

/// A row that has to be looked at, before those that need not be.
[[nodiscard]] bool needsALook(const PlannedRow& row);

/// The rows that somebody has to decide, each with its question and its answers as fields of a
/// form.
[[nodiscard]] html::Html rowsToDecide(const Words& words, const ImportPlan& plan,
                                      std::span<const PlannedRow* const> shown);
/// The others, as a table.
[[nodiscard]] html::Html rowsTable(const Words& words, const ImportPlan& plan, bool isDone,
                                   std::span<const PlannedRow* const> shown);

/// What was answered on a page of rowsToDecide().
[[nodiscard]] std::map<std::size_t, Decision> decisionsIn(const http::Fields& fields,
                                                          const ImportPlan& plan);

}  // namespace refocus::people
