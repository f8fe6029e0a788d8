#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The workflows, checked by actionlint and run by act on this machine: loadtest.yml called without any input against a service that meets
# its objectives (green), and against one that does not (red). Uploading is replaced by a stand-in, which fails where a path is missing.
# 77: it cannot be had, and why.
# usage: workflow.sh SOURCE WORK PROGRAM     the repository, a folder of our own, the loadgate to use
set -eu
source=$1
work=$2
program=$3

skip() {
    echo "the workflows were not run: $1" >&2
    exit 77
}
fail() {
    echo "FAILED: $1" >&2
    exit 1
}
command -v git >/dev/null || skip "git is not installed"
command -v go >/dev/null || skip "Go is not installed, which builds actionlint and act (tests/tools)"
mkdir -p "$work/tools"
work=$(cd "$work" && pwd)
if ! (cd "$source/tests/tools" && CGO_ENABLED=0 go build -trimpath -o "$work/tools/" tool) >"$work/tools.log" 2>&1; then
    tail -n 5 "$work/tools.log" >&2
    skip "actionlint and act could not be built from tests/tools (above, and $work/tools.log)"
fi

"$work/tools/actionlint" -no-color "$source"/.github/workflows/*.yml || fail "actionlint does not like a workflow"

# A repository as a caller has it: ours, with two pipelines in it and a stand-in for the upload.
repository=$work/repository
rm -rf "$repository" "$work/upload" "$work/artifacts"
mkdir -p "$repository" "$work/upload"
cp -R "$source/.github" "$source/deploy" "$repository/"
rm -f "$repository/.github/workflows/ci.yml" "$repository/deploy/performance_report.md"
cat >"$repository/.github/workflows/pipeline.yml" <<'END'
on: push
jobs:
  shadow:
    runs-on: ubuntu-24.04
    steps:
      - run: echo the shadow test went well
  load:
    needs: shadow
    uses: ./.github/workflows/loadtest.yml
  promote:
    needs: load
    runs-on: ubuntu-24.04
    steps:
      - env:
          SAID: ${{ needs.load.outputs.verdict }} with ${{ needs.load.outputs.error_rate }} errors
        run: echo "promoted after $SAID"
END
cat >"$repository/.github/workflows/too_slow.yml" <<'END'
on: push
jobs:
  load:
    uses: ./.github/workflows/loadtest.yml
    with:
      config: strict.yml
      duration: 8s
      artifact-name: too-slow
END
echo 'latency: {p50: 1ms, p99: 2ms}' >"$repository/strict.yml"
cat >"$work/upload/action.yml" <<'END'
name: upload
inputs:
  name: {default: artifact}
  path: {required: true}
  if-no-files-found: {default: warn}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        NAME: ${{ inputs.name }}
        PATHS: ${{ inputs.path }}
      run: |
        set -eu
        kept=$UPLOADS/$NAME
        mkdir -p "$kept"
        printf '%s\n' "$PATHS" | while IFS= read -r path; do
          [ -z "$path" ] || cp -R "$path" "$kept/"
        done
END
git -C "$repository" -c init.defaultBranch=main init -q
git -C "$repository" add -A
git -C "$repository" -c user.name=test -c user.email=test@localhost commit -q -m "As a caller has it"
git -C "$repository" remote add origin "$repository"

# act NAME: runs the workflow of that name; its output is in NAME.log. Prints the exit code.
runWorkflow() {
    upload=$(sed -n 's/^ *uses: \(actions\/upload-artifact@[0-9a-f]*\).*/\1/p' "$source/.github/workflows/loadtest.yml")
    code=0
    # A network and processes of its own: the ports are free, nothing can be fetched, and no server is left behind.
    (cd "$repository" && env -u LOADGATE_NO_SKIP HOME="$work/home" XDG_CACHE_HOME="$work/cache" PATH="$(dirname "$program"):$PATH" \
        $apart "$work/tools/act" push --workflows ".github/workflows/$1.yml" --platform ubuntu-24.04=-self-hosted \
        --local-repository "$upload=$work/upload" --env UPLOADS="$work/artifacts" --no-cache-server) >"$work/$1.log" 2>&1 || code=$?
    echo "$code"
}
apart=
! unshare -n --pid --fork --mount-proc true 2>/dev/null || apart="unshare -n --pid --fork --kill-child --mount-proc sh $work/apart.sh"
printf '%s\n' 'ip link set lo up 2>/dev/null || true' 'exec "$@"' >"$work/apart.sh"
mkdir -p "$work/home"

# has FILE TEXT
has() {
    grep -qF -- "$2" "$1" || {
        tail -n 40 "$1" >&2
        fail "$1 does not hold '$2'"
    }
}

# A machine that was away for a moment makes a run INVALID, as it should; that is no answer to what is asked here.
code=$(runWorkflow pipeline)
for again in 2 3; do
    grep -q '::set-output:: verdict=INVALID' "$work/pipeline.log" || break
    echo "INVALID on this machine, try $again"
    code=$(runWorkflow pipeline)
done
[ "$code" = 0 ] || {
    tail -n 60 "$work/pipeline.log" >&2
    fail "the pipeline without any input is not green (exit code $code)"
}
kept=$work/artifacts/load-test
for file in performance_report.md loadtest-result/run.json loadtest-result/run.html loadtest-result/junit.xml loadtest-result/latency.hgrm; do
    [ -s "$kept/$file" ] || fail "the artifact lacks $file"
done
has "$work/pipeline.log" '**PASS**' # act prints the summary
has "$work/pipeline.log" "promoted after PASS with 0 errors"

code=$(runWorkflow too_slow)
[ "$code" != 0 ] || fail "a service that misses its objectives left the pipeline green"
kept=$work/artifacts/too-slow
[ -s "$kept/performance_report.md" ] || fail "the red run kept no report"
has "$work/too_slow.log" '**FAIL**'
has "$work/too_slow.log" '::error title='
grep -q '"status": "FAIL"' "$kept/loadtest-result/run.json" || fail "the result of the red run is no FAIL"
echo "green without any input, red for missed objectives; artifact, summary and annotations are there"
