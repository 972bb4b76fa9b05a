# shellcheck shell=bash
# Sourced by the scripts beside it. Gives them: the root of the checkout as working folder, and
# step(), which keeps a command quiet unless it is slow or fails.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

complain() { printf '%s\n' "$*" >&2; }

# step NAME WORDS COMMAND…
# Runs the command with its output in build/log/NAME.log. Says WORDS if it takes over three seconds;
# if it fails, shows the output and returns its status.
step() {
  local log=build/log/$1.log words=$2 status=0 announcer began=$SECONDS
  shift 2
  mkdir -p build/log
  # read, not sleep: a sleep would outlive this and hold the caller's output open.
  (read -rt 3 <> <(:) || printf '%s … (follow it in %s)\n' "$words" "$log") &
  announcer=$!
  "$@" >"$log" 2>&1 </dev/null || status=$?
  kill "$announcer" 2>/dev/null || true
  wait "$announcer" 2>/dev/null || true
  if ((status != 0)); then
    complain "$words: failed after $((SECONDS - began)) s with status $status. What it said ($log):"
    tail -n "${STEP_LINES:-200}" "$log" >&2
  fi
  return "$status"
}
