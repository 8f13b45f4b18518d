"""`make bench-stance DATA=folder`: how true the probabilities of engine.stance are, on public records with known answers.

Nothing is judged by what it was fitted to: weights and temperatures of the votes come from nine tenths of the members and are
judged on the last tenth; each position of the lobbying records is hidden, told from all others, and judged with a temperature
that was fitted to other clients. Only the first half of 2020 is read. Hints from the network (engine.graph.hints) are judged by
the party of members of Congress, from five of each that are drawn.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import log
from pathlib import Path
from typing import NamedTuple

from hustings.engine.calibration import Case, calibration_error, fit_temperature, log_loss, probability_of, reliability
from hustings.engine.stance import Calibration, Evidence, stance

NOW = datetime(2020, 7, 1, tzinfo=UTC)
FOLDS = 10
FOREVER = 1e9
OVERLAPS = (0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8)
NAIVE = Calibration(temperature=1.0, overlap=0.0)
POSITIONS = {"Support": True, "Oppose": False}


class Position(NamedTuple):
    """A client is for or against a bill, as its lobbyists filed it."""

    client: str
    bill: str
    supports: bool
    firms: frozenset[str]


class Told(NamedTuple):
    """Evidence of one hidden answer, its prior log-odds, the answer, and the group that is never split between fit and test."""

    evidence: tuple[Evidence, ...]
    prior: float
    truth: bool
    group: str


def evidence_of(source: str, llr: float, *, kind: str = "vote") -> Evidence:
    """Undecaying evidence with a weight of its own; positive is for."""
    return Evidence(id=source, kind=kind, source=source, at=NOW, lean=1.0, llr=llr, reliability=1.0, half_life_days=FOREVER)


def odds(told: Told, calibration: Calibration) -> float:
    """What engine.stance says; even odds and the prior where it says unknown."""
    found = stance(told.evidence, now=NOW, subject="organisation", prior=told.prior, calibration=calibration)
    return found.log_odds if found.step != "unknown" else told.prior / calibration.temperature


def house_votes(data: Path) -> list[Told]:
    """The party of each member of 1984, by key votes as evidence whose weights were counted on nine tenths of the others."""
    with (data / "votes_1984" / "house_votes_1984.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.reader(stream) if row]
    random.Random(1984).shuffle(rows)
    found = []
    for fold in range(FOLDS):
        learnt = [row for place, row in enumerate(rows) if place % FOLDS != fold]
        held = [row for place, row in enumerate(rows) if place % FOLDS == fold]
        prior = _ratio(Counter(row[0] for row in learnt), "0", "1")
        weights = {(vote, said): _vote_weight(learnt, vote, said) for vote in range(1, len(rows[0])) for said in "yn"}
        found += [_member(row, weights, prior, f"tenth {fold}") for row in held]
    return found


def _member(row: Sequence[str], weights: dict[tuple[int, str], float], prior: float, group: str) -> Told:
    said = [(vote, value) for vote, value in enumerate(row) if vote and value in "yn"]
    return Told(tuple(evidence_of(f"vote {vote}", weights[vote, value]) for vote, value in said), prior, row[0] == "0", group)


def _vote_weight(rows: Iterable[Sequence[str]], vote: int, said: str) -> float:
    """The log-likelihood ratio of one answer to one question between the parties, with one added to each count."""
    counts = Counter((row[0], row[vote]) for row in rows if row[vote] in "yn")
    shares = [(counts[party, said] + 1) / (counts[party, "y"] + counts[party, "n"] + 2) for party in "01"]
    return log(shares[0] / shares[1])


def _ratio(counts: Counter[str], one: str, other: str) -> float:
    return log((counts[one] + 1) / (counts[other] + 1))


def positions(data: Path) -> list[Position]:
    """Positions of clients on bills of the first half of 2020. Shifted rows, doubles, agencies and neutral entries are left out,
    and so is what lobbyists of one client disagree on.
    """
    place = data / "lobbying_massachusetts" / "lobbying_activity_2020h1.csv.gz"
    with gzip.open(place, "rt", encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if _is_whole(row)]
    sides: dict[tuple[str, str], set[bool]] = defaultdict(set)
    firms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        key = _folded(row["Client"]), f"{row['House/Senate'][0]}{row['BillNumber'].strip()}"
        sides[key].add(POSITIONS[row["AgentPosition"]])
        firms[key].add(_folded(row["LobbyingEntity"]))
    return [Position(*key, next(iter(side)), frozenset(firms[key])) for key, side in sorted(sides.items()) if len(side) == 1]


def _is_whole(row: dict[str, str]) -> bool:
    chamber, number = row["House/Senate"] or "", row["BillNumber"] or ""
    return row["AgentPosition"] in POSITIONS and chamber in ("House Bill", "Senate Bill") and number.strip().isdigit()


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


def hidden(known: Sequence[Position]) -> list[Told]:
    """Each position of a client with several, as it looks from all the other ones."""
    by_client, by_bill = defaultdict(list), defaultdict(list)
    for one in known:
        by_client[one.client].append(one)
        by_bill[one.bill].append(one)
    support = sum(one.supports for one in known) / len(known)
    prior = log(support / (1 - support))
    active = [one for one in known if len(by_client[one.client]) > 1]
    return [Told(_around(one, by_client, by_bill, prior), prior, one.supports, one.client) for one in active]


def _around(
    one: Position, by_client: dict[str, list[Position]], by_bill: dict[str, list[Position]], prior: float
) -> tuple[Evidence, ...]:
    """What others say of a hidden position: the client's habit, and per firm the others on the same bill."""
    habit = [other.supports for other in by_client[one.client] if other.bill != one.bill]
    found = [evidence_of("habit", _leaning(habit) - prior, kind="position")]
    others = [other for other in by_bill[one.bill] if other.client != one.client]
    for firm in sorted({firm for other in others for firm in other.firms}):
        sides = [other.supports for other in others if firm in other.firms]
        strength = 2.5 if firm in one.firms else 1.5
        found.append(evidence_of(f"bill, by {firm}", strength * (2 * sum(sides) / len(sides) - 1), kind="position"))
    return tuple(found)


