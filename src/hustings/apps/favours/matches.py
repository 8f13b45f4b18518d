"""Offers and needs as the doors show them: both lists, matches with their reasons, and needs that can be heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.models import Asset, MatchDecision, Need
from hustings.apps.people.access import within_sight
from hustings.apps.people.models import Note, Occasion, Participation
from hustings.engine import matching
from hustings.engine.hearing import needs_in

MOST = 300
HEARD_FOR = timedelta(days=180)
TALKS = 400
"""So many of the newest talks and notes are listened to."""


@dataclass(frozen=True, slots=True)
class AssetRow:
    """Something to give; by a member, or by a person of the network."""

    id: int
    kind: str
    text: str
    member: str
    person_id: int | None
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NeedRow:
    """What somebody needs, with the sentence behind it. Without an id it was only heard, and nobody took it over yet."""

    id: int | None
    person_id: int
    person: str
    kind: str
    text: str
    sentence: str
    evidence: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class MatchRow:
    """An asset that may meet a need: the words both share, and what it is worth by now (0 to 1)."""

    need: NeedRow
    asset: AssetRow
    shared: tuple[str, ...]
    worth: float


@dataclass(frozen=True, slots=True)
class OffersView:
    """Everything about offers and needs at one moment."""

    assets: tuple[AssetRow, ...]
    needs: tuple[NeedRow, ...]
    matches: tuple[MatchRow, ...]
    heard: tuple[NeedRow, ...]


def offers(actor: Actor, *, now: datetime) -> OffersView:
    """What can be given, what is needed, and what fits. A constant number of queries; leaves a line in the audit trail."""
    actor.require("see_people")
    assets = [_asset(row) for row in _assets(actor)]
    known = Need.objects.filter(workspace_id=actor.workspace_id).exclude(state="suggested")
    rows = list(within_sight(actor, known).select_related("person").order_by("-at", "-id")[: 3 * MOST])
    needs = [_need(row) for row in rows if row.state == "open"][:MOST]
    silent = {row.pk for row in rows if row.person.do_not_contact}
    record_audit(actor, "read_list", subject="offers")
    heard = _heard(actor, {(row.person_id, row.evidence, row.text) for row in rows}, now=now)
    willing = [row for row in needs if row.id not in silent]
    return OffersView(tuple(assets), tuple(needs), _matches(actor, assets, willing, now=now), heard)


def _assets(actor: Actor) -> list[Asset]:
    held = Asset.objects.filter(workspace_id=actor.workspace_id, gone_at__isnull=True)
    every = held if actor.may("see_all_people") else held.filter(Q(person=None) | Q(person__assigned_to_id=actor.member_id))
    return list(every.select_related("member", "person").order_by("-id")[:MOST])


def _matches(actor: Actor, assets: list[AssetRow], needs: list[NeedRow], *, now: datetime) -> tuple[MatchRow, ...]:
    """Pairs that nobody decided on, the best first."""
    decided = set(MatchDecision.objects.filter(workspace_id=actor.workspace_id).values_list("need_id", "asset_id"))
    by_asset = {str(row.id): row for row in assets}
    by_need = {str(row.id): row for row in needs}
    found = matching.matches(
        [matching.Asset(id=str(row.id), owner=_owner(row), text=row.text, kind=row.kind) for row in assets],
        [
            matching.Need(id=str(row.id), person=f"person:{row.person_id}", text=f"{row.text} {row.sentence}", at=row.at,
                          kind=row.kind)
            for row in needs
        ],
        now=now,
    )  # fmt: skip
    rows = (MatchRow(by_need[one.need], by_asset[one.asset], one.shared, one.worth) for one in found)
    return tuple(row for row in rows if (row.need.id, row.asset.id) not in decided)


def _owner(row: AssetRow) -> str:
    return f"person:{row.person_id}" if row.person_id else "team"


def _heard(actor: Actor, known: set[tuple[int, str, str]], *, now: datetime) -> tuple[NeedRow, ...]:
    """Needs in what people wrote, in notes and in new positions, that nobody took over or dismissed."""
    found: dict[tuple[int, str], NeedRow] = {}
    for row in _listening(actor, now):
        if (row.person_id, row.evidence, row.text) not in known:
            found.setdefault((row.person_id, row.text), row)
    return tuple(sorted(found.values(), key=lambda row: row.at, reverse=True)[:60])


def _listening(actor: Actor, now: datetime) -> Iterator[NeedRow]:
    since = now - HEARD_FOR
    held = Participation.objects.filter(workspace_id=actor.workspace_id, at__gte=since, at__lte=now, interaction__automatic="")
    talks = within_sight(actor, held).exclude(interaction__direction="out").exclude(interaction__text="").order_by("-at")
    for person, name, number, text, at in talks.filter(person__own_member=None).values_list(
        "person_id", "person__name", "interaction_id", "interaction__text", "at"
    )[:TALKS]:
        yield from _in_text(person, name, text, f"interaction:{number}", at)
    notes = within_sight(actor, Note.objects.filter(workspace_id=actor.workspace_id, at__gte=since)).order_by("-at")
    for person, name, number, text, at in notes.values_list("person_id", "person__name", "id", "text", "at")[:TALKS]:
        yield from _in_text(person, name, text, f"note:{number}", at)
    begun = Occasion.objects.filter(workspace_id=actor.workspace_id, kind="new_position", at__gte=now - timedelta(days=120))
    for row in within_sight(actor, begun).select_related("person").order_by("-at")[:MOST]:
        yield from _in_position(row)


def _in_text(person: int, name: str, text: str, evidence: str, at: datetime) -> Iterator[NeedRow]:
    for each in needs_in(text):
        yield NeedRow(None, person, name, each.kind, each.sentence[:500], each.sentence, evidence, at, "suggested")


def _in_position(row: Occasion) -> Iterator[NeedRow]:
    """Who has just begun somewhere wants to know people there."""
    organisation = row.facts.get("organisation", "")
    if organisation:
        sentence = ", ".join(part for part in (row.facts.get("title", ""), organisation) if part)
        text = f"People to know at {organisation}"
        yield NeedRow(
            None, row.person_id, row.person.name, "introduction", text, sentence, f"occasion:{row.pk}", row.at, "suggested"
        )


def _asset(row: Asset) -> AssetRow:
    return AssetRow(row.pk, row.kind, row.text, row.member.name, row.person_id, row.person.name if row.person else "", row.at)


def _need(row: Need) -> NeedRow:
    return NeedRow(row.pk, row.person_id, row.person.name, row.kind, row.text, row.sentence, row.evidence, row.at, row.state)
