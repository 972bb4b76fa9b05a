# A public cluster-randomised trial with R's packages: the Achievement Awards demonstration (Angrist
# and Lavy, American Economic Review 99(4), 2009), as it ships with clubSandwich. The data are not
# kept here: this script writes them to a file, and what R says about them beside it.
#
#   Rscript tests/references/achievement_awards.R FOLDER [kr]
#
# writes FOLDER/achievement_awards.csv and FOLDER/achievement_awards.txt ("expect key value"). The
# test reads the data where REFOCUS_ACHIEVEMENT_AWARDS names that file; what R said of them is kept in
# tests/data/statistics/achievement_awards.txt. Kenward and Roger's adjustment, with the word kr, takes
# pbkrtest many minutes and gigabytes at 16,526 rows.
suppressMessages({
  library(lme4)
  library(lmerTest)
  library(pbkrtest)
  library(clubSandwich)
})
words <- commandArgs(trailingOnly = TRUE)
folder <- words[1]
data(AchievementAwardsRCT, package = "clubSandwich")
columns <- c("school_id", "treated", "year", "sex", "Bagrut_status")
csv <- file.path(folder, "achievement_awards.csv")
write.csv(AchievementAwardsRCT[, columns], csv, row.names = FALSE, quote = FALSE)
trial <- read.csv(csv, stringsAsFactors = TRUE)

out <- file(file.path(folder, "achievement_awards.txt"), "w")
expect <- function(key, values) {
  cat(sprintf("expect %s.%d %.17g\n", key, seq_along(values) - 1, values), sep = "", file = out)
}
for (package in c("lme4", "lmerTest", "pbkrtest", "clubSandwich")) {
  cat("#", package, as.character(packageVersion(package)), "\n", file = out)
}
# lme4 minimises the criterion, which leaves six digits of theta here; the root of the criterion's
# numerical gradient has some ten.
model <- Bagrut_status ~ treated + year + sex + (1 | school_id)
criterion <- lme4::lmer(model, trial, devFunOnly = TRUE)
slope <- function(theta) numDeriv::grad(criterion, theta)
theta <- uniroot(slope, c(0.2, 0.6), tol = 1e-13)$root
m <- lmerTest::lmer(model, trial, start = theta, control = lmerControl(optimizer = NULL))
expect("theta", getME(m, "theta"))
expect("sigma", sigma(m))
expect("criterion", REMLcrit(m))
expect("beta", fixef(m))
expect("se", sqrt(diag(as.matrix(vcov(m)))))
expect("satterthwaite.df", coef(summary(m))[, "df"])
cr2 <- coef_test(m, vcov = "CR2", test = "Satterthwaite")
expect("cr2.se", cr2$SE)
expect("cr2.df", if (is.null(cr2$df)) cr2$df_Satt else cr2$df)
if ("kr" %in% words) {
  plain <- as(m, "lmerMod")
  adjusted <- vcovAdj(plain)
  expect("kr.se", sqrt(diag(as.matrix(adjusted))))
  expect("kr.df", vapply(seq_along(fixef(m)), function(i) {
    Lb_ddf(as.numeric(seq_along(fixef(m)) == i), vcov(plain), adjusted)
  }, 0))
}
close(out)
