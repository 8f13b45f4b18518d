"""Two workspaces with the same things in each, and canary words in every text, so that a leak shows wherever it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.test import Client

from access.map_things import map_things, stated_tie
from access.network_things import network_things
from access.routes import CANARY
from conftest import PASSWORD, joined, signed_in
from hustings.apps.accounts.actions import create_token, create_workspace, invite_member
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.civic.actions import place_bodies
from hustings.apps.events.giving_out import make_feed
from hustings.apps.events.models import Calendar, FollowUp, Guest
from hustings.apps.events.noting import Jotted, take_jottings
from hustings.apps.events.planning import add_event, put_slot
from hustings.apps.exports import keeping
from hustings.apps.exports.models import Export
from hustings.apps.favours.actions import put_down_ask, put_down_favour, put_down_gift
from hustings.apps.goals.actions import add_goal, add_stakeholder
from hustings.apps.goals.acts import link_subject
from hustings.apps.goals.models import Goal, GoalTask
from hustings.apps.groups.actions import add_group, add_membership
from hustings.apps.groups.models import Group, Post
from hustings.apps.groups.roles import add_opportunity, put_forward
from hustings.apps.inbox.actions import Threaded, thread_messages
from hustings.apps.inbox.labels import ensure_label
from hustings.apps.inbox.models import Alarm, Conversation, Letter, SavedView, Snippet
from hustings.apps.intake.models import Import
from hustings.apps.invitations.models import Invitation
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people import actions as people
from hustings.apps.people.actions import dealings
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.actions.reviews import open_reviews
from hustings.apps.people.actions.undo import remember
from hustings.apps.people.models import (
    BulkChunk,
    BulkEdit,
    Evidence,
    Note,
    Organisation,
    Person,
    PersonTag,
    Promise,
    Review,
    SavedSegment,
)
from hustings.apps.today.models import TodayItem, TodayList
from hustings.kernel.records import OrganisationRecord

NOW = datetime.now(UTC)
NOTHING = 987_654_321
PHOTO = b"\x89PNG\r\n\x1a\n" + b"0" * 20
ROLES = ("owner", "manager", "organiser", "volunteer", "viewer")
Things = dict[str, Any]


@dataclass(frozen=True)
class Who:
    """An actor with the ways in: a browser and a token of each scope."""

    actor: Actor
    browser: Client
    writes: Client
    reads: Client


@dataclass(frozen=True)
class World:
    """`mine` are things on people assigned to the volunteer, `hidden` on others, `foreign` of the other workspace."""

    who: dict[str, Who]
    stranger: Who
    mine: dict[str, Things]
    hidden: dict[str, Things]
    foreign: Things


def bearer(secret: str) -> Client:
    """A program with a token and nothing else."""
    return Client(headers={"authorization": f"Bearer {secret}"})


def way_in(actor: Actor) -> Who:
    """The actor's browser and tokens."""
    secrets = [create_token(actor, name=scope, scope=scope).secret for scope in ("write", "read")]
    return Who(replace(actor, door="web"), signed_in(actor), *(bearer(secret) for secret in secrets))


@contextmanager
def seeded() -> Iterator[World]:
    """Both workspaces; gone after the block."""
    with transaction.atomic():
        yield _world()
        transaction.set_rollback(True)


def _world() -> World:
    ada = create_workspace(name="Ada for Mayor", owner_email="ada@example.org", owner_name="Ada Okafor", password=PASSWORD)
    otto = create_workspace(
        name=f"{CANARY}foreign", owner_email="otto@example.net", owner_name=f"{CANARY}foreign", password=PASSWORD
    )
    actors = {role: joined(ada, email=f"{role}@example.org", name=f"The {role}", role=role) for role in ROLES[1:]}
    actors["owner"] = ada
    everybody = {role: actors[role] for role in ROLES}
    mine, hidden = _shared(ada, "mine", actors["volunteer"]), _shared(ada, "hidden", None)
    _told_to_both(ada, mine, hidden)
    theirs = _shared(otto, "foreign", None) | _own(otto, "foreign")
    owns = {role: _own(actor, "mine", person=mine["person"]) for role, actor in everybody.items()}
    others = {role: owns["manager" if role == "owner" else "owner"] for role in ROLES}
    for role, actor in everybody.items():
        note = Note.objects.create(
            workspace_id=actor.workspace_id, person_id=hidden["person"], member_id=actor.member_id, text=f"{CANARY}hidden"
        )
        others[role] = {**others[role], "note": note.pk, "stance": _stance(actor, hidden["person"], f"{CANARY}hidden")}
    return World(
        who={role: way_in(actor) for role, actor in everybody.items()},
        stranger=way_in(otto),
        mine={role: mine | owns[role] for role in ROLES},
        hidden={role: hidden | others[role] for role in ROLES},
        foreign=theirs,
    )


