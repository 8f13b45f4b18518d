"""The names of months in the languages of exports, whole or cut short."""

from __future__ import annotations

_MONTHS: tuple[tuple[str, ...], ...] = (
    ("jan", "ene", "gen"),
    ("feb", "fev", "fév"),
    ("mar", "mär", "mrt", "maa", "mae"),
    ("apr", "avr", "abr"),
    ("may", "mai", "mag", "mei"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aou", "aoû", "ago"),
    ("sep", "set"),
    ("oct", "okt", "out", "ott"),
    ("nov",),
    ("dec", "dez", "dic", "déc"),
)
_MONTH_OF = {start: number for number, starts in enumerate(_MONTHS, start=1) for start in starts}


def month_of(name: str) -> int | None:
    """The number of a month in English, German, French, Spanish, Portuguese, Italian or Dutch, in lower case."""
    return _MONTH_OF.get(name[:4]) or _MONTH_OF.get(name[:3])
