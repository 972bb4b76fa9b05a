// The frame of every page, and the pieces that all forms share.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "html/html.hpp"
#include "html/nhs.hpp"
#include "http/response.hpp"
#include "site/visit.hpp"

namespace refocus::site {

/// What one page adds to the frame. A page with errors has status 422 unless it says another.
struct PageContent {
  std::string title;       ///< also the browser's title, with the service's name behind it
  html::Html content;      ///< the main part, its <h1> included
  std::string back = {};   ///< address of the back link; empty: none
  bool hasErrors = false;  ///< "Error: " before the title
  int status = 200;
  std::string bodyClasses = {};  ///< e.g. large print
  /// The page carries a form that is not saved yet on to the next page (signing in again).
  bool carriesForm = false;
};

/// The page in its frame: header with account and navigation, main part, footer.
[[nodiscard]] http::Response page(const Visit& visit, PageContent content);

/// A form that posts to `action`: carries the session's token and a submission token, so that
/// sending it twice records it once. `keep` names the record and the form, for keeping its words in
/// the browser until they are saved (web/scripts/keep.js); empty: not kept.
struct FormParts {
  std::string action;
  html::Html content;
  std::string keep = {};
  bool takesFiles = false;
};
[[nodiscard]] html::Html form(const Visit& visit, FormParts parts);

/// Names of the hidden fields that form() adds.
inline constexpr std::string_view kCsrfField = "csrf";
inline constexpr std::string_view kSubmissionField = "submission";

/// A message about one field of a form, in the reader's language.
struct FieldProblem {
  std::string field;  ///< the id of the input it is about
  std::string message;
};

/// The summary that goes before the form: links to each field. Empty markup when there is none.
[[nodiscard]] html::Html errorSummary(const Visit& visit, std::span<const FieldProblem> problems);
/// The message for one field, to put beside it; empty text when it has none.
[[nodiscard]] html::nhs::ErrorMessage errorFor(const Visit& visit,
                                               std::span<const FieldProblem> problems,
                                               std::string_view field);

/// The page for a fault: its plain words and what to do next, with its HTTP status.
[[nodiscard]] http::Response faultPage(const Visit& visit, FaultCode code);

}  // namespace refocus::site
