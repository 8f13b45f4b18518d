"""Nicknames: which given names may stand for one another.

Keys use the short table below (one usual formal name each, no loading); comparisons also use the English data of the
`nicknames` package, which offers several formal names for most nicknames.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import combinations

_NICKNAMES_OF = {
    "abigail": "abby gail",
    "albert": "al bert",
    "alexander": "alex alec sascha sasha xander aleks",
    "alexandra": "alexa sandra lexi",
    "andrew": "andy drew",
    "anthony": "tony",
    "antonio": "toni tonio tono",
    "barbara": "barb babs",
    "benjamin": "ben benny benji",
    "catherine": "cathy",
    "charles": "charlie chuck chas",
    "christina": "chrissy tina",
    "christopher": "chris kit",
    "daniel": "dan danny",
    "david": "dave davy",
    "deborah": "debbie deb debra",
    "donald": "don donny",
    "edward": "ed eddie ted teddy ned",
    "elizabeth": "liz lizzie beth betty betsy eliza",
    "eugene": "gene",
    "francisco": "paco pancho kiko",
    "frederick": "fred freddie freddy",
    "geoffrey": "geoff",
    "gerald": "gerry jerry",
    "giuseppe": "beppe peppe",
    "gregory": "greg",
    "guadalupe": "lupe lupita",
    "hans": "hansi",
    "ignacio": "nacho",
    "jacob": "jake",
    "james": "jim jimmy jamie",
    "jeffrey": "jeff",
    "jennifer": "jen jenny jenn",
    "jessica": "jess jessie",
    "johannes": "hannes",
    "john": "jack johnny",
    "jonathan": "jon",
    "jose": "pepe chepe",
    "joseph": "joe joey",
    "judith": "judy",
    "katherine": "kate kathy katie kat",
    "kenneth": "ken kenny",
    "kimberly": "kim",
    "lawrence": "larry",
    "leonard": "len lenny",
    "louis": "lou louie",
    "luigi": "gigi",
    "luis": "lucho",
    "manuel": "manolo manny",
    "margaret": "maggie meg peggy marge",
    "matthew": "matt",
    "michael": "mike mick mikey micha",
    "mikhail": "misha",
    "nancy": "nan",
    "nicholas": "nick nicky",
    "pamela": "pam",
    "patricia": "patty trish tricia",
    "patrick": "pat paddy",
    "philip": "phil",
    "raymond": "ray",
    "rebecca": "becky becca",
    "richard": "rick dick rich ricky",
    "robert": "bob rob bobby robbie",
    "ronald": "ron ronnie",
    "samuel": "sam sammy",
    "stephen": "steph",
    "steven": "steve",
    "susan": "sue susie suzy",
    "theodore": "theo",
    "theresa": "tess",
    "thomas": "tom tommy",
    "timothy": "tim",
    "victoria": "vicky vicki",
    "vladimir": "volodya vova",
    "walter": "walt",
    "william": "bill will billy willy liam",
    "wolfgang": "wolf",
    "zachary": "zach zack",
}
_USUAL = {nickname: formal for formal, nicknames in _NICKNAMES_OF.items() for nickname in nicknames.split()}
# Pairs of the package's data that are two names rather than a name and its short form.
_TWO_NAMES = frozenset({("andrea", "andrew"), ("patrick", "peter"), ("bill", "robert"), ("billy", "robert"), ("bill", "fred")})


def canonical_given(given: str) -> str:
    """The usual formal name for a folded nickname (`bill` is `william`); the name itself where it is none."""
    return _USUAL.get(given, given)


@lru_cache(maxsize=65_536)
def may_be_nickname(left: str, right: str) -> bool:
    """Whether two folded given names may be names of one person: one stands for the other, or both for a third."""
    if canonical_given(left) == canonical_given(right):
        return True
    if (min(left, right), max(left, right)) in _TWO_NAMES:
        return False
    formal = _formal_names()
    return left in formal.get(right, ()) or right in formal.get(left, ())


@cache
def _formal_names() -> dict[str, set[str]]:
    """Nickname to the formal names that it may stand for. Loads in about 50 ms, once."""
    from nicknames import NickNamer

    return NickNamer().canonical_lookup


@cache
def nickname_pairs() -> frozenset[tuple[str, str]]:
    """Every two folded given names, in order, of which `may_be_nickname` says that one person may bear both."""
    stands_for = {(nickname, formal) for nickname, formals in _formal_names().items() for formal in formals}
    families = [(formal, *nicknames.split()) for formal, nicknames in _NICKNAMES_OF.items()]
    stands_for |= {pair for family in families for pair in combinations(family, 2)}
    return frozenset((min(pair), max(pair)) for pair in stands_for if pair[0] != pair[1] and may_be_nickname(*pair))
