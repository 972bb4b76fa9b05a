// The words of `refocus fit` made into what they mean. A word that is not known, or that makes no
// sense beside another, is Fault(badRequest).
#pragma once

#include "app/commands.hpp"
#include "app/fit_stream.hpp"
#include "fitting/data_file_notation.hpp"
#include "fitting/frame.hpp"
#include "fitting/report.hpp"
#include "statistics/fit.hpp"

namespace refocus::app {

[[nodiscard]] statistics::FitOptions optionsOf(const FitWords& words);

/// `--reference`
[[nodiscard]] fitting::References referencesOf(const std::vector<std::string>& words);

/// Refuses options that do not go together.
void checkTogether(const FitWords& words);

/// `--test-type`
[[nodiscard]] fitting::TestType testTypeOf(const FitWords& words);

/// `--missing` and `--decimal`
[[nodiscard]] fitting::Notation notationOf(const FitWords& words);

/// `--threads`, and what a stream keeps for `options`.
[[nodiscard]] StreamOptions streamOf(const FitWords& words, const statistics::FitOptions& options);

}  // namespace refocus::app
