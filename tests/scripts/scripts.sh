#!/usr/bin/env bash
# The scripts work when they are called from any folder, by path or through a link, are quiet when all is
# well, and do again only what has to be done. Compilers and package managers are stand-ins here, which
# write down that they were called; so this takes a moment.
set -euo pipefail

top=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../..
here=$(mktemp -d "${TMPDIR:-/tmp}/refocus-scripts.XXXXXX")
trap 'rm -rf "$here"' EXIT
calls=$here/calls
failures=0

# A checkout with the scripts alone, and a link to each of them in another folder.
mkdir -p "$here/checkout/tests/fuzz" "$here/links" "$here/bin" "$here/elsewhere"
cp -r "$top/script" "$here/checkout"
cp "$top/tests/fuzz/CMakeLists.txt" "$here/checkout/tests/fuzz"
for name in bench bootstrap build fuzz lint server test torture; do
  ln -s "$here/checkout/script/$name" "$here/links/$name"
done

standIn() {
  local name=${1##*/}
  { printf '#!/bin/sh\necho "%s $*" >>"%s"\n' "$name" "$calls" && cat; } >"$1"
  chmod +x "$1"
}
# Every package is installed, as far as dpkg-query is asked.
standIn "$here/bin/dpkg-query" <<'SH'
shift 2; for name; do echo "installed $name"; done
SH
standIn "$here/bin/cmake" <<'SH'
mkdir -p "build/$2" && echo >"build/$2/build.ninja"
SH
standIn "$here/bin/ninja" <<SH
mkdir -p build/release/src/app && cp "$here/refocus" build/release/src/app/refocus
SH
standIn "$here/bin/ctest" <<'SH'
echo "100% tests passed"
SH
standIn "$here/refocus" <<'SH'
case $1 in demo) mkdir -p data && : >data/refocus.db && echo "sign in as somebody" ;; serve) echo "serving $*" ;; esac
SH
standIn "$here/checkout/script/web" </dev/null
standIn "$here/checkout/script/postgres" <<'SH'
exec "$@"
SH
for name in node npm llvm-symbolizer-19; do standIn "$here/bin/$name" </dev/null; done
export PATH=$here/bin:$PATH
unset REFOCUS_STORAGE_DATABASE

# runs FOLDER COMMAND…: what it says goes to $said, its status to $status.
runs() {
  : >"$calls"
  status=0
  said=$(cd "$1" && shift && "$@" 2>&1) || status=$?
}
expect() {
  local what=$1 wanted=$2 got=$3
  [[ $got == "$wanted" ]] && return
  printf '%s:\n  expected: %s\n  got:      %s\n' "$what" "$wanted" "$got"
  failures=$((failures + 1))
}

for called in "$here/checkout/script" "$here/links"; do
  for folder in / "$here/elsewhere"; do
    rm -rf "$here/checkout/build" "$here/checkout/data"
    from="$called from $folder"

    runs "$folder" "$called/build"
    expect "build, called as $from" '0 ' "$status $said"
    [[ -x $here/checkout/build/refocus ]] || expect "$from" 'a program' 'none'
    runs "$folder" "$called/build"
    expect "build again, $from: prepares nothing" 0 "$(grep -c '^cmake' "$calls" || true)"

    runs "$folder" "$called/server" --port 8099
    expect "server, $from" $'0 sign in as somebody\nserving serve --port 8099' "$status $said"
    runs "$folder" "$called/server"
    expect "server again, $from: makes no service" 0 "$(grep -c '^refocus demo' "$calls" || true)"

    runs "$folder" "$called/test" -R people
    expect "test, $from" '0 100% tests passed' "$status $said"
    expect "test, $from: what it hands on" \
      'ctest --test-dir build/test -j3 --output-on-failure -R people' "$(grep '^ctest' "$calls")"

    runs "$folder" "$called/bootstrap" --test --lint --bench
    expect "bootstrap, $from" '0 ' "$status $said"
    # These take long whatever stands in for compilers: that they find their way is shown by how they
    # refuse what they do not know.
    for name in lint fuzz bench torture bootstrap; do
      runs "$folder" "$called/$name" --no-such-option
      expect "$name, $from, asked for what it cannot do" 2 "$status"
      [[ $said == *"script/$name"* ]] || expect "$name, $from" "script/$name: …" "$said"
    done
  done
done
[[ -z $(ls -A "$here/elsewhere") ]] || expect 'the folder it was called from' 'empty' 'not'

((failures == 0)) || exit 1