def _shared(owner: Actor, scope: str, volunteer: Actor | None) -> Things:
    """One of everything in the owner's workspace, with canaries of this scope; people in the volunteer's care."""
    word = f"{CANARY}{scope}"
    email = f"{word.lower()}@example.org"
    person = people.add_person(owner, name=f"{word} One", email=email, organisation=f"{word} Works", title=word)
    other, third, fourth = (people.add_person(owner, name=f"{word} {n}") for n in ("Two", "Three", "Four"))
    Person.objects.filter(pk__in=(person, other, third)).update(assigned_to_id=volunteer.member_id if volunteer else None)
    people.tag_person(owner, person, name=word)
    field = people.add_field(owner, name=f"Field {scope}" if scope != "foreign" else word, type="text")
    people.set_value(owner, person, field_id=field, value=word)
    people.vouch_for(owner, person, how="worked_together", i_would_say=f"{CANARY}private")
    due = NOW + timedelta(days=1)
    people.log_touch(
        owner, [person], kind="call", at=NOW - timedelta(days=3), now=NOW, text=word, promise=word, promise_due=due.date()
    )
    people.edit_person(owner, person, changes={"headline": word, "summary": word})
    merged = people.merge_people(owner, third, fourth)
    open_reviews(owner.workspace_id, [(person, other, 0.9, [["name", 3.0, word]])])
    things = {
        "person": person,
        "other": other,
        "merge": merged.pk,
        "field": field,
        "workspace": owner.workspace_id,
        "tag": PersonTag.objects.get(person_id=person).tag_id,
        "promise": Promise.objects.get(person_id=person).pk,
        "organisation": Organisation.objects.get(positions__person_id=person).pk,
        "review": Review.objects.get(first_id=person).pk,
        "member_invitation": invite_member(owner, email=f"asked-{scope}@example.org", role="viewer").id,
        "member": joined(owner, email=f"spare-{scope}@example.org", name=f"Spare {scope}", role="viewer").member_id,
    }
    return (
        things
        | _mail(owner, person, word)
        | _goal(owner, person, word)
        | _group(owner, person, word)
        | _favours(owner, person, word)
        | _event(owner, person, word if scope == "foreign" else "Harbour Forum")
        | network_things(owner, person, word)
        | map_things(owner, person, other, word)
        | _body(owner, things["organisation"], word)
    )


def _body(owner: Actor, organisation: int, word: str) -> Things:
    """Makes the organisation a public body."""
    told = OrganisationRecord(external_id=f"canary:{word}", name=f"{word} Works", classification="committee")
    place_bodies(owner.workspace_id, [told])
    return {"body": organisation}


def _mail(owner: Actor, person: int, word: str) -> Things:
    source = source_for(owner.workspace_id, member_id=owner.member_id, reader="mail", use_rule="own-mail", account=word)
    at = NOW - timedelta(days=2)
    mail = dealings.Dealing(
        f"mail {word}", b"0" * 16, "message", "in", "email", at, ((person, "from"),), subject=word, text=f"{word}?"
    )
    (number,) = dealings.store(
        owner.workspace_id,
        [mail],
        source_id=source.pk,
        member_id=owner.member_id,
        own_person_id=people.own_person(owner.member_id).pk,
    )
    thread = Threaded(number, word, "email", word, at, "in", person)
    thread_messages(owner.workspace_id, [thread], source_id=source.pk, member_id=owner.member_id)
    Conversation.objects.filter(thread=word).update(needs_reply=True, reply_kind="question", reply_to_id=number)
    invitation = Invitation.objects.create(
        workspace_id=owner.workspace_id,
        source=source,
        member_id=owner.member_id,
        person_id=person,
        external_id=word,
        digest=b"0",
        channel="linkedin",
        direction="in",
        sent_at=at,
        message=word,
    )
    Letter.objects.create(interaction_id=number, html=f"<p>{word}</p>")
    return {
        "letter": number,
        "evidence": f"interaction:{number}",
        "conversation": Conversation.objects.get(thread=word).pk,
        "invitation": invitation.pk,
    }


