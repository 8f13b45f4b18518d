"""Nicknames: which given names may stand for one another. Data from the `nicknames` package (English), loaded on first use."""

from __future__ import annotations

from functools import cache, lru_cache

# Where the data offers several formal names, the one that most bearers of the nickname have.
_USUAL = {
    "alex": "alexander",
    "al": "albert",
    "bert": "albert",
    "beth": "elizabeth",
    "bill": "william",
    "billy": "william",
    "bob": "robert",
    "bobby": "robert",
    "chris": "christopher",
    "dan": "daniel",
    "dick": "richard",
    "don": "donald",
    "ed": "edward",
    "gene": "eugene",
    "jack": "john",
    "jim": "james",
    "jimmy": "james",
    "joe": "joseph",
    "jon": "jonathan",
    "kate": "katherine",
    "kathy": "katherine",
    "larry": "lawrence",
    "liz": "elizabeth",
    "mike": "michael",
    "nick": "nicholas",
    "pat": "patrick",
    "peggy": "margaret",
    "rob": "robert",
    "sam": "samuel",
    "steve": "steven",
    "sue": "susan",
    "ted": "edward",
    "tom": "thomas",
    "tony": "anthony",
    "will": "william",
}


@cache
def _formal_names() -> dict[str, frozenset[str]]:
    """Nickname to the formal names that it stands for. Loads in about 50 ms, once."""
    from nicknames import NickNamer

    table: dict[str, frozenset[str]] = {name: frozenset(formal) for name, formal in NickNamer()._canonical_lookup.items()}
    return table


@lru_cache(maxsize=65_536)
def canonical_given(given: str) -> str:
    """The usual formal name for a folded nickname (`bill` is `william`); the name itself where it is none."""
    usual = _USUAL.get(given)
    return usual or given


@lru_cache(maxsize=65_536)
def may_be_nickname(left: str, right: str) -> bool:
    """Whether two folded given names may be names of one person: one stands for the other, or both for a third."""
    return left in _standing_for(right) or right in _standing_for(left) or canonical_given(left) == canonical_given(right)


def _standing_for(given: str) -> frozenset[str]:
    return _formal_names().get(given, frozenset())
