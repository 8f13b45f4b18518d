"""What sets of public data were added, from where and as of when; and who lobbied on what."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

from django.db.models import Count, Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.records.models import Edition, Filing


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A set of public data at its newest edition. `editions` counts how often it was added; `import_id` brought the newest."""

    scope: str
    title: str
    publisher: str
    link: str
    licence: str
    as_of: date
    added_at: datetime
    member: str
    import_id: int
    editions: int


@dataclass(frozen=True, slots=True)
class FilingRow:
    """Who lobbied for whom, on what and for which side; ids are of organisations, None where a name is missing."""

    id: int
    registrant_id: int | None
    registrant: str
    client_id: int | None
    client: str
    subject: str
    text: str
    position: str
    amount: str
    currency: str
    since: str
    until: str


def datasets(actor: Actor, *, scopes: Collection[str] | None = None, import_id: int | None = None) -> tuple[DatasetRow, ...]:
    """The sets of public data by title: all, those of these scopes, or those that one import brought."""
    actor.require("see_people")
    held = Edition.objects.filter(workspace_id=actor.workspace_id)
    if scopes is not None:
        held = held.filter(scope__in=scopes)
    if import_id is not None:
        held = held.filter(import_number=import_id)
    newest: dict[str, Edition] = {}
    for edition in held.select_related("member").order_by("scope", "-as_of", "-id"):
        newest.setdefault(edition.scope, edition)
    counted = dict(held.values_list("scope").annotate(number=Count("id")))
    rows = (_row(edition, counted[edition.scope]) for edition in newest.values())
    return tuple(sorted(rows, key=lambda row: (row.title.casefold(), row.scope)))


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition of a set of public data, and the import that brought it."""

    scope: str
    title: str
    publisher: str
    link: str
    as_of: date
    import_id: int


def editions_of_scopes(workspace_id: int, scopes: Collection[str]) -> tuple[EditionRow, ...]:
    """Every edition of these sets, the newest first. One query."""
    held = Edition.objects.filter(workspace_id=workspace_id, scope__in=scopes).order_by("-as_of", "-id")
    columns = held.values_list("scope", "title", "publisher", "link", "as_of", "import_number")
    return tuple(EditionRow(*values) for values in columns)


def _row(edition: Edition, editions: int) -> DatasetRow:
    return DatasetRow(
        scope=edition.scope, title=edition.title, publisher=edition.publisher, link=edition.link, licence=edition.licence,
        as_of=edition.as_of, added_at=edition.added_at, member=edition.member.name if edition.member else "",
        import_id=edition.import_number, editions=editions,
    )  # fmt: skip


def filings(actor: Actor, *, subject: str = "", organisation_id: int | None = None, most: int = 200) -> tuple[FilingRow, ...]:
    """Filings on a subject or of a client, the newest first, at most so many. Needs to see everybody: they name organisations."""
    actor.require("see_all_people")
    held = Filing.objects.filter(workspace_id=actor.workspace_id)
    if subject:
        held = held.filter(subject__iexact=subject.strip())
    if organisation_id is not None:
        held = held.filter(client_id=organisation_id)
    return tuple(_filing(each) for each in held.select_related("registrant", "client").order_by("-since", "-id")[:most])


def _filing(filing: Filing) -> FilingRow:
    amount = "" if filing.amount is None else str(filing.amount)
    return FilingRow(
        id=filing.pk, registrant_id=filing.registrant_id, registrant=filing.registrant.name if filing.registrant else "",
        client_id=filing.client_id, client=filing.client.name if filing.client else "", subject=filing.subject, text=filing.text,
        position=filing.position, amount=amount, currency=filing.currency, since=filing.since, until=filing.until,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """What organisations filed on: the bill or issue, and how many filings take a side."""

    subject: str
    number: int


def subjects_like(actor: Actor, words: str, *, most: int = 12) -> tuple[SubjectRow, ...]:
    """Subjects of filings that take a side and whose words share the most with these; the most filed first. One query."""
    actor.require("see_all_people")
    known = sorted({word for word in words.casefold().split() if len(word) > MEANING}, key=len, reverse=True)[:8]
    if not known:
        return ()
    named = Q()
    for word in known:
        named |= Q(subject__icontains=word) | Q(text__icontains=word)
    held = Filing.objects.filter(named, workspace_id=actor.workspace_id, position__in=("support", "oppose")).exclude(subject="")
    counted = held.values_list("subject").annotate(number=Count("id")).order_by("-number", "subject")
    return tuple(SubjectRow(subject, number) for subject, number in counted[:most])


def is_filed_on(actor: Actor, subject: str) -> bool:
    """Whether anything was filed on this subject, for whichever side. One query."""
    actor.require("see_all_people")
    return Filing.objects.filter(workspace_id=actor.workspace_id, subject__iexact=subject).exists()


def subjects_near(actor: Actor, subject: str, *, most: int = 5) -> tuple[str, ...]:
    """Subjects of filings that are spelt nearly like this one, the nearest first. One query.

    Looked at are those with one of its figures, or that begin with the same letters, at most 2,000.
    """
    actor.require("see_all_people")
    begun = Q(subject__istartswith=subject[:3]) if subject else Q(pk__in=())
    for figures in re.findall(r"\d+", subject)[:4]:
        begun |= Q(subject__contains=figures)
    held = Filing.objects.filter(begun, workspace_id=actor.workspace_id).exclude(subject="")
    return near(subject, held.order_by("subject").values_list("subject", flat=True).distinct()[:NEAR], most=most)


def near(said: str, names: Iterable[str], *, most: int = 5) -> tuple[str, ...]:
    """Those of these names that are spelt nearly like what was said, the nearest first."""
    folded = {" ".join(name.casefold().split()): name for name in names}
    found = get_close_matches(" ".join(said.casefold().split()), folded, n=most, cutoff=0.6)
    return tuple(folded[each] for each in found)


NEAR = 2_000
MEANING = 4
"""Words of so many letters and fewer say little of what a question is about."""