def _leaning(sides: Sequence[bool]) -> float:
    return log((sum(sides) + 0.5) / (len(sides) - sum(sides) + 0.5))


def judged(told: Sequence[Told], calibrations: Sequence[Calibration]) -> tuple[list[Case], float, float]:
    """Cases at honest temperatures: overlap and temperature are chosen on other groups. Also the means of what was chosen."""
    groups = sorted({one.group for one in told})
    part = {group: zlib.crc32(group.encode()) % FOLDS if len(groups) > FOLDS else place for place, group in enumerate(groups)}
    raw = {
        overlap: [(odds(one, Calibration(1.0, overlap)), one.truth) for one in told]
        for overlap in {c.overlap for c in calibrations}
    }
    cases, chosen = [], []
    for fold in sorted(set(part.values())):
        own = [place for place, one in enumerate(told) if part[one.group] == fold]
        rest = [place for place, one in enumerate(told) if part[one.group] != fold]
        fitted = {overlap: fit_temperature([claims[place] for place in rest]) for overlap, claims in raw.items()}
        best = min(raw, key=lambda o: log_loss([raw[o][place] for place in rest], temperature=fitted[o]))
        chosen.append((fitted[best], best))
        cases += [(raw[best][place][0] / fitted[best], raw[best][place][1]) for place in own]
    return cases, sum(t for t, _ in chosen) / len(chosen), sum(o for _, o in chosen) / len(chosen)


def accuracy(cases: Sequence[Case]) -> float:
    return sum((log_odds > 0) == was_so for log_odds, was_so in cases) / len(cases)


