"""Names of people, taken apart: what is given, what is family, and what only decorates. Cheap enough for millions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from hustings.engine.linkage.folding import fold, is_cjk, undigraph, word_set, words
from hustings.engine.linkage.given_names import canonical_given
from hustings.engine.linkage.households import FAMILY_WORDS, TOGETHER, members_of
from hustings.engine.linkage.scripts import romanised, syllables
from hustings.kernel.records import Name

_HONORIFICS = word_set(
    "dr mr mrs ms miss mx prof professor sir hon honorable rep representative sen senator gov governor mayor councillor "
    "councilor councilman councilwoman cllr lord lady dame rev reverend father sister herr frau hr fr dipl ing mag sr sra "
    "srta dona doctor senor senora monsieur madame mme mlle capt captain col colonel gen maj sgt lt cmdr judge justice "
    "president ambassador attorney rabbi imam sheikh shri smt"
)
_CREDENTIALS = word_set(
    "phd mba jd esq cpa mpa mph mpp msc bsc msw llm llb llc edd pmp cfa cfp aicp rn lcsw mep frsa obe cbe mbe kcbe faia aia "
    "psyd dphil shrm cissp ret"
)
_AFTER_COMMA = _CREDENTIALS | word_set("ma ba ms md bs do mp msp mla pe dds dvm am dc ao he she they him her them retd")
_GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}
_ORDINALS = {"2nd": "ii", "3rd": "iii", "4th": "iv"}
_PARTICLES = word_set(
    "van von vom der den de da dos das do del della dei di du des la le les el al ul bin bint ibn ter ten te zu zum zur af av y e"
)
_DECORATIONS = _HONORIFICS | _CREDENTIALS | frozenset(_GENERATIONS) | _PARTICLES | FAMILY_WORDS
_ASIDE = re.compile(r"[(\[{\"“„«][^()\[\]{}\"“”„«»]*[)\]}\"”“»]")
_TAGLINE = re.compile(r"\s[|–—/-]\s|\||\svia\s")
_NUMBER = re.compile(r"\d+(?!\d|st\b|nd\b|rd\b|th\b)", re.IGNORECASE)
_BORN = re.compile(r"\b(?:née|nee|né|geb\.?|born|z domu)\s+([^,()]+)", re.IGNORECASE)
_MAX_LENGTH = 300


class ParsedName(NamedTuple):
    """A name in folded parts. `family` holds its words without particles; a single word is always `given`.

    `nicknames` are other given names, `maidens` other family names of the same person. Names in Chinese, Japanese or Korean
    letters have no certain border between family and given: both hold the sorted letters of the whole, and `syllables` how they
    sound in order. A name that only a family name is known of has no `given`. `household` says that it stands for several people.
    `number` are the digits of a numbered name (`Stand 2`, `Writer N1`), behind each other.
    """

    given: str = ""
    middles: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    particles: str = ""
    generation: str = ""
    nicknames: tuple[str, ...] = ()
    maidens: tuple[str, ...] = ()
    syllables: tuple[str, ...] = ()
    household: bool = False
    number: str = ""


NOBODY = ParsedName()


def name_key(full_name: str) -> str:
    """One short string for all usual ways of writing a name, good as an indexed column; empty if there is no name.

    `Dr. Bob O'Brien Jr.` and `OBRIEN, Robert` give the same key. Words are sorted, so that order does not matter; initials,
    particles, titles and suffixes are left out, numbers stay. Two people may share a key: it finds candidates and proves nothing.
    """
    return key_of(parse_full(full_name))


def family_key(full_name: str) -> str:
    """The family name under which frequencies are counted (folded, without particles); empty where none is known."""
    return " ".join(parse_full(full_name).family)


def key_of(parsed: ParsedName) -> str:
    """`name_key` of a name that is parsed already."""
    given, family = parsed.given, parsed.family
    if given and len(family) == 1 and not parsed.middles and not parsed.number:
        return given if family[0] == given else two_word_key(given, family[0])
    kept = [undigraph(word) for word in (*family, *parsed.middles) if len(word) > 1 or not word.isascii()]
    if given:
        kept.append(undigraph(canonical_given(given)))
    kept.sort()
    return " ".join([*kept, parsed.number] if parsed.number else kept)


@lru_cache(maxsize=8_192)
def two_word_key(given: str, family: str) -> str:
    """`name_key` of one given and one family word, both folded."""
    one, other = undigraph(canonical_given(given)), undigraph(family)
    if len(other) == 1 and other.isascii():
        return one
    return f"{one} {other}" if one < other else f"{other} {one}"


def parse_name(name: Name) -> ParsedName:
    """The parts of a name: those that the source gives, else those found in `full`."""
    parsed = _parse_parts(name.full, name.given, name.family, name.additional)
    if not (name.nickname or name.maiden or name.suffix):
        return parsed
    nicknames = words(name.nickname[:_MAX_LENGTH])[:1]
    maidens = words(name.maiden[:_MAX_LENGTH])[-1:]
    generation = parsed.generation or _generation(words(name.suffix[:_MAX_LENGTH]))
    return parsed._replace(nicknames=parsed.nicknames + nicknames, maidens=parsed.maidens + maidens, generation=generation)


@lru_cache(maxsize=8_192)
def _parse_parts(full: str, given_part: str, family_part: str, additional: str) -> ParsedName:
    """The parts that the source gives; nicknames, maiden names and generation also from `full`, where decoration stands."""
    if not additional and (plain := _plain(given_part, family_part)) is not None and full == f"{given_part} {family_part}":
        return plain
    whole = parse_full(full)
    if is_cjk(full) or whole.household:
        return whole
    if family_part and not given_part and not whole.family and whole.given:
        return whole._replace(given="", family=(whole.given,), particles=whole.given)
    given = _without_honorifics(_name_words(_ASIDE.sub(" ", given_part[:_MAX_LENGTH])))
    family, generation = _without_suffixes(_name_words(_ASIDE.sub(" ", family_part.partition(",")[0][:_MAX_LENGTH])))
    core = [word for word in family if word not in _PARTICLES] or family
    if not given or not core:
        return whole
    middles = (*given[1:], *_name_words(additional[:_MAX_LENGTH]))
    return whole._replace(
        given=given[0], middles=middles, family=tuple(core), particles="".join(family), generation=generation or whole.generation
    )


def _plain(given: str, family: str) -> ParsedName | None:
    """Two plain words without accents or decoration, which most names are; None for all others."""
    if not (given.isascii() and given.isalpha() and family.isascii() and family.isalpha()):
        return None
    one, other = given.lower(), family.lower()
    if one in _DECORATIONS or other in _DECORATIONS:
        return None
    return ParsedName(one, (), (other,), other)


@lru_cache(maxsize=8_192)
def parse_full(full_name: str) -> ParsedName:
    """The parts of a name as people write it: `Ana Souza`, `Souza, Ana`, `Dr. Ana (Annie) de Souza, PhD`, `王小明`."""
    before, _, after = full_name.partition(" ")
    return _plain(before, after) or _parse_decorated(full_name)


def _parse_decorated(full_name: str) -> ParsedName:
    text = full_name.strip()[:_MAX_LENGTH]
    parsed = _parse_text(text)
    if parsed == NOBODY or not (numbers := _NUMBER.findall(_ASIDE.sub(" ", _TAGLINE.split(text, maxsplit=1)[0]))):
        return parsed
    return parsed._replace(number="".join(numbers))


def _parse_text(text: str) -> ParsedName:
    if "@" in text:
        return NOBODY
    if is_cjk(text) and not (latin := re.sub(r"[^\x00-\u02ff]", " ", text).strip()):
        return _unspaced(text)
    if is_cjk(text):
        text = latin
    household = members_of(text)
    if household is not None:
        return _household(*household)
    text, nicknames, maidens = _take_asides(_TAGLINE.split(text, maxsplit=1)[0])
    given, family, generation = _split(text)
    if not given:
        return ParsedName(given=nicknames[0]) if nicknames else NOBODY
    core = tuple(word for word in family if word not in _PARTICLES) or tuple(family)
    return ParsedName(
        given=given[0],
        middles=tuple(given[1:]),
        family=core,
        particles="".join(family),
        generation=generation,
        nicknames=nicknames,
        maidens=maidens,
    )


def _unspaced(text: str) -> ParsedName:
    letters = "".join(sorted(sign for sign in fold(text) if sign.isalpha()))
    if not letters:
        return NOBODY
    return ParsedName(given=letters, family=(letters,), particles=letters, syllables=syllables(text))


def _household(last: str, others: tuple[str, ...]) -> ParsedName:
    """Several people as one: their given names together, the family names of all."""
    people = [parse_full(name) for name in (last, *others) if name != TOGETHER]
    if len(people) == 1 and not people[0].family:
        givens, families = set(), {people[0].given}
    else:
        givens = {person.given for person in people}
        families = {word for person in people for word in person.family}
    family = tuple(sorted(families - {""}))
    given = TOGETHER + TOGETHER.join(sorted(givens - {""}))
    return ParsedName(given=given, family=family, particles="".join(family), household=True)


def in_latin(parsed: ParsedName) -> tuple[ParsedName, ...]:
    """The ways to write a name of another script in Latin letters: Chinese family names of one or two letters come first."""
    if parsed.syllables:
        return tuple(_syllabled(parsed.syllables, border) for border in (1, 2) if len(parsed.syllables) > border)
    family = tuple(romanised(word) for word in parsed.family)
    return (
        ParsedName(
            given=romanised(parsed.given),
            middles=tuple(romanised(word) for word in parsed.middles),
            family=family,
            particles=romanised(parsed.particles),
        ),
    )


def _syllabled(syllables_: tuple[str, ...], border: int) -> ParsedName:
    family = "".join(syllables_[:border])
    return ParsedName(given="".join(syllables_[border:]), family=(family,), particles=family)


def _take_asides(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The name without what stands in brackets or quotes, the nicknames found there, and the maiden names."""
    if text.replace(" ", "").isalpha() and not _BORN.search(text):
        return text, (), ()
    maidens = tuple(word for found in _BORN.findall(text) for word in words(found)[-1:])
    text = _BORN.sub(" ", text)
    nicknames = []
    for aside in _ASIDE.findall(text):
        inner = words(aside)
        if len(inner) == 1 and inner[0] not in _AFTER_COMMA and len(inner[0]) > 1:
            nicknames.append(inner[0])
    return _ASIDE.sub(" ", text), tuple(nicknames), maidens


