"""Invitations as the doors show them: those that wait for a decision, with what we know about who sent them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Count, Max, Q, QuerySet

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.invitations.models import Invitation
from hustings.apps.invitations.triage import Advice, advise
from hustings.apps.people.access import visible_through
from hustings.apps.people.models import Participation, Vouch, VouchQuestion
from hustings.apps.people.queries import PersonRow, people_of_ids
from hustings.apps.people.queries.keyset import beyond, cursor_of, cut, key_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

PLATFORMS = {
    "linkedin": "https://www.linkedin.com/mynetwork/invitation-manager/",
    "facebook": "https://www.facebook.com/friends/requests",
    "x": "https://x.com/follower_requests",
}
"""Where pending invitations are answered on networks that have one page for them; elsewhere on the profile of who sent them."""


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation to connect. `met` and `exchanged` count meetings or calls, and messages or letters, between us so far.

    `member` is whose it is, `mine` that it is the reader's own. `advice` proposes what to do about a pending one. `must_say`
    says that the member has not said yet how they know the person; `likely_how` is what speaks from the facts, `link` opens the
    place on the network where it is answered. One that was `chosen` to be met first or held is out of sight until `away_until`.
    """

    id: int
    person: PersonRow
    channel: str
    direction: str
    sent_at: datetime
    message: str
    state: str
    decided_at: datetime | None
    member: str
    mine: bool
    chosen: str = ""
    away_until: date | None = None
    overruled: str = ""
    must_say: bool = False
    likely_how: str = ""
    met: int = 0
    exchanged: int = 0
    last_at: datetime | None = None
    link: str = ""
    advice: Advice | None = None


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    """A page of pending invitations; `next` opens the following one, empty at the end. `total` counts all that wait, `away` those
    that were put out of sight: to be met first, or held. `others` says, where one's own were asked for, that there are some of
    other members.
    """

    rows: tuple[InvitationRow, ...]
    next: str
    total: int
    away: int = 0
    others: bool = False


def _visible(actor: Actor) -> QuerySet[Invitation]:
    return Invitation.objects.filter(visible_through(actor, "person"), workspace_id=actor.workspace_id)


def invitations_page(
    actor: Actor, *, direction: Literal["in", "out"] = "in", away: bool = False, after: str = "", limit: int = 50,
    person_id: int | None = None, whose: Literal["all", "mine", "others"] = "all",
) -> InvitationsPage:  # fmt: skip
    """Pending invitations, the latest first: those that we received, or sent; `away` ones are out of sight for now.

    `whose` are meant: all, the reader's own, or those of other members. With `person_id` the rows are those of one person; the
    counts stay those of all. Leaves one line in the audit trail.
    """
    actor.require("see_people")
    if direction not in ("in", "out"):
        raise WrongInput("Say in or out for the direction.", field="direction")
    waiting = _visible(actor).filter(state="pending", direction=direction)
    own = Q(member_id=actor.member_id)
    every = {"all": waiting, "mine": waiting.filter(own), "others": waiting.exclude(own)}[whose]
    others = whose == "mine" and waiting.exclude(own).exists()
    out_of_sight = Q(away_until__gt=utc_now().astimezone(actor.zone).date())
    pending = every.filter(out_of_sight) if away else every.exclude(out_of_sight)
    hidden = every.filter(out_of_sight).count()
    chosen = pending.filter(person_id=person_id) if person_id is not None else pending
    if after:
        at, number = key_of(after, str, int)
        chosen = beyond(chosen, "sent_at", datetime.fromisoformat(at), number, falling=True)
    held, more = cut(chosen.select_related("member").order_by("-sent_at", "id"), max(1, min(limit, 200)))
    following = cursor_of(held[-1].sent_at.isoformat(), held[-1].pk) if more else ""
    record_audit(actor, "read_list", subject="invitations", detail={"rows": len(held)})
    return InvitationsPage(_rows(actor, held), following, pending.count(), hidden, others)


def invitations_of(actor: Actor, person_id: int) -> tuple[InvitationRow, ...]:
    """All invitations between us and a person, newest first."""
    held = _visible(actor).filter(person_id=person_id).select_related("member").order_by("-sent_at", "id")
    return _rows(actor, list(held))


