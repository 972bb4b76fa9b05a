# shellcheck shell=bash disable=SC2016 # the quoted $ are Perl's and sh's
# The checks of script/lint: each prints what it finds, one place a line.

# The files to read: those that changed, or all.
asked() {
  if [[ ${mode:?set by script/lint} == changed ]]; then changed "$@"; else files "$@"; fi
}

unformatted() {
  asked 'src/*.cpp' 'src/*.hpp' 'tests/*.cpp' 'tests/*.hpp' |
    xargs -r -d '\n' -P2 -n40 sh -c 'clang-format-19 --dry-run --Werror "$@" 2>&1 |
      sed -nE "s/^([^: ]+):[0-9]+:[0-9]+: error.*/\1/p" | sort -u' clang-format
}

# The rooms that a room's CMakeLists.txt names after ROOMS.
roomsBelow() {
  tr '\n' ' ' <"src/$1/CMakeLists.txt" |
    sed -nE 's/.*refocus_room\([a-z]+ +ROOMS +([a-z ]+[a-z]) *(USES[^)]*)?\).*/\1/p'
}
# Those, and libraries of ours that it names after USES.
mayInclude() {
  roomsBelow "$1" && echo
  tr '\n' ' ' <"src/$1/CMakeLists.txt" | grep -oP 'refocus_room\([^)]*\)' | grep -oP 'refocus_\K[a-z]+' || true
}

wrongArrows() {
  local room may inTests file line used allowed
  for room in src/*/; do
    room=$(basename "$room")
    may=" $room $(mayInclude "$room" | tr '\n' ' ') "
    # schema is a library of its own kind; a room's tests may use what they link by name.
    [[ $room == schema ]] && may+='database base '
    inTests="$may$(grep -o 'refocus_[a-z]*' "src/$room/CMakeLists.txt" | sed 's/refocus_//' | tr '\n' ' ')"
    files "src/$room/*.[ch]pp" | xargs -r -d '\n' grep -nHoP '^#include "\K[a-z]+(?=/)' |
      while IFS=: read -r file line used; do
        allowed=$may
        [[ $file == *_test[._]* ]] && allowed=$inTests
        [[ ! -d src/$used || $allowed == *" $used "* ]] || echo "$file:$line: $used"
      done
  done
}

upwardArrows() {
  local seen=' ' room below
  while IFS= read -r room; do
    for below in $(roomsBelow "$room"); do
      [[ $seen == *" $below "* ]] || echo "src/$room/CMakeLists.txt: $below"
    done
    seen+="$room "
  done < <(sed -nE 's/^add_subdirectory\(([a-z]+)\)/\1/p' src/CMakeLists.txt)
}

localeDependent() {
  local names='tolower|toupper|is(alpha|digit|space|alnum|upper|lower|punct|print|xdigit|cntrl|graph|blank)'
  names+='|tow(lower|upper)|isw[a-z]+|strto(d|f|ld|l|ul|ll|ull)|ato[filq]|sto([ifd]|ld|ul|ll|ull)'
  names+='|setlocale|strcoll|strxfrm|strftime|strcasecmp|strncasecmp|v?s?n?printf|[sf]?scanf|put_time|get_time'
  { seek "(?<![\\w.>\"])(std::)?($names)\\(" 'src/*.cpp' 'src/*.hpp' 'tests/*.cpp' 'tests/*.hpp'
    seek 'std::(locale|regex)\b|#include <(locale|regex|cctype|clocale|ctype\.h)>' 'src/*' 'tests/*.[ch]pp'
  } | grep -vP '^[^:]+:\d+:\s*//' || true
}

rawMarkup() {
  seek '(?<![\w.])(html::)?raw\(' 'src/*.cpp' 'src/*.hpp' ':!src/html/*' ':!src/database/*' ':!*_test.cpp' |
    grep -vP '^[^:]+:\d+:\s*//' || true
}

