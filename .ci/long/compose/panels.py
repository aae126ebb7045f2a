#!/usr/bin/env python3
"""Asks a Prometheus for every query of every dashboard and rule, and whether its targets are up.

    python3 .ci/long/compose/panels.py http://127.0.0.1:9090

A query whose metric nothing in a quick campaign moves (endpoints, money, failures) may be empty; every other has to return data. A metric
that may be missing is listed here.
"""
import json
import pathlib
import re
import sys
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
# What the quick campaign has no part in: it asks no endpoint, has no budget, loses no lease, and its verifier reads every answer.
WITHOUT_DATA = re.compile(
    r"arena_(endpoint_\w+|tokens_total|cost_usd_total|cache_requests_total|budget_left_usd|campaign_budget_left_ratio"
    r"|judge_(failures|parse_failures|flips)_total)")
# The campaign may be over for a while.
VARIABLES = {"$__rate_interval": "30m", "$__range": "30m"}


def ask(server, path, **parameters):
    query = urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(f"{server}/api/v1/{path}?{query}", timeout=30) as reply:
        return json.load(reply)["data"]


def queries():
    for path in sorted((ROOT / "helm/arena-learning/dashboards").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel.get("targets", []):
                yield f"{path.stem}: {panel['title']}", target["expr"]


def main():
    server = sys.argv[1].rstrip("/")
    problems, filled, empty = [], 0, 0

    targets = ask(server, "targets", state="active")["activeTargets"]
    problems += [f"{t['scrapeUrl']} is {t['health']}: {t['lastError']}" for t in targets if t["health"] != "up"]
    jobs = {t["labels"]["job"] for t in targets}
    expected = {"flywheel", "generation", "judging", "ranking", "data-mining", "training", "rabbitmq"}
    problems += [f"nothing is scraped of {job}" for job in sorted(expected - jobs)]

    for where, expression in queries():
        for name, value in VARIABLES.items():
            expression = expression.replace(name, value)
        # All values of a dashboard's variables.
        expression = re.sub(r"\$\w+", ".*", expression)
        # A gauge of a job or of a campaign is gone when that is over: look back.
        looked = re.sub(
            r"((?:arena_training_(?:loss|kl_nats|reward|reward_margin|accuracy_ratio|progress_ratio)|arena_contestant_rating_(?:halfwidth_)?elo"
            r"|arena_gate_accuracy_ratio)(?:\{[^}]*\})?)(?=\))", r"last_over_time(\1[30m])", expression)
        if ask(server, "query", query=looked)["result"]:
            filled += 1
        elif WITHOUT_DATA.search(expression) or 'outcome="failed"' in expression:
            empty += 1
        else:
            problems.append(f"{where}: no data: {looked}")

    groups = ask(server, "rules")["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    problems += [f"{rule['name']}: {rule['health']} {rule.get('lastError', '')}" for rule in rules if rule["health"] == "err"]
    problems += [f"{rule['name']} fires: {rule['alerts']}" for rule in rules if rule["state"] == "firing"]
    if not rules:
        problems.append("there are no rules")

    print(f"{len(targets)} targets, {filled} queries with data, {empty} that nothing moved, {len(rules)} rules")
    for problem in problems:
        print(f"panels: {problem}")
    return 1 if problems else 0


sys.exit(main())