def _split(text: str) -> tuple[list[str], list[str], str]:
    """Given names, family names (with particles), generation."""
    if "," not in text:
        given, family, generation = _split_plain(text)
        return given, family, generation
    parts = [part for part in text.split(",") if words(part)]
    kept = parts[:1] + [part for part in parts[1:] if not _is_suffix(part)]
    generation = next((found for part in parts[1:] if (found := _generation(words(part)))), "")
    if len(kept) < 2:
        given, family, own = _split_plain(" ".join(kept))
        return given, family, generation or own
    family, own = _without_suffixes(_name_words(kept[0]))
    given, later = _without_suffixes(_without_honorifics(_name_words(kept[1])))
    while len(given) > 1 and given[-1] in _PARTICLES:
        family = [given.pop(), *family]
    return given, family, generation or own or later


def _split_plain(text: str) -> tuple[list[str], list[str], str]:
    tokens, generation = _without_suffixes(_without_honorifics(_name_words(text)))
    if len(tokens) < 2:
        return tokens, [], generation
    start = next((at for at in range(1, len(tokens) - 1) if tokens[at] in _PARTICLES), None)
    if start is None:
        last_word = words(text.split()[-1])
        joined = len(last_word) if 1 < len(last_word) < len(tokens) and list(last_word) == tokens[-len(last_word) :] else 1
        start = len(tokens) - joined
    return tokens[:start], tokens[start:], generation


