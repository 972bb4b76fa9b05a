# What geepack says of the made-up clusters of tests/data/statistics/gee_references.txt, for
# gee_test.cpp: coefficients, their standard errors by the sandwich without a correction
# (std.err = "san.se"), the scale and the correlation.
#
#   Rscript tests/references/geepack.R        (from the top of the repository)
suppressMessages(library(geepack))
cat("# geepack", as.character(packageVersion("geepack")), "\n")
lines <- readLines("tests/data/statistics/gee_references.txt")
begins <- grep("^case", lines)
families <- list(gaussian(), binomial(), poisson())
for (at in begins) {
  name <- sub("case ", "", lines[at])
  shape <- as.integer(strsplit(lines[at + 1], " ")[[1]][-1])
  d <- read.table(text = sub("^row ", "", lines[at + 1 + seq_len(shape[1])]))
  names(d) <- c("y", "id", "w", "o", "x1", "x2", "x3")
  for (structure in c("independence", "exchangeable")) {
    fit <- geeglm(y ~ x1 + x2 + x3 + offset(o), families[[shape[3] + 1]], d, weights = w, id = id,
      corstr = structure, control = geese.control(epsilon = 1e-14, maxit = 500))
    s <- summary(fit)
    show <- function(key, values) cat(name, structure, key, sprintf("%.15g", values), "\n")
    show("beta", coef(fit))
    show("none", s$coefficients[, "Std.err"])
    show("model", sqrt(diag(fit$geese$vbeta.naiv)))
    show("scale", fit$geese$gamma)
    if (structure == "exchangeable") show("alpha", fit$geese$alpha)
  }
}
