"""Segments as text: `tag = volunteer and city = Ely and last touch before 90 days ago and not tag = donor`.

    any       = every { "or" every }
    every     = one { "and" one }
    one       = "not" one | "(" any ")" | has | condition
    has       = "has" [ "no" ] [ "at least" NUMBER ] WORDS [ "where" "(" any ")" ]
    condition = FIELD ( operator VALUE | "in" "(" VALUE { "," VALUE } ")" | "is" ( "known" | "unknown" ) )

Fields and values are words, or stand in double quotes where they hold a word or a sign of the language; a quote within is
doubled. Words of the language may be written in any case. `parse(text_of(tree)) == tree` for every tree made by `all_of` and
`some_of`.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast

from hustings.engine.segments.tree import (
    All,
    Condition,
    Expression,
    Has,
    Not,
    Operator,
    Some,
    WrongText,
    all_of,
    require_size,
    some_of,
)

LONGEST = 20_000
NESTED = 40
"""Brackets and `not` within each other that the parser follows; `require_size` is stricter about what comes of them."""
Kind = Literal["word", "quoted", "sign", "end"]
_TOKEN = re.compile(
    r"""\s+|(?P<quoted>"(?:[^"]|"")*"|[“”„][^“”„]*[“”])|(?P<sign>!=|<=|>=|[=<>≠≤≥(),])|(?P<word>(?:(?!!=)[^\s()",=<>≠≤≥“”„])+)"""
)
_SIGNS: dict[str, Operator] = {"=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "≤": "<=", "≥": ">="}
_WORDS: dict[str, Operator] = {
    "before": "before", "after": "after", "since": "since", "until": "until", "within": "within", "contains": "contains",
}  # fmt: skip
_BEGINS = ("begins", "starts")
_ENDING = frozenset({"and", "or"})
_RESERVED = frozenset({*_WORDS, *_BEGINS, *_ENDING, "is", "in", "has", "where", "not"})


class _Token(NamedTuple):
    kind: Kind
    text: str
    at: int
    length: int

    @property
    def key(self) -> str:
        """The word without regard to case; empty for what stands in quotes or is a sign."""
        return self.text.casefold() if self.kind == "word" else ""


def parse(text: str) -> Expression:
    """The tree that a text describes. Raises WrongText, which says where the trouble begins."""
    if len(text) > LONGEST:
        raise WrongText(f"This is longer than {LONGEST:,} letters.")
    return require_size(_Parser(text).whole())


def places_of(text: str) -> tuple[tuple[int, int], ...]:
    """Where each condition and each `has` of a text stands, as (first letter, length), in the order of `questions_of`."""
    parser = _Parser(text)
    parser.whole()
    return tuple(parser.places)


def text_of(tree: Expression) -> str:
    """The text of a tree, as short as the language allows."""
    if isinstance(tree, Condition):
        return _condition_text(tree)
    if isinstance(tree, Not):
        return _negated_text(tree.part)
    if isinstance(tree, Has):
        return _has_text(tree)
    word = " and " if isinstance(tree, All) else " or "
    return word.join(_grouped(part) for part in tree.parts)


def _grouped(tree: Expression) -> str:
    return f"({text_of(tree)})" if isinstance(tree, All | Some) else text_of(tree)


def _negated_text(part: Expression) -> str:
    if isinstance(part, Has):
        return _has_text(part, no="no ")
    if isinstance(part, Condition) and part.operator == "known":
        return f"{quoted(part.field, field=True)} is unknown"
    return f"not {_grouped(part)}"


def _has_text(tree: Has, *, no: str = "") -> str:
    least = f"at least {tree.least} " if tree.least != 1 else ""
    inner = f" where ({text_of(tree.part)})" if tree.part is not None else ""
    return f"has {no}{least}{quoted(tree.thing, field=True)}{inner}"


def _condition_text(condition: Condition) -> str:
    field = quoted(condition.field, field=True)
    if condition.operator == "known":
        return f"{field} is known"
    values = [quoted(value) for value in condition.values]
    if len(values) == 1:
        return f"{field} {condition.operator} {values[0]}"
    word = "in" if condition.operator == "=" else f"{condition.operator} in"
    return f"{field} {word} ({', '.join(values)})"


def quoted(text: str, *, field: bool = False) -> str:
    """The text as a field or a value, in quotes where it could be misread."""
    words = text.split(" ")
    plain = all(
        (found := _TOKEN.fullmatch(word)) is not None and found.lastgroup == "word" and not _is_reserved(word, field, first)
        for first, word in ((number == 0, word) for number, word in enumerate(words))
    )
    return text if plain else '"' + text.replace('"', '""') + '"'


def _is_reserved(word: str, field: bool, first: bool) -> bool:
    key = word.casefold()
    if field:
        return (key in _RESERVED and (first or key != "not")) or (key in ("no", "at") and first)
    return key in _ENDING or (first and key in ("not", "in", "known", "unknown", "with"))


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.tokens, self.place, self.depth = _tokens(text), 0, 0
        self.places: list[tuple[int, int]] = []

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def take(self) -> _Token:
        token = self.next
        self.place += 1
        return token

    def takes(self, *keys: str) -> bool:
        """Takes the following words or signs if they are these."""
        held = [token.key or (token.text if token.kind == "sign" else "") for token in self.tokens[self.place :][: len(keys)]]
        if tuple(held) != keys:
            return False
        self.place += len(keys)
        return True

    def refuse(self, message: str, token: _Token | None = None) -> WrongText:
        token = token or self.next
        where = "at the end" if token.kind == "end" else f"at letter {token.at + 1}, “{_shown(token.text)}”"
        return WrongText(f"{message} ({where})", position=token.at, length=token.length)

    def whole(self) -> Expression:
        if self.next.kind == "end":
            raise self.refuse("Write a condition, such as: tag = volunteer")
        tree = self.either()
        if self.place < len(self.tokens) - 1:
            raise self.refuse("Join conditions with “and” or “or”")
        return tree

    def either(self) -> Expression:
        parts = [self.every()]
        while self.takes("or"):
            parts.append(self.every())
        return some_of(parts)

    def every(self) -> Expression:
        parts = [self.one()]
        while self.takes("and"):
            parts.append(self.one())
        return all_of(parts)

    def one(self) -> Expression:
        self.depth += 1
        if self.depth > NESTED:
            raise self.refuse("This is nested too deep")
        try:
            return self.nested()
        finally:
            self.depth -= 1

    def nested(self) -> Expression:
        if self.takes("not"):
            return Not(self.one())
        if self.next.text == "(" and self.next.kind == "sign":
            return self.bracketed()
        begin, number = self.next.at, len(self.places)
        self.places.append((begin, 0))
        tree = self.has() if self.takes("has") else self.condition()
        last = self.tokens[self.place - 1]
        self.places[number] = (begin, last.at + last.length - begin)
        return tree

    def bracketed(self) -> Expression:
        opening = self.take()
        tree = self.either()
        if not self.takes(")"):
            raise self.refuse(f"The bracket at letter {opening.at + 1} is not closed, or “and” or “or” is missing")
        return tree

    def has(self) -> Expression:
        no = self.takes("no")
        least = self.number() if self.takes("at", "least") else 1
        thing = self.words(frozenset({"where", *_ENDING}))
        if not thing:
            raise self.refuse("Say what they have, such as: has interaction where (kind = call)")
        part = None
        if self.takes("where"):
            if self.next.text != "(":
                raise self.refuse("Put what follows “where” in brackets")
            part = self.bracketed()
        held = Has(thing, part, least)
        return Not(held) if no else held

    def number(self) -> int:
        token = self.take()
        if not (token.text.isascii() and token.text.isdecimal() and 0 < int(token.text[:9]) == int(token.text)):
            raise self.refuse("Write a whole number", token)
        return int(token.text)

    def words(self, stop: frozenset[str]) -> str:
        """Words and quoted texts up to a sign, the end or a word of `stop`, joined by single blanks."""
        found = []
        while self.next.kind in ("word", "quoted") and self.next.key not in stop:
            found.append(self.take().text)
        return " ".join(found)

    def condition(self) -> Expression:
        begin = self.next
        field, denied = self.field()
        if not field:
            raise self.refuse("Write a field, such as: tag = volunteer", begin)
        condition, unlike = self.comparison(field)
        return Not(condition) if denied != unlike else condition

    def field(self) -> tuple[str, bool]:
        """The name of a field, and whether `not` stood before the operator."""
        found: list[_Token] = []
        while self.next.kind in ("word", "quoted") and not (found and self.at_operator()) and self.next.key not in _ENDING:
            found.append(self.take())
        denied = len(found) > 1 and found[-1].key == "not" and self.next.kind == "word"
        return " ".join(token.text for token in found[: len(found) - denied]), denied

    def at_operator(self) -> bool:
        key, following = self.next.key, self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        if key == "in":
            return following.text == "(" and following.kind == "sign"
        return key in _WORDS or key == "is" or (key in _BEGINS and following.key == "with")

    def comparison(self, field: str) -> tuple[Condition, bool]:
        """What follows a field, and whether it is meant the other way round."""
        if self.takes("is", "known"):
            return Condition(field, "known"), False
        if self.takes("is", "unknown"):
            return Condition(field, "known"), True
        operator, unlike = self.operator(field)
        if self.takes("in", "("):
            return Condition(field, operator, self.values()), unlike
        return Condition(field, operator, (self.value(),)), unlike

    def operator(self, field: str) -> tuple[Operator, bool]:
        token = self.next
        if token.kind == "sign" and token.text in _SIGNS:
            return _SIGNS[self.take().text], False
        if self.takes("!=") or self.takes("≠") or self.takes("is", "not"):
            return "=", True
        if self.takes("is"):
            return "=", False
        if token.key == "in":
            return "=", False
        if token.key in _WORDS:
            return _WORDS[self.take().key], False
        if token.key in _BEGINS:
            self.place += 2
            return "begins with", False
        raise self.refuse(f"Say how “{_shown(field)}” compares, such as: {_shown(field)} = something")

    def values(self) -> tuple[str, ...]:
        values = [self.value()]
        while self.takes(","):
            values.append(self.value())
        if not self.takes(")"):
            raise self.refuse("Separate values with commas and close the bracket")
        return tuple(values)

    def value(self) -> str:
        begin = self.next
        found = self.words(_ENDING)
        if not found.strip():
            raise self.refuse("Write a value", begin)
        return found


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            trouble = "A quote is not closed" if text[place] in '"“”„' else "This sign has no meaning here"
            raise WrongText(f"{trouble} (at letter {place + 1}, “{text[place]}”)", position=place, length=1)
        if match.lastgroup:
            written = _written(match[0]) if match.lastgroup == "quoted" else match[0]
            found.append(_Token(cast(Kind, match.lastgroup), written, place, len(match[0])))
        place = match.end()
    return [*found, _Token("end", "", len(text), 0)]


def _written(quotation: str) -> str:
    """What stands between the quotes."""
    inner = quotation[1:-1]
    return inner.replace('""', '"') if quotation[0] == '"' else inner


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
