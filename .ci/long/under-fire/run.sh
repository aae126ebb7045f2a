#!/usr/bin/env bash
# The long forms of tests that .ci/run has short: see README.md.
set -euo pipefail
cd "$(dirname "$0")/../../.."

form=${1:-} number=${2:-}
tests=ArenaLearning.System.Tests
usage() { sed -n 's/^bash \(.*run.sh.*\)/  \1/p' .ci/long/under-fire/README.md >&2; exit 2; }
[ -n "$number" ] || usage
# What was built for this run: the tests start their services from where the build put them.
run() {
  local project=$1
  shift
  dotnet "tests/$project/bin/Release/net10.0/ArenaLearning.$project.dll" -noColor -showLiveOutput "$@"
}

# Tests that .ci/run does not build.
build_long() { dotnet build tests/System.Tests -c Release -p:LongTests=true; }

case $form in
  campaigns) ARENA_TEST_FIRE=$number run System.Tests -class "$tests.UnderFire.CampaignUnderFire" ;;
  training) ARENA_TEST_FIRE=$number ARENA_TEST_FIRE_TRAINS=1 run System.Tests -class "$tests.UnderFire.CampaignUnderFire" ;;
  upgrade)
    old=$(mktemp -d "${TMPDIR:-/tmp}/arena-old.XXXXXX")
    trap 'git worktree remove --force "$old"' EXIT
    git worktree add --detach "$old" "$number"
    for service in Flywheel Generation Judging Ranking DataMining Training; do dotnet build "$old/services/$service" -c Release; done
    build_long
    ARENA_TEST_OLD_SERVICES=$old/services run System.Tests -class "$tests.Upgrades.RollingUpgrade"
    ;;
  landscapes)
    build_long
    for ((i = 0; i < number; i++)); do run System.Tests -class "$tests.Upgrades.RollingUpgrade" -class "$tests.ScriptOfHelmTest" \
      -class "$tests.MachinesWithoutACommonPath"; done
    ;;
  mutations)
    ARENA_TEST_MUTATIONS=$number run System.Tests -class "$tests.Mutations.MutatedMessages"
    ARENA_TEST_MUTATIONS=$number run Services.Tests -class ArenaLearning.Services.Tests.Api.MutatedCallTests
    ;;
  *) usage ;;
esac
