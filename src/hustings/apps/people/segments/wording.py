"""Segments as sentences, in the language of whoever reads: "People who have the tag volunteer, live in Ely, and ..."."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import formats
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.segments.asking import About, Choices, plain
from hustings.apps.people.segments.compiling import SAVED, field_of
from hustings.apps.people.segments.fields import Label, Phrase, Thing, thing_of
from hustings.engine.segments import Condition, Expression, Has, Words, sentence

COMPARED: dict[str, Phrase] = {
    "=": (_("have %(field)s %(value)s"), _("do not have %(field)s %(value)s")),
    "contains": (_("have %(field)s with %(value)s in it"), _("do not have %(field)s with %(value)s in it")),
    "begins with": (_("have %(field)s beginning with %(value)s"), _("do not have %(field)s beginning with %(value)s")),
    "<": (_("have %(field)s below %(value)s"), _("do not have %(field)s below %(value)s")),
    "<=": (_("have %(field)s of at most %(value)s"), _("do not have %(field)s of at most %(value)s")),
    ">": (_("have %(field)s above %(value)s"), _("do not have %(field)s above %(value)s")),
    ">=": (_("have %(field)s of at least %(value)s"), _("do not have %(field)s of at least %(value)s")),
    "known": (_("have %(field)s"), _("have no %(field)s")),
    "": (_("have %(field)s %(operator)s %(value)s"), _("do not have %(field)s %(operator)s %(value)s")),
}
ON_ROWS: dict[str, Phrase] = {
    "=": (_("%(field)s is %(value)s"), _("%(field)s is not %(value)s")),
    "contains": (_("%(field)s has %(value)s in it"), _("%(field)s has no %(value)s in it")),
    "begins with": (_("%(field)s begins with %(value)s"), _("%(field)s does not begin with %(value)s")),
    "<": (_("%(field)s is below %(value)s"), _("%(field)s is not below %(value)s")),
    "<=": (_("%(field)s is at most %(value)s"), _("%(field)s is not at most %(value)s")),
    ">": (_("%(field)s is above %(value)s"), _("%(field)s is not above %(value)s")),
    ">=": (_("%(field)s is at least %(value)s"), _("%(field)s is not at least %(value)s")),
    "known": (_("%(field)s is known"), _("%(field)s is unknown")),
    "": (_("%(field)s is %(operator)s %(value)s"), _("%(field)s is not %(operator)s %(value)s")),
}
OPERATORS: dict[str, Label] = {
    "=": _("is"), "contains": _("contains"), "begins with": _("begins with"), "<": _("is below"), "<=": _("is at most"),
    ">": _("is above"), ">=": _("is at least"), "before": _("before"), "since": _("since"), "after": _("after"),
    "until": _("until"), "within": _("within the next"), "known": _("is known"),
}  # fmt: skip
IN_DAYS: dict[str, Label] = {"=": _("on"), "within": _("within the next")}
NAMED: dict[str, Label] = {
    "today": _("today"), "yesterday": _("yesterday"), "tomorrow": _("tomorrow"), "this week": _("this week"),
    "last week": _("last week"), "next week": _("next week"), "this month": _("this month"), "last month": _("last month"),
    "next month": _("next month"), "this year": _("this year"), "last year": _("last year"), "next year": _("next year"),
    "yes": _("yes"), "no": _("no"), "me": _("me"), "nobody": _("nobody"),
}  # fmt: skip
_COUNTED = re.compile(r"(?:(in) )?(\d+)(?: (day|week|month|year)s?)?( ago)?")


def said(actor: Actor, tree: Expression, *, about: About = "people") -> str:
    """The tree as a sentence. Raises WrongText for fields that are not there."""
    phrase = {"phrase": sentence(tree, _Words(actor, about))}
    return (gettext("People who %(phrase)s.") if about == "people" else gettext("Organisations that %(phrase)s.")) % phrase


class _Words:
    """The pieces of the sentence for one reader."""

    def __init__(self, actor: Actor, subject: About = "people") -> None:
        self.actor, self.subject = actor, subject

    def condition(self, condition: Condition, *, holds: bool) -> str:
        if condition.field.casefold() == SAVED:
            phrase: Phrase = (_("are in the segment %(value)s"), _("are not in the segment %(value)s"))
            return str(phrase[not holds]) % {"value": quoted(condition.values)}
        field = field_of(self.actor, condition.field, about=self.subject)
        if field.type == "yes" and condition.operator == "=" and "" in field.phrases:
            wanted = set(condition.values) == {"yes"}
            return str(field.phrases[""][wanted != holds])
        phrase = field.phrases.get(condition.operator) or field.phrases.get("") or COMPARED.get(condition.operator, COMPARED[""])
        values = self.values(condition, field.type, field.choices(self.actor) if field.choices else ())
        return self.filled(phrase[not holds], field.label, condition, values)

    def has(self, thing: Has, inner: str, *, holds: bool) -> str:
        found = thing_of(self.actor, thing.thing, about=self.subject)
        given = {"thing": found.label, "things": found.plural, "number": thing.least, "inner": inner}
        if thing.least > 1:
            phrase: Phrase = (_("have at least %(number)s %(things)s"), _("have fewer than %(number)s %(things)s"))
        else:
            phrase = (_("have %(thing)s"), _("have no %(things)s"))
        text = str(phrase[not holds]) % given
        return gettext("%(text)s (%(inner)s)") % {"text": text, "inner": inner} if inner else text

    def about(self, thing: Has) -> Words:
        return _RowWords(self.actor, thing_of(self.actor, thing.thing, about=self.subject))

    def listed(self, phrases: Sequence[str], *, every: bool) -> str:
        *others, last = phrases
        joint = gettext("%(others)s and %(last)s") if every else gettext("%(others)s or %(last)s")
        return joint % {"others": gettext(", ").join(others), "last": last}

    def grouped(self, phrase: str) -> str:
        return f"({phrase})"

    def denied(self, phrase: str) -> str:
        return gettext("are not among those who (%(phrase)s)") % {"phrase": phrase}

    def values(self, condition: Condition, type: str, choices: Choices) -> str:
        labels = {plain(code): str(label) for code, label in choices}
        if type in ("day", "length"):
            return either(day_in_words(value) for value in condition.values)
        if type == "number":
            return either(condition.values)
        return either(labels.get(plain(value)) or f"“{value}”" for value in condition.values)

    def filled(self, phrase: Label, label: Label, condition: Condition, values: str) -> str:
        operator = IN_DAYS.get(condition.operator) or OPERATORS[condition.operator]
        return str(phrase) % {"field": label, "operator": operator, "value": values}


class _RowWords(_Words):
    """The pieces about the rows of a thing."""

    def __init__(self, actor: Actor, thing: Thing) -> None:
        super().__init__(actor)
        self.thing = thing

    def condition(self, condition: Condition, *, holds: bool) -> str:
        if self.thing.through_people and self.thing.own(condition.field) is None:
            return super().condition(condition, holds=holds)
        field = self.thing.field(condition.field)
        if field.comparison.type == "yes" and condition.operator == "=":
            so = (set(condition.values) == {"yes"}) == holds
            return str(field.label) if so else gettext("not %(field)s") % {"field": field.label}
        phrase = ON_ROWS.get(condition.operator, ON_ROWS[""])
        if condition.operator == "=" and field.comparison.type == "day":
            phrase = ON_ROWS[""]
        comparison = field.comparison
        values = self.values(condition, comparison.type, comparison.choices(self.actor) if comparison.choices else ())
        return self.filled(phrase[not holds], field.label, condition, values)

    def denied(self, phrase: str) -> str:
        return gettext("not (%(phrase)s)") % {"phrase": phrase}


def either(values: Iterable[str]) -> str:
    """Values joined by "or"."""
    *others, last = [str(NAMED.get(value.strip("“”").casefold(), value)) for value in values] or [""]
    return gettext("%(others)s or %(last)s") % {"others": ", ".join(others), "last": last} if others else last


def quoted(values: Iterable[str]) -> str:
    """Names in quotes, joined by "or"."""
    return either(f"“{value}”" for value in values)


def day_in_words(value: str) -> str:
    """A day or a length of time, in the reader's language."""
    text = " ".join(value.casefold().split())
    if text in NAMED:
        return str(NAMED[text])
    found = _COUNTED.fullmatch(text)
    if found is not None and (found[1] or found[3] or len(text) < 4):
        return _counted(found[1] or "", int(found[2]), found[3] or "day", found[4] or "")
    try:
        return formats.date_format(date.fromisoformat(text), "DATE_FORMAT") if len(text) == 10 else value
    except ValueError:
        return value


def _counted(ahead: str, number: int, unit: str, ago: str) -> str:
    length = {
        "day": ngettext("%(number)s day", "%(number)s days", number),
        "week": ngettext("%(number)s week", "%(number)s weeks", number),
        "month": ngettext("%(number)s month", "%(number)s months", number),
        "year": ngettext("%(number)s year", "%(number)s years", number),
    }[unit] % {"number": number}
    if ago:
        return gettext("%(length)s ago") % {"length": length}
    return gettext("in %(length)s") % {"length": length} if ahead else length
