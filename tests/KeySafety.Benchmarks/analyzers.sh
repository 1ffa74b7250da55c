#!/bin/bash
# User CPU of building the same generated library without analyzers, with ours, and with Sonar's two credential rules.
#   tests/KeySafety.Benchmarks/analyzers.sh [lines] [rounds]
# Wants the benchmarks built in Release and, for Sonar, a registry that has its package.
set -euo pipefail
lines=${1:-400000}
rounds=${2:-1}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet "$here/bin/Release/net10.0/KeySafety.Benchmarks.dll" csharp "$work" "$lines"
echo '<Project />' | tee "$work/Directory.Build.props" "$work/Directory.Build.targets" "$work/Directory.Packages.props" >/dev/null

ours="$work/analyzers"
mkdir "$ours"
cp "$root"/analyzers/KeySafety.Analyzers/bin/Release/netstandard2.0/KeySafety.*.dll "$ours"
none='<Project />'
own="<Project><ItemGroup><Analyzer Include=\"$ours/KeySafety.Analyzers.dll;$ours/KeySafety.Detection.dll\" /></ItemGroup></Project>"
sonar='<Project><ItemGroup><PackageReference Include="SonarAnalyzer.CSharp" Version="10.36.0.15337" PrivateAssets="all" /></ItemGroup></Project>'

# All rules of Sonar off but two; a severity of none for everything does not stop a rule from running. The ids are read from the assembly.
sonar_rules() {
  local assembly ids
  assembly=$(find ~/.nuget/packages/sonaranalyzer.csharp/10.36.0.15337 -name SonarAnalyzer.CSharp.dll | head -1)
  ids=$(strings -el "$assembly" | grep -Eo '^S[0-9]{3,4}$' | sort -u)
  if [ "$(grep -cE '^(S2068|S6418)$' <<< "$ids")" -ne 2 ] || [ "$(wc -l <<< "$ids")" -lt 300 ]; then
    echo "the list of Sonar's rules cannot be read from $assembly" >&2
    exit 1
  fi
  echo 'is_global = true'
  while read -r id; do
    case $id in S2068 | S6418) severity=warning ;; *) severity=none ;; esac
    echo "dotnet_diagnostic.$id.severity = $severity"
  done <<< "$ids"
}

measure() {
  printf '%s' "$2" > "$work/analyzers.targets"
  rm -rf "$work/obj" "$work/bin" "$work/.globalconfig"
  dotnet restore "$work" -v q --nologo >/dev/null
  if [ "$1" = sonar ]; then
    sonar_rules > "$work/.globalconfig"
  fi
  touch "$work"/*.cs
  TIMEFORMAT="$1: user CPU %U s, wall %R s"
  time dotnet build "$work" --no-restore -c Release -v d -p:ReportAnalyzer=true -p:UseSharedCompilation=false -nodeReuse:false --nologo > "$work/$1.log" 2>&1 ||
    { grep -m5 error "$work/$1.log"; exit 1; }
  grep -E 'Total analyzer execution time|^ *[<0-9.]+ +[<0-9]+ +(KeySafety|SonarAnalyzer)' "$work/$1.log" | sort -u | head -12 || true
  grep -Eo 'warning (KS[0-9]{4}|S2068|S6418)' "$work/$1.log" | sort | uniq -c || true
}

# In turn, so that what else the machine does hits all of them.
for _ in $(seq "$rounds"); do
  for kind in none own sonar; do
    measure "$kind" "${!kind}"
  done
done
