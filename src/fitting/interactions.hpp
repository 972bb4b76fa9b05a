// What a test of a whole term says is 0, where the term is part of an interaction with factors.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "fitting/frame_columns.hpp"

namespace refocus::fitting {

/// Whether a term is held by another, so that a test of it can mean several things. A term holds
/// another if it has all its factors and more, and the same numbers.
[[nodiscard]] bool hasInteractions(const CodedTerms& coded);

/// Type III, as SAS and lmerTest have it, and car::Anova with contr.sum: that a term's columns are
/// 0 where factors are coded by contrasts that sum to 0. Of a term that others hold it is the
/// effect on average, in equal shares, over the levels of the factors that it is crossed with.
/// Which levels are the references does not matter. Numbers are not averaged over: of a term that
/// is crossed with one, the effect is that where the number is 0.
///
/// For each of `coded.terms` contrasts over all columns, a row for each; none where that is to say
/// that the term's own columns are 0.
[[nodiscard]] std::vector<Eigen::MatrixXd> typeThreeHypotheses(const CodedTerms& coded);

}  // namespace refocus::fitting
