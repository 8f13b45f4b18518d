"""Finds the pairs of one person among all people of a network: DuckDB finds candidates, engine.linkage has the last word.

Three steps, each over scratch tables: people become rows and keys (in several processes); SQL joins keys to candidate pairs and
drops those that cannot weigh enough; `engine.linkage.compare` scores the rest, so that a million are compared as one record is.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from itertools import islice
from math import log2
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar

from hustings.bulk.bounds import bound, first_bound
from hustings.bulk.duck import connect, needed
from hustings.bulk.preparing import profile_in, write_prepared
from hustings.engine.linkage import REVIEW_AT, Profile, ScoredPair, Trained, compare, weights
from hustings.engine.linkage.given_names import nickname_pairs
from hustings.engine.linkage.searching import CROWDED, FEW, STANDS_OUT

WIDE_UP_TO = 200_000
"""Up to so many people further keys are used that find records with several damaged fields."""
WHOLE_UP_TO = 1_000
"""So few people are compared each with each."""
PART = 20_000
ALONE_UP_TO = 20_000
SCORED_ALONE_UP_TO = 80_000
"""So few people, or pairs, are worked on in this process: sending the reasons of a pair back costs more than finding them."""
T = TypeVar("T")
R = TypeVar("R")


class Counts(NamedTuple):
    """How many people, candidate pairs, pairs that SQL could not drop, and pairs found."""

    people: int
    candidates: int
    compared: int
    found: int


def find_pairs(
    profiles: Iterable[Profile], *, at_least: float = REVIEW_AT, trained: Trained | None = None, processes: int | None = None
) -> list[ScoredPair]:
    """All pairs among these people whose probability is at least so high, the likeliest first; ties by key.

    Keys may be numbers or texts, each once. See `Search` for people who do not fit into memory.
    """
    with TemporaryDirectory(prefix="hustings-linkage-") as folder:
        search = Search(Path(folder), trained=trained, processes=processes)
        search.load(_parts(profiles), read=list)
        return sorted(
            search.pairs(at_least=at_least), key=lambda pair: (-pair.comparison.weight, str(pair.first), str(pair.second))
        )


def _parts(profiles: Iterable[Profile]) -> Iterator[list[Profile]]:
    remaining = iter(profiles)
    while part := list(islice(remaining, PART)):
        yield part


class Search:
    """One search over a network, in an empty folder of its own. Load once, then ask for pairs."""

    def __init__(
        self, scratch: Path, *, trained: Trained | None = None, processes: int | None = None, wide: bool | None = None
    ) -> None:
        needed("pyarrow")
        self._folder = scratch
        self._connection = connect(scratch)
        self._trained = trained
        self._processes = processes or os.cpu_count() or 1
        self._ahead = 2 * (self._processes - 1)
        self._wide = wide
        self.people = 0
        self.counts = Counts(0, 0, 0, 0)

    def load(self, parts: Iterable[T], *, read: Callable[[T], Iterable[Profile]], people: int | None = None) -> int:
        """Turns people into rows; returns how many. `read` makes profiles of a part, in another process where there are many.

        `read` and the parts must survive pickling. `people` is about how many there will be, where the caller knows it.
        """
        wide = self._wide if self._wide is not None else (people or 0) <= WIDE_UP_TO
        write_prepared((), self._folder, part=0, wide=False)
        with _pool(self._processes if (people or 0) > ALONE_UP_TO else 1) as pool:
            tasks = ((read, some, self._folder, part, wide) for part, some in enumerate(parts, 1))
            self.people = sum(_shared_out(pool, _read_part, tasks, here=_read_part, ahead=self._ahead))
        for table in ("rows", "keys"):
            place = str(self._folder / f"{table}-*.parquet").replace("'", "''")
            self._run(f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM read_parquet('{place}')")
        self._make("key", "SELECT n, hash(key) AS hash FROM keys")
        self._weigh_names()
        return self.people

    def pairs(self, *, at_least: float = REVIEW_AT) -> Iterator[ScoredPair]:
        """The pairs at least so probable, in no order. `counts` is complete when it ends."""
        candidates = self._find_candidates()
        compared, found = self._drop_hopeless(at_least), 0
        settings = _Settings(self.shares(), self.people, self._trained, at_least)
        with _pool(self._processes if compared > SCORED_ALONE_UP_TO else 1, settings) as pool:
            chunks = ((chunk,) for chunk in self._survivors())
            for pairs in _shared_out(pool, _score_there, chunks, here=partial(_score, settings), ahead=self._ahead):
                found += len(pairs)
                yield from pairs
        self.counts = Counts(self.people, candidates, compared, found)

    def shares(self) -> dict[str, float]:
        """The share of people who bear a family name, of those that stand out."""
        held = self._run(f"SELECT word, bearers FROM family WHERE bearers >= {STANDS_OUT}").fetchall()
        return {word: bearers / max(self.people, FEW) for word, bearers in held}

    def _weigh_names(self) -> None:
        """Family names by how many bear them; people with the most that any word of their names can weigh as one."""
        borne = "SELECT family AS word FROM rows WHERE simple UNION ALL SELECT unnest(families) FROM rows WHERE NOT simple"
        self._make("family", f"SELECT word, count(*) AS bearers FROM ({borne}) GROUP BY word")
        people = max(self.people, FEW)
        share = f"least(greatest(bearers / {people}, {weights.RAREST_SURNAME}), 1.0)"
        weight = f"greatest(log2({weights.FAMILY_M} / {share}), {weights.FAMILY_INITIAL})"
        self._make("known", f"SELECT word, {weight} AS weight FROM family WHERE bearers >= {STANDS_OUT}")
        unknown = weights.family_weight(None)
        self._make(
            "weighed",
            f"""SELECT n, max(coalesce(k.weight, {unknown})) AS most
            FROM (SELECT n, unnest(words) AS word FROM rows WHERE NOT simple) LEFT JOIN known k USING (word) GROUP BY n""",
        )
        family, given = f"coalesce(k.weight, {unknown})", f"coalesce(g.weight, {unknown})"
        # Left to choose, DuckDB hashes the wide side once per join: three copies of a million people.
        self._run("SET disabled_optimizers = 'build_side_probe_side'")
        self._make(
            "thin",
            f"""SELECT p.* EXCLUDE (profile, families, words), split_part(mail, '@', 1) AS local,
              split_part(door, ' ', 1) AS number, door[len(split_part(door, ' ', 1)) + 2:] AS street, {family} AS weight,
              CASE WHEN simple THEN greatest({family}, {given}) ELSE coalesce(w.most, 0) END AS most
            FROM rows p LEFT JOIN known k ON k.word = p.family LEFT JOIN known g ON g.word = p.given
            LEFT JOIN weighed w USING (n)""",
        )
        self._run("RESET disabled_optimizers")

    def _find_candidates(self) -> int:
        """Pairs that share a key, or all of a small network; returns how many."""
        if self.people <= WHOLE_UP_TO:
            self._make("pair", "SELECT a.n AS a, b.n AS b FROM rows a JOIN rows b ON a.n < b.n")
        else:
            telling = f"SELECT hash FROM key GROUP BY hash HAVING count(*) BETWEEN 2 AND {CROWDED}"
            self._make("shared", f"SELECT hash, n FROM key WHERE hash IN ({telling})")
            self._make("pair", "SELECT DISTINCT a.n AS a, b.n AS b FROM shared a JOIN shared b USING (hash) WHERE a.n < b.n")
        return self._count("pair")

    def _drop_hopeless(self, at_least: float) -> int:
        """Keeps the pairs that can weigh enough, by a quick look first; returns how many."""
        pairs = needed("pyarrow").table({"pair": [f"{one} {other}" for one, other in nickname_pairs()]})
        self._connection.register("some_pairs", pairs)
        self._make("nickname", "SELECT split_part(pair, ' ', 1) AS one, split_part(pair, ' ', 2) AS other FROM some_pairs")
        self._connection.unregister("some_pairs")
        prior, least = weights.prior(self.people), log2(at_least / (1 - at_least)) - 0.01
        self._keep("hopeful", "pair", first_bound(prior=prior, trained=self._trained), least)
        self._keep("survivor", "hopeful", bound(prior=prior, trained=self._trained), least)
        return self._count("survivor")

    def _keep(self, kept: str, pairs: str, most: str, least: float) -> None:
        self._make(
            kept,
            f"""SELECT p.a, p.b FROM {pairs} p JOIN thin a ON a.n = p.a JOIN thin b ON b.n = p.b
            LEFT JOIN nickname g ON g.one = least(a.given, b.given) AND g.other = greatest(a.given, b.given)
            WHERE {most} >= {least}""",
        )

    def _survivors(self) -> Iterator[list[tuple[bytes, bytes]]]:
        held = self._run(
            "SELECT a.profile, b.profile FROM survivor s JOIN rows a ON a.n = s.a JOIN rows b ON b.n = s.b ORDER BY s.a, s.b"
        )
        while chunk := held.fetchmany(PART):
            yield chunk

    def _count(self, table: str) -> int:
        return int(self._run(f"SELECT count(*) FROM {table}").fetchall()[0][0])

    def _make(self, table: str, select: str) -> None:
        # A temporary one is neither logged nor compressed.
        self._run(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}")

    def _run(self, statement: str) -> Any:
        return self._connection.execute(statement)


class _Settings(NamedTuple):
    shares: Mapping[str, float]
    people: int
    trained: Trained | None
    at_least: float


_settings: _Settings | None = None


def _remember(settings: _Settings | None) -> None:
    """In a process of the pool: what all its parts share, sent once."""
    global _settings
    _settings = settings


def _pool(processes: int, settings: _Settings | None = None) -> AbstractContextManager[Executor | None]:
    """Processes to work in beside this one, or None where there are to be no others."""
    if processes < 2:
        return nullcontext()
    return ProcessPoolExecutor(processes - 1, mp_context=get_context("spawn"), initializer=_remember, initargs=(settings,))


def _shared_out(
    pool: Executor | None, there: Callable[..., R], tasks: Iterable[tuple[Any, ...]], *, here: Callable[..., R], ahead: int
) -> Iterator[R]:
    """The results in no order. Others have a few tasks `ahead` at most, so that memory stays flat; this process works too."""
    waiting: deque[Future[R]] = deque()
    for task in tasks:
        if pool is not None and len(waiting) < ahead:
            waiting.append(pool.submit(there, *task))
        else:
            yield here(*task)
        while waiting and waiting[0].done():
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Thousands of rows at once, none in a circle: looking for circles among them costs more than making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_part(read: Callable[[Any], Iterable[Profile]], some: Any, folder: Path, part: int, wide: bool) -> int:
    with _no_collection():
        return write_prepared(read(some), folder, part=part, wide=wide)


def _score_there(pairs: Sequence[tuple[bytes, bytes]]) -> list[ScoredPair]:
    return _score(_settings or _Settings({}, 0, None, REVIEW_AT), pairs)


def _score(settings: _Settings, pairs: Sequence[tuple[bytes, bytes]]) -> list[ScoredPair]:
    shares, people, trained, at_least = settings
    found = []
    with _no_collection():
        for one, other in pairs:
            first, second = profile_in(one), profile_in(other)
            comparison = compare(first, second, surname_frequency=shares, population=people, trained=trained)
            if comparison.probability >= at_least:
                found.append(ScoredPair(first.key, second.key, comparison))
    return found