def _import(owner: Actor, word: str) -> Things:
    made = Import.objects.create(
        workspace_id=owner.workspace_id,
        member_id=owner.member_id,
        owner_id=owner.member_id,
        paths=[word],
        state="planned",
        preview={"files": [], "counts": {}, "examples": {"people": {"created": [word]}}},
    )
    return {"import": made.pk}


def _told_to_both(owner: Actor, mine: Things, hidden: Things) -> None:
    """A meeting with somebody whom the volunteer may see and somebody whom they may not."""
    people.log_touch(
        owner, [mine["person"], hidden["person"]], kind="meeting", at=NOW - timedelta(days=1), now=NOW, text="Together"
    )


def _own(actor: Actor, scope: str, *, person: int | None = None) -> Things:
    """What belongs to one member alone: an item of today's list, an undo step, a token, a note."""
    about = person or Person.objects.filter(workspace_id=actor.workspace_id, own_member=None).order_by("id")[0].pk
    word = f"{CANARY}{scope}"
    day = NOW.astimezone(actor.zone).date()
    held = TodayList.objects.create(workspace_id=actor.workspace_id, member_id=actor.member_id, day=day, minutes=30)
    reasons = [{"code": "cadence_due", "facts": {"segment": "network"}, "weight": 1.0, "evidence": [f"person:{about}"]}]
    item = TodayItem.objects.create(
        list=held,
        person_id=about,
        rank=1,
        action="reconnect",
        channel="email",
        minutes=5,
        score=1.0,
        reasons=reasons,
        opening=word,
    )
    note = Note.objects.create(workspace_id=actor.workspace_id, person_id=about, member_id=actor.member_id, text=word)
    step = remember(actor, "keep_promise", label=word, data={"promise": NOTHING})
    token = create_token(actor, name=word if scope == "foreign" else "kept", scope="read")
    own = {"item": item.pk, "step": step, "token": token.id, "note": note.pk, "stance": _stance(actor, about, word)}
    own |= _inbox(actor, word) | {"relation": stated_tie(actor, about, word)}
    own |= _together(actor, word, about) | _task(actor, word) | _said(actor, word)
    return own | _import(actor, word) | _exports(actor, word)


def _inbox(actor: Actor, word: str) -> Things:
    """A label, a snippet and an alarm of the workspace, and a view of the member's own."""
    name = f"{word} {actor.member_id}"
    view = SavedView.objects.create(workspace_id=actor.workspace_id, member_id=actor.member_id, name=name, query="state=all")
    snippet = Snippet.objects.create(workspace_id=actor.workspace_id, member_id=actor.member_id, name=name, text=word)
    alarm = Alarm.objects.create(workspace_id=actor.workspace_id, kind="by_hand", key=-actor.member_id, at=NOW, statement=word)
    label = ensure_label(replace(actor, role="owner"), name=name)
    return {"inbox_view": view.pk, "snippet": snippet.pk, "alarm": alarm.pk, "label": label}


def _stance(actor: Actor, person: int, word: str) -> int:
    """A fact about where somebody stands that the member keeps."""
    return Evidence.objects.create(
        workspace_id=actor.workspace_id, issue=people.ensure_issue(actor.workspace_id, word), person_id=person, kind="text",
        source=word, at=NOW - timedelta(days=1), lean=1, words=word, condition="public", member_id=actor.member_id,
    ).pk  # fmt: skip


def _group(owner: Actor, person: int, word: str) -> Things:
    """A group to which somebody belongs, and a role for which they are considered."""
    group, _ = add_group(owner, name=f"{word} coalition", purpose=word)
    membership, _ = add_membership(owner, group, person_id=person, role=word)
    role, _ = add_opportunity(owner, title=f"{word} treasurer", group=group)
    candidate, _ = put_forward(owner, role, person, now=NOW, note=word)
    return {"group": group, "membership": membership, "opportunity": role, "candidate": candidate}


def _said(actor: Actor, word: str) -> Things:
    """What the member said to a group of the workspace."""
    group = Group.objects.filter(workspace_id=actor.workspace_id).order_by("id")[0]
    said = Post.objects.create(workspace_id=actor.workspace_id, group=group, text=word, member_id=actor.member_id)
    return {"post": said.pk}


def _task(actor: Actor, word: str) -> Things:
    """A task of a goal that is the member's to do."""
    goal = Goal.objects.filter(workspace_id=actor.workspace_id).order_by("id")[0]
    task = GoalTask.objects.create(
        workspace_id=actor.workspace_id, goal=goal, title=word, due_on=NOW.date(), owner_id=actor.member_id,
        member_id=actor.member_id,
    )  # fmt: skip
    return {"task": task.pk, "errand": f"goal_task:{task.pk}"}