def _name_words(text: str) -> list[str]:
    return [word for piece in text.split() for word in _piece(piece)]


@lru_cache(maxsize=65_536)
def _piece(piece: str) -> tuple[str, ...]:
    """The words of one piece between spaces; a dotted abbreviation that decorates (`Ph.D.`) is one word."""
    undotted = fold(piece.replace(".", "").rstrip(",;"))
    if undotted in _CREDENTIALS or undotted in _HONORIFICS:
        return (undotted,)
    if undotted in _ORDINALS:
        return (_ORDINALS[undotted],)
    return words(piece)


def _without_honorifics(tokens: list[str]) -> list[str]:
    start = 0
    while len(tokens) - start > 2 and tokens[start] in _HONORIFICS:
        start += 1
    if len(tokens) - start == 2 and tokens[start] in _HONORIFICS:
        return tokens[start + 1 :]
    return tokens[start:]


def _without_suffixes(tokens: list[str]) -> tuple[list[str], str]:
    generation = ""
    while len(tokens) > 1 and (tokens[-1] in _CREDENTIALS or tokens[-1] in _GENERATIONS):
        generation = _GENERATIONS.get(tokens[-1], generation)
        tokens = tokens[:-1]
    return tokens, generation


def _is_suffix(part: str) -> bool:
    return all(word in _AFTER_COMMA or word in _GENERATIONS or word in _HONORIFICS for word in _name_words(part))


def _generation(tokens: tuple[str, ...]) -> str:
    return next((_GENERATIONS[word] for word in tokens if word in _GENERATIONS), "")
