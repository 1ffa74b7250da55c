#!/usr/bin/env bash
# The native scanner as a whole process against its targets: start, a tree, its history beside git, staged changes, a file of 2 GB;
# then one core over text in memory.
#
#   tests/KeySafety.Benchmarks/scan.sh [WORK_DIR] [ROUNDS] [SOURCE_DIR...]
#
# WORK_DIR keeps the builds and the seeded repository for the next run; the first needs 5 GB. SOURCE_DIR is real source for the loop in
# memory. Figures are the best of the rounds, in seconds of the clock and of the processors; on a busy machine the second is the one to
# compare. Needs git, gcc or clang, and GNU time.
set -euo pipefail

work=${1:-${TMPDIR:-/tmp}/keysafety-scan}
rounds=${2:-5}
sources=("${@:3}")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mkdir -p "$work"
dotnet publish "$root/scanner/KeySafety.Scanner" -c Release -p:PublishAot=true -o "$work/scanner" -v quiet
dotnet publish "$here" -c Release -o "$work/benchmarks" -v quiet
scanner=$work/scanner/keysafety
benchmarks=$work/benchmarks/KeySafety.Benchmarks
repository=$work/repository
large=$work/large.log

commit() {
  git -C "$repository" -c user.name=seed -c user.email=seed@example.org -c gc.auto=0 commit -qm "$1"
}

if [[ ! -d $repository/.git ]]; then
  echo "seeding 41 revisions of 7,000 files"
  git init -q "$repository"
  for revision in $(seq 0 40); do
    "$benchmarks" tree "$repository" "$revision"
    git -C "$repository" add -A
    commit "Revision $revision"
  done
  git -C "$repository" gc -q
fi

seeded=$(git -C "$repository" rev-parse 'HEAD^{/^Revision 40}')
git -C "$repository" reset -q --hard "$seeded"

# report NAME: prints the best time of the lines on standard input.
report() {
  sort -n | head -1 | awk -v name="$1" '{ printf "%-36s %6.3f s, %6.3f s of processors, %4d MB\n", name, $1, $2 + $3, $4 / 1024 }'
}

# once COMMAND...: runs it in the repository and prints its time and memory. It may find something, but not fail.
once() {
  local code=0
  (cd "$repository" && /usr/bin/time -f "%e %U %S %M" -o "$work/time" "$@" > /dev/null 2> "$work/errors") || code=$?
  if [[ $code -gt 1 ]]; then
    echo "$* ended with $code: $(tail -1 "$work/errors")" >&2
    exit 1
  fi
  tail -1 "$work/time"
}

# measure NAME COMMAND...: prints the best of the rounds.
measure() {
  local name=$1
  shift
  for _ in $(seq "$rounds"); do once "$@"; done | report "$name"
}

measure "--version" "$scanner" --version
measure "tree of 124 MB" "$scanner" scan .
measure "git cat-file, all objects" git cat-file --batch-all-objects --batch --buffer --unordered
measure "history, nothing known" sh -c "rm -rf .git/keysafety; exec '$scanner' scan --history"
measure "history, again" "$scanner" scan --history

for round in $(seq "$rounds"); do
  echo "// round $round" >> "$repository/$(git -C "$repository" ls-files | sed -n "${round}00p")"
  git -C "$repository" add -A
  commit "Round $round"
  once "$scanner" scan --history
done | report "history, one commit later"
git -C "$repository" reset -q --hard "$seeded"

for file in $(git -C "$repository" ls-files | awk 'NR % 700 == 0'); do echo "// changed" >> "$repository/$file"; done
git -C "$repository" add -A
measure "staged, 10 files" "$scanner" scan --staged
git -C "$repository" reset -q --hard "$seeded"

# What 2,300 files consist of, about 11 kB each, is new to the index: a patch of 25 MB.
mkdir "$repository/added"
(cd "$repository" && git ls-files -- 'area*' | awk 'NR % 3 == 0 && ++count <= 2300' | while read -r file; do
  head -c 15000 "$file" | sed 's/ the / that /' > "added/${file//\//-}"
done)
git -C "$repository" add -A
printf '%-36s %6.1f MB in %d files\n' "staged patch" \
  "$(git -C "$repository" diff --cached -U0 | wc -c | awk '{ print $1 / 1e6 }')" "$(git -C "$repository" diff --cached --name-only | wc -l)"
measure "git diff --cached -U0 of it" git diff --cached -U0
measure "staged, 2,300 files" "$scanner" scan --staged
git -C "$repository" reset -q --hard "$seeded"

if [[ ! -f $large ]]; then
  (cd "$repository" && git ls-files | awk 'NR <= 500' | xargs cat) > "$work/piece"
  while [[ ! -f $large || $(stat -c %s "$large") -lt 2000000000 ]]; do cat "$work/piece" >> "$large"; done
fi
measure "one file of 2 GB" "$scanner" scan --max-file-bytes 3000000000 "$large"

"$benchmarks" detect "$rounds" "${sources[@]}"