def _rows(actor: Actor, invitations: Iterable[Invitation]) -> tuple[InvitationRow, ...]:
    held = list(invitations)
    people = {row.id: row for row in people_of_ids(actor, (each.person_id for each in held))}
    dealings = _dealings([row.person_id for row in held])
    pending = [each for each in held if each.state == "pending"]
    advice = advise(actor, pending, people, now=utc_now()) if pending else {}
    silent = _said_or_put_off(actor, [row.person_id for row in pending])
    return tuple(
        _row(
            each,
            people[each.person_id],
            dealings.get(each.person_id, {}),
            advice.get(each.pk),
            each.person_id not in silent,
            each.member_id == actor.member_id,
        )
        for each in held
    )


def _said_or_put_off(actor: Actor, person_ids: list[int]) -> set[int]:
    """Of whom the member need not say how they know them."""
    said = Vouch.objects.filter(person_id__in=person_ids, member_id=actor.member_id).values_list("person_id", flat=True)
    put_off = VouchQuestion.objects.filter(person_id__in=person_ids, member_id=actor.member_id, never=True)
    return {*said, *put_off.values_list("person_id", flat=True)}


LIKELY = {
    "same_company": "worked_together",
    "former_company": "worked_together",
    "met": "met_in_person",
    "said_met": "met_in_person",
    "said_introduced": "introduced_by",
    "exchanged": "online_only",
    "said_exchanged": "online_only",
}
"""How somebody is known, by the reason that speaks loudest for it."""


def _likely(advice: Advice | None) -> str:
    codes = [reason.code for reason in advice.proposal.reasons] if advice else []
    return next((how for code, how in LIKELY.items() if code in codes), "")


def profile_on(person: PersonRow, channel: str) -> str:
    """The address of somebody's profile on a network; empty where it is not known."""
    return next((each.link for each in person.identities if each.kind == channel and each.link), "")


def _row(
    row: Invitation, person: PersonRow, known: dict[str, Any], advice: Advice | None, must_say: bool, mine: bool
) -> InvitationRow:
    profile = profile_on(person, row.channel)
    link = PLATFORMS.get(row.channel) or profile if row.direction == "in" else profile or PLATFORMS.get(row.channel, "")
    return InvitationRow(
        id=row.pk, person=person, channel=row.channel, direction=row.direction, sent_at=row.sent_at, message=row.message,
        state=row.state, decided_at=row.decided_at, member=row.member.name, mine=mine, met=known.get("met", 0),
        exchanged=known.get("exchanged", 0), last_at=known.get("last_at"), link=link,
        advice=advice, chosen=row.chosen, away_until=row.away_until, overruled=row.overruled, likely_how=_likely(advice),
        must_say=must_say and row.direction == "in",
    )  # fmt: skip


def _dealings(person_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What happened with each of these people besides the invitation. One query."""
    kinds = {"meeting": "met", "call": "met", "message": "exchanged", "letter": "exchanged"}
    found: dict[int, dict[str, Any]] = {}
    held = Participation.objects.filter(person_id__in=person_ids, interaction__kind__in=kinds, interaction__automatic="")
    counted = held.values_list("person_id", "interaction__kind").annotate(number=Count("id"), last=Max("at"))
    for person_id, kind, number, last in counted.order_by("person_id"):
        known = found.setdefault(person_id, {"met": 0, "exchanged": 0, "last_at": last})
        known[kinds[kind]] += number
        known["last_at"] = max(known["last_at"], last)
    return found


def timeline_lines(workspace_id: int, person_id: int, most: int) -> list[dict[str, Any]]:
    """Timeline lines of a person: each invitation where it was sent."""
    held = Invitation.objects.filter(workspace_id=workspace_id, person_id=person_id).select_related("member", "source")
    return [
        {
            "at": row.sent_at,
            "kind": "invitation",
            "direction": row.direction,
            "channel": row.channel,
            "text": row.message,
            "source": row.source.reader,
            "member": row.member.name,
            "evidence": f"invitation:{row.pk}",
            "facts": {"state": row.state},
        }
        for row in held.order_by("-sent_at")[:most]
    ]
