// Fits that span trusts without a person's row leaving one: a model file is made, each trust sums
// up its rows under it, and the sums are put together. What a person can put right is
// Fault(badRequest), and then nothing is written.
#pragma once

#include <iosfwd>

#include "app/commands.hpp"
#include "app/fit_stream.hpp"

namespace refocus::app {

/// `--make-model FILE`: from one trust's rows.
int makeModel(const FitWords& words, const fitting::References& references, std::ostream& out);

/// `--model FILE`
[[nodiscard]] fitting::SharedModel modelOf(const std::string& path);

/// `--summarise FILE`: refused where it would tell of single persons.
int summarise(const FitWords& words, const StreamOptions& stream, std::ostream& out);

/// `--combine FILES`
[[nodiscard]] FitInput combined(const FitWords& words);

}  // namespace refocus::app