def tell(what: str, cases: Sequence[Case]) -> None:
    sure = [(log_odds, so) for log_odds, so in cases if probability_of(abs(log_odds)) > 0.99]
    wrong = sum((log_odds > 0) != so for log_odds, so in sure) / max(1, len(sure))
    print(
        f"  {what}: log-loss {log_loss(cases):.3f}, accuracy {accuracy(cases):.3f}, calibration error "
        f"{calibration_error(cases):.3f}; "
        f"surer than .99 of {len(sure) / len(cases):.1%}, wrong in {wrong:.1%} of those",
        flush=True,
    )


def tell_set(name: str, told: Sequence[Told]) -> None:
    """One set: the plain sum, a temperature alone, a temperature with overlap, and what would be claimed without evidence."""
    print(f"\n{name}: {len(told):,} answers to tell")
    tell("base rate alone", [(one.prior, one.truth) for one in told])
    tell("plain sum", [(odds(one, NAIVE), one.truth) for one in told])
    cooled, temperature, _ = judged(told, [NAIVE])
    tell(f"with a temperature (mean {temperature:.1f})", cooled)
    best, temperature, overlap = judged(told, [Calibration(1.0, overlap) for overlap in OVERLAPS])
    tell(f"with overlap (mean {overlap:.2f}) and a temperature (mean {temperature:.1f})", best)
    for one in reliability(best):
        print(
            f"    claimed {one.low:.2f} to {one.high:.2f} (mean {one.claimed:.2f}): {one.claims:5,}, observed {one.observed:.2f}"
        )


class Hinted(NamedTuple):
    """Of those who were asked about: how many got a hint, and the share that was right of hints and of smaller leanings."""

    asked: int
    told: int
    right: float
    right_below: float


def congress_hints(data: Path, *, known: int = 5, draws: int = 20) -> Hinted:
    """Parties of the 117th Congress by its public network, from some members of each party that are drawn, and all others."""
    from hustings.engine.graph import build_graph, hints, leanings

    place = data / "networks" / "congress_twitter"
    with gzip.open(place / "congress.edgelist.gz", "rt") as stream:
        rows = [line.replace("{'weight':", "").replace("}", "").split() for line in stream]
    with (place / "node_labels.csv").open(newline="", encoding="utf-8") as labels:
        party = {int(row["node"]): row["party"] for row in csv.DictReader(labels)}
    graph = build_graph([int(one) for one, _, _ in rows], [int(other) for _, other, _ in rows], [float(w) for *_, w in rows])
    told, below = [], []
    for seed in range(draws):
        dice = random.Random(seed)
        drawn = {
            side: dict.fromkeys(dice.sample(sorted(each for each in party if party[each] == side), known), 1.0) for side in "DR"
        }
        sides = {"supporters": drawn["D"], "opponents": drawn["R"]}
        rest = sorted(party.keys() - drawn["D"].keys() - drawn["R"].keys())
        found, all_of = hints(graph, rest, **sides), leanings(graph, **sides)
        told += [(hint.lean > 0) == (party[each] == "D") for each, hint in found.items()]
        small = [each for each in rest if each not in found]
        below += [(all_of[at] > 0) == (party[each] == "D") for each, at in zip(small, graph.places(small).tolist(), strict=True)]
    return Hinted(len(told) + len(below), len(told), sum(told) / len(told), sum(below) / len(below))


def tell_hints(found: Hinted) -> None:
    print("\nparty of members of Congress by their network, from five known of each")
    print(
        f"  hints on {found.told / found.asked:.1%}, right in {found.right:.1%}; of leanings that are not told "
        f"{found.right_below:.1%} are right"
    )


def main() -> None:
    """Prints all of it, for people."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else None
    if data is None or not data.is_dir():
        raise SystemExit("Say where the public sets lie: make bench-stance DATA=folder")
    tell_set("party by sixteen votes of the House, 1984, each member by the nine tenths of others", house_votes(data))
    known = positions(data)
    told = hidden(known)
    tell_set("positions on Massachusetts bills, first half of 2020, each hidden in turn", told)
    tell_set("of these, bills on which somebody else took a position", [one for one in told if len(one.evidence) > 1])
    tell_hints(congress_hints(data))


if __name__ == "__main__":
    main()
