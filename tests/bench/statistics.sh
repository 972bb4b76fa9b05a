#!/usr/bin/env bash
# Fits of made-up trials, in one run beside R's packages where they are installed, as ratios.
#
#   tests/bench/statistics.sh FIT_BENCH REFOCUS FOLDER
#
# FIT_BENCH is tests/bench/fit_bench of a release build, REFOCUS the program; the trials are made once
# and kept in FOLDER (600 MB). Asserts nothing.
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
rest=(2000000 10000) && make middle.csv write
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

# once COMMAND…: its seconds, by the clock of the shell.
once() {
  local began=$EPOCHREALTIME
  "$@" >/dev/null
  awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.6f", b - a }'
}
# best TIMES COMMAND…: the shortest of several runs.
best() {
  local times=$1 i
  shift
  for ((i = 0; i < times; ++i)); do
    once "$@"
    printf '\n'
  done | sort -n | head -1
}
rate() { awk -v s="$1" -v b="$(stat -c %s "$2")" 'BEGIN { printf "%.0f MB/s", b / s / 1e6 }'; }
# streamed FILE THREADS: the whole command, its time and memory.
streamed() {
  local words=("$refocus" fit "$1" "$formula" --stream --threads "$2" --json -) seconds memory
  seconds=$(best 3 "${words[@]}")
  memory=$( { /usr/bin/time -f %M "${words[@]}" >/dev/null; } 2>&1 | tail -1)
  line "  $3, streamed, threads: $2" "$seconds" "$(rate "$seconds" "$1"), $((memory / 1024)) MiB"
}
echo 'The whole command, from its start to its end'
line '  --version' "$(best 31 "$refocus" --version)" \
  "$(LD_TRACE_LOADED_OBJECTS=1 "$refocus" | wc -l) libraries; a program that does nothing: $(
    line '' "$(best 31 /bin/true)" | tr -s ' ')"
line '  a fit to 403 people, with its JSON' \
  "$(best 31 "$refocus" fit "$folder/small.csv" "$formula" --json -)"
for threads in 1 2; do
  streamed "$folder/middle.csv" "$threads" '2,000,000 people in 10,000 teams'
  streamed "$folder/long.csv" "$threads" '10,000,000 people in 100,000 teams'
done
