#!/usr/bin/env bash
# The native scanner as a whole process against its targets: a tree, its history beside git, a staged change, start, memory.
#
#   tests/KeySafety.Benchmarks/scan.sh [WORK_DIR] [ROUNDS]
#
# WORK_DIR keeps the builds and the seeded repository for the next run. Figures are the best of the rounds, in seconds of the
# clock and of the processors; on a busy machine the second is the one to compare. Needs git, gcc or clang, and GNU time.
set -euo pipefail

work=${1:-${TMPDIR:-/tmp}/keysafety-scan}
rounds=${2:-5}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mkdir -p "$work"
dotnet publish "$root/scanner/KeySafety.Scanner" -c Release -p:PublishAot=true -o "$work/scanner" -v quiet
dotnet publish "$here" -c Release -o "$work/benchmarks" -v quiet
scanner=$work/scanner/keysafety
repository=$work/repository

if [[ ! -d $repository/.git ]]; then
  echo "seeding 41 revisions of 7,000 files"
  git init -q "$repository"
  for revision in $(seq 0 40); do
    "$work/benchmarks/KeySafety.Benchmarks" tree "$repository" "$revision"
    git -C "$repository" add -A
    git -C "$repository" -c user.name=seed -c user.email=seed@example.org -c gc.auto=0 commit -qm "Revision $revision"
  done
  git -C "$repository" gc -q
fi

# measure NAME COMMAND...: prints the best time of the rounds, and the memory of the last.
measure() {
  local name=$1
  shift
  for _ in $(seq "$rounds"); do
    (cd "$repository" && /usr/bin/time -f "%e %U %S %M" -o "$work/time" "$@" > /dev/null 2>&1) || true
    tail -1 "$work/time"
  done | sort -n | head -1 | awk -v name="$name" '{ printf "%-34s %6.3f s, %6.3f s of processors, %4d MB\n", name, $1, $2 + $3, $4 / 1024 }'
}

measure "--version" "$scanner" --version
measure "tree of 124 MB" "$scanner" scan .
measure "git cat-file, all objects" git cat-file --batch-all-objects --batch --buffer --unordered
measure "history, nothing known" sh -c "rm -rf .git/keysafety; exec '$scanner' scan --history"
measure "history, again" "$scanner" scan --history
for file in $(git -C "$repository" ls-files | head -10); do echo "// changed" >> "$repository/$file"; done
git -C "$repository" add -A
measure "staged, 10 files" "$scanner" scan --staged
git -C "$repository" reset -q --hard
