#!/usr/bin/env bash
# Fits of made-up trials, in one run beside R's packages where they are installed, as ratios.
#
#   tests/bench/statistics.sh FIT_BENCH REFOCUS FOLDER
#
# FIT_BENCH is tests/bench/fit_bench of a release build, REFOCUS the program; the trials are made once
# and kept in FOLDER (500 MB). Asserts nothing.
set -euo pipefail

bench=$1 refocus=$2 folder=$3
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
formula='qpr_12 ~ arm + qpr_0 + site + (1 | team)'
slopes='Reaction ~ Days + (Days | Subject)'
outcome='better ~ arm + qpr_0 + site + (1 | team)'
counts='contacts ~ arm + qpr_0 + site + (1 | team)'
crossed='y ~ service + (1 | s) + (1 | d)'
patience=300 # seconds for one fit
mkdir -p "$folder"
make() { [[ -s $folder/$1 ]] || { "$bench" "${@:2}" "$folder/$1.part" "${rest[@]}" && mv "$folder/$1.part" "$folder/$1"; }; }
rest=(403 27) && make small.csv write
rest=(1000000 10000) && make large.csv write
rest=(10000000 100000) && make long.csv write
rest=(20000 500) && make outcomes.csv outcomes
rest=() && make crossed.csv crossed

declare -A took
keep() {
  while IFS=$'\t' read -r name seconds; do
    [[ -z $name ]] || took[$1$name]=$seconds
  done
}
keep 'small ' < <("$bench" fit "$folder/small.csv" "$formula" 301)
keep 'slopes ' < <("$bench" fit "$here/../data/statistics/sleepstudy.csv" "$slopes" 101)
keep 'large ' < <("$bench" fit "$folder/large.csv" "$formula" 5)
for points in 1 9; do
  keep "binomial $points " < <("$bench" fit "$folder/outcomes.csv" "$outcome" 11 binomial "$points")
done
keep 'poisson ' < <("$bench" fit "$folder/outcomes.csv" "$counts" 11 poisson 1)
keep 'crossed ' < <(timeout "$patience" "$bench" fit "$folder/crossed.csv" "$crossed" 1)
peers=''
if command -v Rscript >/dev/null; then
  peers=$(Rscript "$here/peers.R" "$folder"/{small,large,crossed,outcomes}.csv 2>/dev/null || true)
  keep '' <<<"$peers"
fi

ratio() { [[ -n $1 ]] && awk -v ours="$1" -v theirs="${2:-}" 'BEGIN { if (theirs) printf "%.0f times", theirs / ours; else print "not here" }'; }
line() {
  [[ -n $2 ]] || { printf '%-58s %12s\n' "$1" "over $patience s" && return; }
  printf '%-58s %12s  %s\n' "$1" "$(awk -v s="$2" 'BEGIN { printf "%.3f ms", s * 1000 }')" "${3:-}"
}
# beside WHAT SECONDS (PEER KEY)…
beside() {
  local what=$1 ours=$2 said=''
  shift 2
  while (($# > 0)); do
    said+="${said:+, }$1 $(ratio "$ours" "${took[$2]:-}")"
    shift 2
  done
  line "$what" "$ours" "$said"
}

echo 'Random intercept, 403 people in 27 teams'
beside '  fit' "${took[small fit]}" 'nlme' 'nlme small'
beside '  with Kenward-Roger' "${took[small fit_kr]}" 'lmerTest and pbkrtest' 'pbkrtest small'
beside '  with Satterthwaite' "${took[small fit_satterthwaite]}" 'lmerTest' 'lmerTest small'
beside '  with both and CR2, in one fit' "${took[small fit_all]}" 'clubSandwich alone' 'clubSandwich small'
echo '1,000,000 people in 10,000 teams, in memory'
beside '  fit' "${took[large fit]}" 'lme4' 'lme4 large'
beside '  with Kenward-Roger' "${took[large fit_kr]}" 'lme4 without it' 'lme4 large'
line '  reading the file' "${took[large read]}" \
  "$(awk -v s="${took[large read]}" -v b="$(stat -c %s "$folder/large.csv")" 'BEGIN { printf "%.0f MB/s", b / s / 1e6 }')"
echo 'Correlated random slopes, 18 people on 10 days (sleepstudy)'
beside '  fit, ready for Kenward-Roger' "${took[slopes fit]}" 'lme4' 'lme4 sleepstudy'
echo 'Outcomes of 20,000 people in 500 teams, random intercept'
beside '  of 0 or 1, Laplace' "${took[binomial 1 fit]}" \
  'glmer' 'glmer binomial 1' 'glmmTMB' 'glmmTMB binomial'
beside '  of 0 or 1, quadrature of 9 points' "${took[binomial 9 fit]}" 'glmer' 'glmer binomial 9'
beside '  counts, Laplace' "${took[poisson fit]}" \
  'glmer' 'glmer poisson' 'glmmTMB' 'glmmTMB poisson'
echo '73,421 ratings of 1,128 lecturers by 2,972 students, crossed'
beside '  fit, ready for Kenward-Roger' "${took[crossed fit]:-}" 'lme4 (ML)' 'lme4 crossed'

# whole NAME FILE WORDS…: the program from its start to its JSON: seconds and MiB.
whole() {
  local times
  times=$( { /usr/bin/time -f '%e %M' "$refocus" fit "${@:2}" --json - >/dev/null; } 2>&1 | tail -1)
  took[$1]=${times% *} took[$1 MiB]=$((${times#* } / 1024))
}
echo 'The whole command, from start to JSON'
best=9
for _ in 1 2 3 4 5 6 7 8 9; do
  whole start "$folder/small.csv" "$formula"
  best=$(awk -v a="$best" -v b="${took[start]}" 'BEGIN { print a < b ? a : b }')
done
line '  403 people' "$best" 'clock of 10 ms'
for threads in 1 2; do
  whole stream "$folder/long.csv" "$formula" --stream --threads "$threads"
  line "  10,000,000 people in 100,000 teams, streamed, threads: $threads" "${took[stream]}" \
    "$(awk -v s="${took[stream]}" -v b="$(stat -c %s "$folder/long.csv")" 'BEGIN { printf "%.0f MB/s", b / s / 1e6 }'), ${took[stream MiB]} MiB"
done