def _goal(owner: Actor, person: int, word: str) -> Things:
    """A goal with somebody on its map."""
    goal, _ = add_goal(owner, name=word)
    subject, _ = link_subject(owner, goal, f"{word} 7")
    return {"goal": goal, "subject": subject, "stakeholder": add_stakeholder(owner, goal, person_id=person)[0]}


def _event(owner: Actor, person: int, title: str) -> Things:
    """An event with somebody on its list, a card of theirs, a promise and a follow-up; everybody of the workspace sees it."""
    event, _ = add_event(owner, title=title, starts_at=NOW - timedelta(hours=3))
    name = Person.objects.get(pk=person).name
    guest = Guest.objects.create(workspace_id=owner.workspace_id, event_id=event, person_id=person, key="one", name=name)
    at = NOW - timedelta(hours=2)
    notes = [
        Jotted(client_id=uuid4().hex, kind=kind, at=at, person=person, text=name, photo=PHOTO if kind == "card" else b"")
        for kind in ("card", "promise")
    ]
    card, _ = take_jottings(owner, event, notes, now=NOW)
    return {
        "event": event,
        "guest": guest.pk,
        "jotting": card.id,
        "follow_up": FollowUp.objects.get(event_id=event).pk,
        "slot": put_slot(owner, event, topic=title)[0],
        "event_promise": Promise.objects.filter(text=name, person_id=person).latest("id").pk,
    }


def _calendar(actor: Actor, word: str) -> Things:
    """A calendar that the member reads, and a secret address under which theirs is given out."""
    held = Calendar.objects.create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, kind="feed", name=word, error=word,
        address=f"https://{word}.example.org/{actor.member_id}",
    )  # fmt: skip
    return {"calendar": held.pk, "event_feed": make_feed(actor, name="My phone")[0]}


def _favours(owner: Actor, person: int, word: str) -> Things:
    """A favour, an ask and a gift."""
    at = NOW - timedelta(hours=1)
    favour, _ = put_down_favour(owner, person, direction="received", kind="time", at=at, now=NOW, text=word)
    ask, _ = put_down_ask(owner, person, kind="vote", at=at, now=NOW, text=word, planned=True)
    put_down_gift(owner, person, what=word, on=at.date(), rule="us-house", giver="private", value=Decimal(1))
    return {"favour": favour, "ask": ask}


def _together(actor: Actor, word: str, person: int) -> Things:
    """A segment of the member's own, and a change that they made to many."""
    name = f"{word} {actor.member_id}"
    segment = SavedSegment.objects.create(
        workspace_id=actor.workspace_id, name=name, text=f'tag = "{word}"', member_id=actor.member_id
    )
    edit = BulkEdit.objects.create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, change={"do": "add_tag", "value": word}, state="done", total=1
    )
    BulkChunk.objects.create(edit=edit, people=[person], done=True)
    return {"segment": segment.pk, "bulk": edit.pk} | _channel(actor, word, person) | _calendar(actor, word)


def _channel(actor: Actor, word: str, person: int) -> Things:
    """An account that the member has connected, and an answer by it that waits."""
    account = f"{word}-{actor.member_id}@example.org"
    held = Channel.objects.create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, platform="email", account=account, purpose=word
    )
    Stream.objects.create(channel=held, name=f"{word} INBOX", error=word)
    waiting = Outgoing.objects.create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, channel=held, person_id=person, what=word, text=word,
        key=f"{word}{actor.member_id}",
    )  # fmt: skip
    return {"channel": held.pk, "outgoing": waiting.pk}


def _exports(actor: Actor, word: str) -> Things:
    """A finished export of the member's own, and one of another member, waiting for somebody's word."""
    where, name = f'name = "{word}"', f"{actor.member_id}.csv"
    (keeping.folder() / name).write_text(word)
    made = {"what": "people", "format": "csv", "where": where, "rows": 1, "workspace_id": actor.workspace_id}
    ready = Export.objects.create(
        **made, member_id=actor.member_id, state="ready", file=name, size=1, made_at=NOW, expires_at=NOW + timedelta(days=1)
    )
    asker = Member.objects.filter(workspace_id=actor.workspace_id, role__in=["owner", "manager"]).exclude(pk=actor.member_id)
    waiting = Export.objects.create(**made, member=asker.first() or Member.objects.get(pk=actor.member_id), state="waiting")
    return {"export": ready.pk, "own_export": ready.pk, "asked": waiting.pk}
