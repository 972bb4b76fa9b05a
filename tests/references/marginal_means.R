# What emmeans says of tests/data/statistics/cells.csv (made-up rows; no row of site A has arm
# REFOCUS), for marginal_means_test.cpp.
#
#   Rscript tests/references/marginal_means.R        (from the top of the repository)
suppressMessages({
  library(lme4)
  library(emmeans)
})
options(digits = 17, width = 200)
d <- read.csv("tests/data/statistics/cells.csv", stringsAsFactors = TRUE)
# lme4's own tolerances stop at seven digits of theta.
control <- lmerControl(
  optimizer = "nloptwrap",
  optCtrl = list(xtol_abs = 1e-14, xtol_rel = 1e-14, ftol_abs = 1e-14, ftol_rel = 1e-14, maxeval = 5000)
)
show <- function(model, term, ...) {
  cat("\n", deparse(formula(model)), ":", term, ...)
  cat("\n")
  means <- emmeans(model, term, ...)
  for (table in list(means, pairs(means))) {
    print(as.data.frame(summary(table, infer = TRUE, adjust = "none")), digits = 15)
  }
}
additive <- lmer(after ~ arm + before + site + (1 | team), d, control = control)
show(additive, "site", lmer.df = "kenward-roger")
show(additive, "site", lmer.df = "satterthwaite")
show(additive, "arm", lmer.df = "kenward-roger")
crossed <- lmer(after ~ arm * site + log(before) + (1 | team), d, control = control)
show(crossed, c("arm", "site"), lmer.df = "kenward-roger")
show(crossed, "arm", lmer.df = "kenward-roger")
show(lmer(after ~ treated + before + (1 | team), d, control = control), "treated", lmer.df = "kenward-roger")
show(lmer(after ~ treated + site + (1 | team), d, control = control), "site", lmer.df = "kenward-roger")
show(lm(after ~ arm + site + offset(before / 10), d), "arm")
