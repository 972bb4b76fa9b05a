# The same models with R's packages, where they are installed: name<TAB>seconds.
# Rscript peers.R small.csv large.csv crossed.csv outcomes.csv
files <- commandArgs(trailingOnly = TRUE)
has <- function(...) all(vapply(c(...), requireNamespace, TRUE, quietly = TRUE))
say <- function(name, times, work) {
  seconds <- vapply(seq_len(times), function(i) system.time(work())[["elapsed"]], 0)
  cat(sprintf("%s\t%.6f\n", name, median(seconds)))
}
if (!has("lme4")) quit(status = 3)
suppressMessages(library(lme4))
trial <- qpr_12 ~ arm + qpr_0 + site + (1 | team)
small <- read.csv(files[1])
if (has("nlme")) {
  say("nlme small", 20, function() {
    nlme::lme(qpr_12 ~ arm + qpr_0 + site, random = ~ 1 | team, data = small)
  })
}
say("lme4 small", 20, function() lmer(trial, small))
if (has("lmerTest")) {
  say("lmerTest small", 5, function() summary(lmerTest::lmer(trial, small)))
  if (has("pbkrtest")) {
    say("pbkrtest small", 3, function() {
      summary(lmerTest::lmer(trial, small), ddf = "Kenward-Roger")
    })
  }
}
if (has("clubSandwich")) {
  fitted <- lmer(trial, small)
  say("clubSandwich small", 3, function() {
    clubSandwich::coef_test(fitted, vcov = "CR2")
  })
}
say("lme4 sleepstudy", 20, function() lmer(Reaction ~ Days + (Days | Subject), sleepstudy))
outcomes <- read.csv(files[4])
better <- better ~ arm + qpr_0 + site + (1 | team)
contacts <- contacts ~ arm + qpr_0 + site + (1 | team)
for (points in c(1, 9)) {
  say(paste("glmer binomial", points), 3, function() glmer(better, outcomes, binomial, nAGQ = points))
}
say("glmer poisson", 3, function() glmer(contacts, outcomes, poisson))
if (has("glmmTMB")) {
  say("glmmTMB binomial", 3, function() glmmTMB::glmmTMB(better, outcomes, binomial))
  say("glmmTMB poisson", 3, function() glmmTMB::glmmTMB(contacts, outcomes, poisson))
}
crossed <- read.csv(files[3])
say("lme4 crossed", 1, function() {
  lmer(y ~ service + (1 | s) + (1 | d), crossed, REML = FALSE)
})
large <- read.csv(files[2])
say("lme4 large", 1, function() lmer(trial, large))
