"""Guesses what each column of a table is: from the words of its header in many languages, and from what its values look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple, cast

import msgspec

from hustings.connectors.files.people_tables.mapping import Column, ColumnKind
from hustings.connectors.files.people_tables.meanings import wish_in
from hustings.connectors.files.people_tables.values import Look, look_of, network_of
from hustings.connectors.files.people_tables.words import (
    ATTENDANCE_OF,
    KIND_OF,
    LABEL_OF,
    NETWORKS,
    RELATION_OF,
    SUPPORT,
    SYSTEMS,
    TYPE_WORDS,
    key_of,
    words_of,
)

Reason = Literal["header", "values", "header-and-values", "does-not-fit", "unknown", "empty", "chosen", "remembered"]
"""Why a column is taken for what it is: by its header, its values, both; its values do not fit its header; a member said so."""
SAMPLES = 5

_LABELLED = ("email", "phone", "address", "street", "street2", "locality", "region", "postal_code", "country", "url")
_LABELS_OF = {"email": "email", "phone": "phone", "address": "address", "mail": "email", "telephone": "phone", "tel": "phone"}
_FITS: dict[ColumnKind, frozenset[Look]] = {
    "email": frozenset({"email"}),
    "phone": frozenset({"phone", "number", "date", "words"}),
    "postal_code": frozenset({"number", "words", "phone", "yes-no", "date", "name", "row-number"}),
}
"""What the values of a column may look like for its header to be believed; kinds that are missing here may look like anything."""
_TEXT: frozenset[Look] = frozenset({"name", "words", "honorific"})
_FITS.update(dict.fromkeys(("name", "given", "family"), _TEXT))
_NUMBERS = frozenset({"id", "no", "nr", "number", "nummer", "numero", "uuid", "guid", "identifier", "kennung"})
_HANDLES = frozenset({"handle", "username", "user", "login", "account", "profile", "url", "link", "id"})
_NO_HANDLES = frozenset({"followers", "following", "count", "name", "date", "likes", "friends", "page", "posts", "status"})
DATED: frozenset[ColumnKind] = frozenset({"birthday", "date", "at", "consent_date"})
_ORDER = re.compile(
    r"(?<![^\W\d_])(?<![yaj][-/.])(?:(?P<month>mm?[-/. ](?:dd?|jj?|tt?|gg?))|(?:dd?|jj?|tt?|gg?)[-/. ]mm?)(?![^\W\d_])"
)
_BY_LOOK: dict[Look, ColumnKind] = {"email": "email", "phone": "phone", "url": "url", "date": "date", "row-number": "skip"}


class Guess(NamedTuple):
    """A column as it is taken, why, and a few of its values."""

    column: Column
    reason: Reason
    samples: tuple[str, ...]


def guess_columns(header: Sequence[str], rows: Sequence[Sequence[str]], *, headed: bool = True) -> list[Guess]:
    """What each column is, by its header and the cells of the first rows."""
    cells = [[row[at] if at < len(row) else "" for row in rows] for at in range(len(header))]
    guesses = [_with_order(guess_column(name, held, headed=headed)) for name, held in zip(header, cells, strict=True)]
    return _settled_together(guesses if headed else _names_by_place(guesses, cells))


def _with_order(guess: Guess) -> Guess:
    """The guess with the order of days and months that a header itself names, such as `Born (DD/MM/YYYY)`."""
    column = guess.column
    found = _ORDER.search(column.header.casefold()) if column.kind in DATED else None
    if found is None:
        return guess
    return guess._replace(column=msgspec.structs.replace(column, dates="month-first" if found["month"] else "day-first"))


def guess_column(header: str, cells: Sequence[str], *, headed: bool = True) -> Guess:
    """What one column is, seen alone."""
    samples = tuple(dict.fromkeys(cell.strip()[:80] for cell in cells if cell.strip()))[:SAMPLES]
    look = look_of(cells)
    said = by_header(header) if headed else None
    if said is not None:
        return _tried(said, look, cells, samples)
    network = network_of(cells)
    if network:
        return Guess(Column(header, "handle", network), "values", samples)
    kind = _BY_LOOK.get(look)
    if kind is None or (kind == "phone" and look == "number"):
        return Guess(Column(header, "extra"), "unknown" if look else "empty", samples)
    return Guess(Column(header, kind), "values", samples)


def _tried(column: Column, look: Look, cells: Sequence[str], samples: tuple[str, ...]) -> Guess:
    """What the header says, unless the values say otherwise."""
    if not look:
        return Guess(column, "header", samples)
    if column.kind == "prefix" and look != "honorific":
        return Guess(msgspec.structs.replace(column, kind="title"), "header-and-values", samples)
    if column.kind == "title" and look == "honorific":
        return Guess(msgspec.structs.replace(column, kind="prefix"), "header-and-values", samples)
    if column.kind in ("url", "handle") and (network := network_of(cells)):
        return Guess(Column(column.header, "handle", network), "header-and-values", samples)
    if column.kind in ("note", "name") and look == "email":
        return Guess(Column(column.header, "email"), "values", samples)
    if column.kind == "external" and not column.detail and look == "row-number":
        return Guess(Column(column.header, "skip"), "header-and-values", samples)
    if column.kind == "support" and 2 * sum(key_of(cell) in SUPPORT for cell in samples) < len(samples):
        return Guess(Column(column.header, "extra"), "does-not-fit", samples)
    fits = _FITS.get(column.kind)
    if fits is None:
        return Guess(column, "header", samples)
    if look in fits:
        return Guess(column, "header-and-values", samples)
    if column.kind == "email" and any("@" in cell for cell in cells):
        return Guess(column, "header", samples)
    return Guess(Column(column.header, "extra"), "does-not-fit", samples)


def by_header(header: str) -> Column | None:
    """What the words of a header say; None where they say nothing that is known."""
    key, words = key_of(header), words_of(header)
    if not key and header.strip() != "#":
        return None
    wish = wish_in(header)
    if wish is not None:
        is_date = bool({"date", "datum", "fecha", "at", "on"} & set(words))
        return Column(header, "consent_date" if is_date else "consent", wish.detail)
    return _whole(header, key) or _network(header, words) or _number(header, key, words) or _labelled(header, words)


def _whole(header: str, key: str) -> Column | None:
    """A header that is a known word as a whole."""
    if key in SYSTEMS:
        return Column(header, "external", SYSTEMS[key])
    if key in RELATION_OF:
        return Column(header, "relation", RELATION_OF[key])
    kind = KIND_OF.get(key) if key else "skip"
    if kind is None:
        return None
    if kind == "weak_id":
        return Column(header, "external")
    label = next((LABEL_OF[word] for word in (key, *words_of(header)) if LABEL_OF.get(word)), "")
    return Column(header, _kind(kind), label if kind in _LABELLED else "")


def _kind(word: str) -> ColumnKind:
    return cast(ColumnKind, word)


def _network(header: str, words: Sequence[str]) -> Column | None:
    """A header that names a network, such as `Twitter handle` or `LinkedIn URL`."""
    pairs = ("".join(words[at : at + 2]) for at in range(len(words)))
    found = next((word for word in (*pairs, *words) if word in NETWORKS), None)
    if found is None or _NO_HANDLES & set(words) or (found == "x" and not _HANDLES & set(words)):
        return None
    return Column(header, "handle", NETWORKS[found])


def _number(header: str, key: str, words: Sequence[str]) -> Column | None:
    """A header that names a number in another system, such as `nationbuilder_id` or `Member No.`."""
    if not words or words[-1] not in _NUMBERS:
        return None
    if any(word in KIND_OF and KIND_OF[word] in ("phone", "street", "street2") for word in words[:-1]):
        return None
    system = next((SYSTEMS[word] for word in (key, *words) if word in SYSTEMS), "")
    owner = {"parent", "recruiter", "household", "organization", "organisation", "company", "spouse", "order", "event", "ticket"}
    if owner & set(words):
        return None
    # The number of a list that nobody knows says nothing beyond it: two lists may both have a member 17.
    return Column(header, "external", system)


def _labelled(header: str, words: Sequence[str]) -> Column | None:
    """A header of a known word and a label or a number, such as `Work Email 2` or `Téléphone (domicile)`."""
    rest = [word for word in words if not word.isdecimal()]
    if rest and rest[-1] in TYPE_WORDS and (labels := _named(rest[:-1])) in _LABELS_OF.values():
        return Column(header, "label", labels)
    label = next((LABEL_OF[word] for word in rest if LABEL_OF.get(word)), "")
    for plain in (rest, [word for word in rest if word not in LABEL_OF]):
        kind = KIND_OF.get("".join(plain)) or (KIND_OF.get(plain[0]) if len(plain) == 1 else None)
        if kind in _LABELLED and kind is not None:
            return Column(header, _kind(kind), label)
        if kind and kind not in ("weak_id", "skip", "at", "status", "value") and len(plain) < len(words):
            return Column(header, _kind(kind))
    return _holding(header, words, label)


def _named(words: Sequence[str]) -> str:
    plain = [word for word in words if word not in LABEL_OF]
    kind = KIND_OF.get("".join(plain), "")
    return "address" if kind in ("street", "address") else kind


def _holding(header: str, words: Sequence[str], label: str) -> Column | None:
    """A longer header that holds a word which is hardly said of anything else, such as `Your best email address please`."""
    for at, word in enumerate(words):
        pair = "".join(words[at : at + 2])
        kind = next(
            (KIND_OF[each] for each in (pair, word) if KIND_OF.get(each) in ("email", "phone", "birthday", "given", "family")),
            None,
        )
        if kind is not None and len(words) <= 8 and not TYPE_WORDS & set(words):
            return Column(header, _kind(kind), label if kind in _LABELLED else "")
    return None


def _names_by_place(guesses: list[Guess], cells: Sequence[Sequence[str]]) -> list[Guess]:
    """Names in a table without a header: one column of whole names, or two of single words beside each other."""
    named = [at for at, guess in enumerate(guesses) if guess.column.kind == "extra" and look_of(cells[at]) == "name"]
    single = [at for at in named if not any(" " in cell.strip() for cell in cells[at])]
    whole = next((at for at in named if at not in single), None)
    if whole is not None and whole <= 2:
        kinds: dict[int, ColumnKind] = {whole: "name"}
    elif len(single) >= 2 and single[1] == single[0] + 1 and single[0] <= 1:
        kinds = {single[0]: "given", single[1]: "family"}
    else:
        kinds = {}
    return [
        Guess(Column(guess.column.header, kinds[at]), "values", guess.samples) if at in kinds else guess
        for at, guess in enumerate(guesses)
    ]


def _settled_together(guesses: list[Guess]) -> list[Guess]:
    """Words whose meaning depends on the other columns: a `Name` beside a first name is a family name, and the like."""
    kinds = {guess.column.kind for guess in guesses}
    wishes = {guess.column.detail for guess in guesses if guess.column.kind == "consent"}
    found = []
    for guess in guesses:
        column = guess.column
        if column.kind == "consent_date" and column.detail not in wishes and not column.detail.endswith((":given", ":status")):
            # The day of a refusal is a refusal, also where no other column says so.
            guess = guess._replace(column=msgspec.structs.replace(column, kind="consent"))
        other = _in_company(column, kinds, guess.samples)
        if other is not None:
            guess = Guess(msgspec.structs.replace(column, kind=other, detail=""), "header", guess.samples)
        found.append(guess)
    return _once(found)


def _in_company(column: Column, kinds: set[ColumnKind], samples: Sequence[str]) -> ColumnKind | None:
    kind = column.kind
    if kind == "name" and "given" in kinds and "family" not in kinds:
        return "family"
    if kind == "family" and "given" not in kinds and "name" not in kinds:
        return "name"
    if kind == "status":
        fits = bool(samples) and all(key_of(cell) in ATTENDANCE_OF for cell in samples)
        return None if "event" in kinds or fits else "extra"
    if kind in ("value", "value_type") and not {"value", "value_type"} <= kinds:
        return "extra"
    if kind == "at" and not {"event", "status"} & kinds:
        return "date"
    return None


_ONLY_ONCE = frozenset(
    {"name", "given", "family", "additional", "prefix", "suffix", "birthday", "household", "status", "event", "at"}
)


def _once(guesses: list[Guess]) -> list[Guess]:
    """Of several columns of a kind that a person has once, the first filled one counts; the others are kept as they are."""
    filled = {guess.column.kind for guess in guesses if guess.samples}
    seen: set[ColumnKind] = set()
    found = []
    for guess in guesses:
        kind = guess.column.kind
        if kind in _ONLY_ONCE:
            if kind in seen or (kind in filled and not guess.samples):
                guess = Guess(Column(guess.column.header, "extra"), "unknown", guess.samples)
            else:
                seen.add(kind)
        found.append(guess)
    return found
