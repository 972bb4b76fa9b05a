# Kenward and Roger's standard errors and degrees of freedom of a weighted model, by their definition
# with dense matrices from lme4's estimates: V = sum of the random terms + sigma^2 / weight. pbkrtest
# takes the residual's part to be the identity whatever the weights are (get_SigmaG), so that its V
# is not that of the model that was fitted; the covariance of the estimates is. The two are
# mixed here, too, and agree with pbkrtest, whose values are printed beside.
#
#   Rscript tests/references/weighted_kr.R        from the repository's top
suppressMessages({library(lme4); library(pbkrtest)})
machines <- read.csv("tests/data/statistics/machines.csv")
machines$w <- 1 + (seq_len(nrow(machines)) - 1) %% 3
strict <- lmerControl(optCtrl = list(xtol_abs = 1e-13, ftol_abs = 1e-15))
model <- lmer(score ~ Machine + (1 | Worker / Machine), machines, weights = w, control = strict)
x <- getME(model, "X")
z <- as.matrix(getME(model, "Z"))
levels <- getME(model, "l_i")
ends <- cumsum(levels)
parts <- lapply(seq_along(levels), function(i) {
  tcrossprod(z[, (ends[i] - levels[i] + 1):ends[i], drop = FALSE])
})
kr <- function(last, phi = NULL) {
  g <- c(parts, list(last))
  values <- c(vapply(VarCorr(model), function(v) v[1, 1], 0), sigma(model)^2)
  v <- Reduce(`+`, Map(`*`, values, g))
  inverse <- solve(v)
  if (is.null(phi)) phi <- solve(t(x) %*% inverse %*% x)
  p <- inverse - inverse %*% x %*% phi %*% t(x) %*% inverse
  m <- length(g)
  pairs <- function(f) outer(1:m, 1:m, Vectorize(function(i, j) f(i, j)))
  w <- solve(pairs(function(i, j) sum(diag(p %*% g[[i]] %*% p %*% g[[j]])) / 2))
  first <- lapply(g, function(gi) -t(x) %*% inverse %*% gi %*% inverse %*% x)
  total <- matrix(0, ncol(x), ncol(x))
  for (i in 1:m) for (j in 1:m) {
    q <- t(x) %*% inverse %*% g[[i]] %*% inverse %*% g[[j]] %*% inverse %*% x
    total <- total + w[i, j] * (q - first[[i]] %*% phi %*% first[[j]])
  }
  adjusted <- phi + 2 * phi %*% total %*% phi
  df <- vapply(seq_len(ncol(x)), function(l) {
    gradient <- vapply(first, function(f) -(phi %*% f %*% phi)[l, l], 0)
    2 * phi[l, l]^2 / drop(t(gradient) %*% w %*% gradient)
  }, 0)
  cbind(std_error = sqrt(diag(adjusted)), df = df)
}
options(digits = 10)
cat("by definition, with the weights\n"); print(kr(diag(1 / machines$w)))
cat("the residual's part an identity, but for the covariance of the estimates\n")
print(kr(diag(nrow(machines)), as.matrix(vcov(model))))
cat("pbkrtest\n"); print(sqrt(diag(as.matrix(vcovAdj(model)))))
