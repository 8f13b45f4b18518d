"""What forms about people bring, as values. Errors name the field and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.queries import called, find_people, organisations_called
from hustings.kernel.errors import WrongInput


def number_of(text: str, field: str) -> int | None:
    """A whole number; None where nothing was given."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise WrongInput(gettext("Give a whole number."), field=field)
    return int(text)


def organisation_named(actor: Actor, text: str, field: str) -> int | None:
    """The id of the organisation that is meant by a number, by a name, or by both as in "Council (7)"; None for nothing."""
    said = " ".join(text.split())
    last = said.rpartition("(")[2].removesuffix(")") if said.endswith(")") else said
    if not said or (last.isascii() and last.isdecimal()):
        return number_of(last if said else "", field)
    found = organisations_called(actor, said)
    if len(found) == 1:
        return found[0][0]
    if not found:
        raise WrongInput(gettext("There is no organisation of this name."), field=field)
    names = ", ".join(f"{name} ({number})" for number, name in found)
    raise WrongInput(gettext("Several are meant. Give the number: %(names)s.") % {"names": names}, field=field)


def person_named(actor: Actor, text: str, field: str) -> int:
    """The id of the person who is meant by a number, or by a name that one person alone bears. A part of a word is no name."""
    said = text.strip()
    if said.isascii() and said.isdecimal():
        return number_of(said, field) or 0
    found = find_people(actor, said, limit=100) if said else ()
    meant = called(found, said)
    if len(meant) == 1:
        return meant[0].id
    names = ", ".join(f"{' · '.join(filter(None, (each.name, each.headline or each.organisation)))} ({each.id})"
                      for each in (meant or found)[:8])  # fmt: skip
    if meant:
        raise WrongInput(gettext("Several are called like that: %(names)s. Write the number.") % {"names": names}, field=field)
    if found:
        raise WrongInput(gettext("Nobody is called just like that. Is it one of them: %(names)s? Write the number.")
                         % {"names": names}, field=field)  # fmt: skip
    raise WrongInput(gettext("Nobody of that name is known. Add them under People first."), field=field)


def numbers_of(texts: Iterable[str], field: str) -> list[int]:
    """Whole numbers, each once, in their order."""
    found = (number_of(text, field) for text in texts)
    return list(dict.fromkeys(number for number in found if number is not None))


def day_of(text: str, field: str) -> date | None:
    """A day as date fields give it; None where empty."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongInput(gettext("Give the day as year, month and day: 2026-03-31."), field=field) from error


def moment_of(text: str, field: str) -> datetime | None:
    """A moment as fields for date and time give it, in the viewer's zone; None where empty."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongInput(gettext("Give the day and the time: 2026-03-31T18:30."), field=field) from error
    return moment if moment.tzinfo else timezone.make_aware(moment)