# A text that begins or goes on like SQL, next to a + or inside a call that formats. backup.cpp copies
# any table: it writes the names of tables and columns, quoted, as the schema has them.
pastedSql() {
  files 'src/*.cpp' 'src/*.hpp' ':!src/database/*' ':!src/app/backup.cpp' ':!src/*_test*' | xargs -r -d '\n' perl -0777 -ne '
    my $sql = qr/"(?:sql\()?\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|DROP|ALTER|FROM|WHERE|AND|ORDER BY|LIMIT|VALUES)\b[^"]*"/;
    while (/(?:$sql\s*(?:s\s*)?\+(?!\+))|(?:\+=?\s*R?$sql)|(?:(?:format|join)\w*\(\s*(?:FMT_STRING\()?R?$sql)|(?:append\(\s*R?$sql)/g) {
      my $line = 1 + (substr($_, 0, $-[0]) =~ tr/\n//);
      print "$ARGV:$line\n";
    }'
}

# Texts that xgettext does not see, as they turn into a Msgid without its name; and words put on a page
# as they are.
uncollectedWords() {
  seek 'Sentence\("|whenEmpty = "|words\(\)\(("|$)' 'src/*.cpp' ':!*_test.cpp'
  files 'src/*.cpp' ':!src/*_test.cpp' | xargs -r -d '\n' perl -0777 -ne '
    while (/^Msgid \w+\([^)]*\) \{(.*?)^\}/msg) {
      my ($from, $body) = ($-[1], $1);
      while ($body =~ /return "/g) {
        my $line = 1 + (substr($_, 0, $from + $-[0]) =~ tr/\n//);
        print "$ARGV:$line\n";
      }
    }'
  seek '(\.text|\.title|\.hint|\.summary|\.heading) = "[A-Z]|\.text = "[A-Z]|el\("(p|h[1-6]|li|a|strong|th|td|legend|label)", "[A-Z]' \
    'src/*.cpp' ':!src/html/*' ':!*_test.cpp'
}

scripts() {
  files script .ci | xargs -r -d '\n' grep -lE '^#!.*\b(ba)?sh\b|^# shellcheck shell='
}

faultyScripts() {
  local script
  while IFS= read -r script; do
    bash -n "$script" 2>&1 || true
    [[ $script == *.bash || -x $script ]] || echo "$script: may not be executed (chmod +x)"
  done < <(scripts)
  # 1091: sourced files are read as scripts of their own. 2317: functions that a trap calls.
  scripts | xargs -r -d '\n' shellcheck --format=gcc --exclude=SC1091,SC2317 2>&1 || true
}

brokenLinks() {
  local file line target
  files '*.md' | xargs -r -d '\n' grep -noHP '\]\(\K[^)\s]+(?=\))' |
    while IFS=: read -r file line target; do
      [[ $target =~ ^(https?|mailto): || $target == '#'* ]] && continue
      target=${target%%#*}
      [[ -e $(dirname "$file")/$target ]] || echo "$file:$line: $target"
    done
}

# Tests that the threat model or the list of ASVS names and nobody wrote.
unwrittenTests() {
  local page name
  for page in docs/threat-model.md docs/asvs.md; do
    [[ -e $page ]] || continue
    comm -23 \
      <(grep -oP '\b[A-Z]\w+\.(?:[A-Z]\w+|\\\*)|\bfuzz_\w+' "$page" | grep -vP '^V\d' | sort -u) \
      <(writtenTests) | while IFS= read -r name; do echo "$page: $name"; done
  done
}
writtenTests() {
  {
    files 'src/*_test.cpp' 'tests/*.cpp' | xargs -r -d '\n' perl -0777 -ne \
      'while (/^(?:TEST\w*|RC_GTEST_\w+)\(\s*(\w+)\s*,\s*(\w+)/mg) { print "$1.$2\n$1.\\*\n" }'
    sed -nE 's/^refocus_fuzz\(([a-z_]+) .*/fuzz_\1/p' tests/fuzz/CMakeLists.txt
  } | sort -u
}

unnamedDependencies() {
  local page=docs/dependencies.md
  comm -3 \
    <({ script/bootstrap --list | cut -d' ' -f2 && npmPackages; } | sort -u) \
    <(sed -nE 's/^\| `([^`]+)` \|.*/\1/p' "$page" | sort -u) |
    sed -E "s|^\t(.*)|$page: \1 is not installed by anything|; s|^([^:]*)$|$page: no row for \1|"
}
npmPackages() {
  sed -nE '/[dD]ependencies"/,/\}/ s/^ *"([^"]+)": "[0-9^~][^"]*",?$/\1/p' package.json
}

untidy() {
  script/bootstrap --test
  # Without precompiled headers: a file that does not include what it uses is found here.
  [[ -f build/lint/compile_commands.json ]] ||
    step configure-lint 'Preparing to read the code' \
      cmake --preset test -B build/lint -DREFOCUS_PRECOMPILE=OFF
  asked 'src/*.cpp' 'tests/*.cpp' |
    xargs -r -d '\n' -P2 -n1 sh -c 'found=$(clang-tidy-19 -p build/lint --quiet "$0" 2>/dev/null |
      grep -E ": (warning|error): "); [ -z "$found" ] || printf "%s\n" "$found"' |
    sed "s|^$PWD/||" | sort -u
}

longFiles() {
  files 'src/*.cpp' 'src/*.hpp' 'tests/*.[ch]pp' 'script/*' | xargs -r -d '\n' wc -l |
    awk '$2 != "total" && $1 > 450 { print $2 ": " $1 " lines" }'
}
