#!/usr/bin/env bash
# Trains the shipped competitors again from their recipes, and compares each to the one that is shipped.
#   dotnet build -c Release && bash .ci/long/competitors/run.sh
set -euo pipefail
cd "$(dirname "$0")/../../.."
export ARENA_TEST_COMPETITORS=1
exec dotnet tests/Arena.Tests/bin/Release/net10.0/ArenaLearning.Arena.Tests.dll -noColor -class ArenaLearning.Arena.Tests.Recipes.ShippedCompetitorTests
