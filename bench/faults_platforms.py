"""Accounts of social networks through faults: `python -m bench.faults_platforms [N] [--seed S]`.

In each run a small server in memory lives through a story of posts, edits, deletions, messages and answers, while a third of all
calls end in a fault: limits, outages, silence, broken lines, half and bad answers. What was found must equal what a sound line
brings, and every answer must stand on the server exactly once.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter

from bench.measure import ROOT, keep_counts

NETWORKS = ("mastodon", "bluesky", "x", "linkedin", "youtube", "facebook", "instagram", "threads")
SHARE = 0.35
"""Of the calls that end in a fault."""


def main() -> None:
    """Runs N times each, prints the counts and keeps them; exits 1 where anything was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults_platforms", description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    outcome = {name: faulty_runs(name, given.runs, seed=given.seed) for name in NETWORKS}
    print(json.dumps(outcome, indent=2))
    if given.runs >= parser.get_default("runs"):
        keep_counts("faults_platforms", outcome)
    sound = all(each["differing"] == each["doubled"] == each["lost"] == 0 for each in outcome.values())
    sys.exit(0 if sound else 1)


def faulty_runs(name: str, runs: int, *, seed: int) -> dict[str, int]:
    """So many stories. Returns the counts; `uncertain` are answers of which the connector said that it does not know."""
    sys.path.insert(0, str(ROOT / "tests"))
    from fakes import fediverse_story, platform_stories

    stories = {"mastodon": fediverse_story.mastodon_story, "bluesky": fediverse_story.bluesky_story, **platform_stories.STORIES}
    story = stories[name]
    counts: Counter[str] = Counter(runs=0, differing=0, answers=0, uncertain=0, doubled=0, lost=0, faults=0)
    for number in range(runs):
        told = seed * 1_000_000 + number
        plain, faulty = story(told, share=0.0), story(told, share=SHARE)
        counts["runs"] += 1
        counts["differing"] += faulty.records != plain.records
        counts["answers"] += len(faulty.answers)
        counts["doubled"] += sum(each > 1 for each in faulty.answers.values())
        counts["lost"] += sum(each == 0 for each in faulty.answers.values())
        counts["uncertain"] += faulty.uncertain
        counts["faults"] += faulty.faults
    return dict(counts)


if __name__ == "__main__":
    main()
