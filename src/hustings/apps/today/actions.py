"""Makes the list of the day, keeps what became of each item, and takes it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.favours.for_today import settle_owed
from hustings.apps.inbox.actions import answer_conversations, unanswer_conversations
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.access import visible_people, visible_through
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.touches import keep_promise, log_touch
from hustings.apps.people.actions.undo import remember, undo, way_back
from hustings.apps.people.models import Occasion, Person, UndoStep
from hustings.apps.today.asking import require_open
from hustings.apps.today.deciding import ACTION, require_choice
from hustings.apps.today.found_occasions import find_occasions
from hustings.apps.today.models import Quiet, TodayItem, TodayList
from hustings.apps.today.planning import Plan, opening_without, plan
from hustings.apps.today.replay import newest_facts
from hustings.engine.ranking import SUPPORTING, Candidate, Reason, action_of, minutes_for, score
from hustings.kernel.errors import NotFound, WrongInput

CLOSED = {"done": "Done", "later": "Not now", "not_needed": "Not needed", "wrong": "Wrong reason"}
"""What became of an item, as its undo step says."""
URGENT = frozenset({"unanswered_message", "promise_due", "invitation_pending"})


def refresh(actor: Actor, *, now: datetime) -> TodayList:
    """The actor's list of the day, made if there is none yet. One that was made stays as it is; what is new waits beside it.

    Looking whether anything came in since the last look is one query; only then are reasons gathered again.
    """
    made, fresh = _list_of_day(actor, now=now)
    if not fresh and made.checked != newest_facts(actor.workspace_id):
        _look_beside(actor, made, now=now)
    return made


def _list_of_day(actor: Actor, *, now: datetime) -> tuple[TodayList, bool]:
    """The list, and whether it was made just now."""
    actor.require("work_today")
    day = now.astimezone(actor.zone).date()
    held = TodayList.objects.filter(member_id=actor.member_id, day=day).first()
    if held is not None:
        return held, False
    minutes = Member.objects.values_list("minutes_a_day", flat=True).get(pk=actor.member_id)
    seen = newest_facts(actor.workspace_id)
    find_occasions(actor.workspace_id, now=now)
    plans = plan(actor, now=now, minutes=minutes)
    with transaction.atomic():
        made, fresh = TodayList.objects.get_or_create(
            member_id=actor.member_id, day=day,
            defaults={
                "workspace_id": actor.workspace_id, "minutes": minutes, "made_at": now, "checked_at": now, "seen": seen,
                "checked": seen,
            },
        )  # fmt: skip
        if fresh:
            _store(made, plans, first=1, waiting=False)
    return made, fresh


def _store(made: TodayList, plans: Iterable[Plan], *, first: int, waiting: bool) -> list[int]:
    """Puts people on the list or beside it. Returns the ids of their items."""
    items = [
        TodayItem(
            list=made,
            person_id=each.person_id,
            rank=rank,
            action=each.action,
            channel=each.channel,
            minutes=each.minutes,
            score=each.score,
            reasons=msgspec.to_builtins(each.reasons),
            waiting=waiting,
            opening=each.opening.text if each.opening else "",
            opening_evidence=each.opening.evidence if each.opening else "",
            opening_language=each.opening.language if each.opening else "",
        )
        for rank, each in enumerate(plans, start=first)
    ]
    TodayItem.objects.bulk_create(items)
    return [item.pk for item in items]


def look_again(actor: Actor, *, now: datetime) -> int:
    """Puts what is new and urgent beside today's list, to be taken on request. Returns how many wait now."""
    made, fresh = _list_of_day(actor, now=now)
    if not fresh:
        _look_beside(actor, made, now=now)
    return made.items.filter(waiting=True).count()


def _look_beside(actor: Actor, made: TodayList, *, now: datetime) -> None:
    """A list that nobody was on is made anew; beside another, people wait with urgent reasons whose evidence is newer than it."""
    newest = newest_facts(actor.workspace_id)
    on_list = set(made.items.values_list("person_id", flat=True))
    plans = plan(actor, now=now, minutes=made.minutes, already=on_list)
    found = plans if not on_list else [each for each in plans if any(_is_news(reason, made.seen) for reason in each.reasons)]
    with transaction.atomic():
        _store(made, found, first=len(on_list) + 1, waiting=bool(on_list))
        made.checked_at, made.checked = now, newest
        made.seen = made.seen if on_list else newest
        made.save(update_fields=["checked_at", "checked", "seen"])


def _is_news(reason: Reason, seen: dict[str, int]) -> bool:
    """Whether a reason is urgent and rests on something that was not known when the list was made."""
    named = (evidence.split(":") for evidence in reason.evidence)
    return reason.code in URGENT and any(int(number) > seen.get(kind, 0) for kind, number in named)


def take_waiting(actor: Actor, *, now: datetime) -> int:
    """Puts the waiting ones on the list. Returns the undo step."""
    actor.require("work_today")
    made = refresh(actor, now=now)
    ids = list(made.items.filter(waiting=True).values_list("id", flat=True))
    with transaction.atomic():
        TodayItem.objects.filter(id__in=ids).update(waiting=False)
        return remember(actor, "take_waiting", label="new ones taken", data={"items": ids})


@way_back("take_waiting")
def _untake(actor: Actor, data: dict[str, Any]) -> None:
    TodayItem.objects.filter(list__workspace_id=actor.workspace_id, id__in=data["items"]).update(waiting=True)


def set_minutes(actor: Actor, minutes: int, *, now: datetime, usual: bool = False) -> int:
    """Makes today's open list anew for so many minutes; what was done stays. With `usual` also the minutes of other days."""
    actor.require("work_today")
    if not 5 <= minutes <= 480:
        raise WrongInput("Between 5 minutes and 8 hours.", field="minutes")
    made, _ = _list_of_day(actor, now=now)
    open_ones = made.items.filter(state="open", waiting=False)
    stay = set(made.items.exclude(pk__in=open_ones).values_list("person_id", flat=True))
    spent = sum(made.items.filter(state="done").values_list("minutes", flat=True))
    plans = plan(actor, now=now, minutes=max(minutes - spent, 0), already=stay)
    with transaction.atomic():
        held = Member.objects.values_list("minutes_a_day", flat=True).get(pk=actor.member_id)
        before = {"list": made.pk, "minutes": made.minutes, "usual": held if usual else None, "rows": frozen(open_ones)}
        open_ones.delete()
        before["made"] = _store(made, plans, first=len(stay) + 1, waiting=False)
        TodayList.objects.filter(pk=made.pk).update(minutes=minutes)
        if usual:
            Member.objects.filter(pk=actor.member_id).update(minutes_a_day=minutes)
        return remember(actor, "set_minutes", label=f"{minutes} minutes", data=before)


@way_back("set_minutes")
def _unset_minutes(actor: Actor, data: dict[str, Any]) -> None:
    made = TodayList.objects.filter(workspace_id=actor.workspace_id, pk=data["list"]).first()
    if made is None:
        return
    if data["usual"] is not None:
        Member.objects.filter(pk=made.member_id).update(minutes_a_day=data["usual"])
    TodayList.objects.filter(pk=made.pk).update(minutes=data["minutes"])
    made.items.filter(pk__in=data["made"], state="open").delete()
    # Somebody who was settled on the other list, or is gone since, does not come back.
    held = set(made.items.values_list("person_id", flat=True))
    for item in thawed(data["rows"]):
        known = Person.objects.filter(workspace_id=actor.workspace_id, pk=item.person_id).exists()
        if known and item.person_id not in held:
            item.save(force_insert=True)


def mark_done(
    actor: Actor,
    item_id: int,
    *,
    now: datetime,
    note: str = "",
    kind: str = "",
    channel: str = "",
    promise: str = "",
    promise_due: date | None = None,
    happened: bool = False,
) -> int:
    """They did it: logs the touch, settles what it answered, and ticks the item off. Returns the undo step.

    Raises deciding.NotDecided while nobody has chosen what to do about the invitation that the item is about, and asking.NotNow
    where limits, a quiet time or a wish came in between; `happened` logs what was said all the same.
    """
    with transaction.atomic():
        item = _item(actor, item_id)
        require_choice(item, on=now.astimezone(actor.zone).date())
        if not happened:
            require_open(actor, item, now=now)
        if item.action == ACTION and not note and not kind:
            steps: list[int] = []
        else:
            logged = log_touch(
                actor,
                [item.person_id],
                kind=kind or _kind(channel or item.channel),
                at=now,
                now=now,
                channel=channel or item.channel,
                text=note,
                promise=promise,
                promise_due=promise_due,
            )
            steps = [logged.step_id]
        steps += [keep_promise(actor, promise_id, now=now) for promise_id in _ids(item, "promise")]
        steps += settle_owed(actor, favour_ids=_ids(item, "favour"), ask_ids=_ids(item, "ask"), now=now)
        occasions = _settle(item, now)
        return _close(actor, item, "done", now, steps=steps, **occasions)


def _kind(channel: str) -> str:
    return {"phone": "call", "in_person": "meeting", "letter": "letter"}.get(channel, "message")


def _ids(item: TodayItem, kind: str) -> list[int]:
    evidence = (each for reason in item.reasons for each in reason["evidence"])
    return [int(each.split(":")[1]) for each in evidence if each.startswith(f"{kind}:")]


def _settle(item: TodayItem, now: datetime) -> dict[str, Any]:
    """Occasions are settled and conversations answered, as far as they are reasons of this item. Invitations are decided on in
    their own room, which asks how the two know each other."""
    occasions = list(Occasion.objects.filter(id__in=_ids(item, "occasion"), settled_at__isnull=True).values_list("id", flat=True))
    Occasion.objects.filter(id__in=occasions).update(settled_at=now)
    answered = answer_conversations(item.list.workspace_id, _ids(item, "interaction"), now=now)
    return {"occasions": occasions, "answered": answered}


def postpone(actor: Actor, item_id: int, *, until: date, now: datetime) -> int:
    """Not now: the person stays away from every list until the day. Returns the undo step."""
    if until <= now.astimezone(actor.zone).date():
        raise WrongInput("Choose a day after today.", field="until")
    with transaction.atomic():
        item = _item(actor, item_id)
        quiet = _quiet(actor, item, now, until=until)
        return _close(actor, item, "later", now, until=until, quiets=[quiet.pk])


def mark_not_needed(actor: Actor, item_id: int, *, now: datetime) -> int:
    """Not needed: these reasons, with this evidence, do not come again. Returns the undo step."""
    with transaction.atomic():
        item = _item(actor, item_id)
        quiets = [
            _quiet(actor, item, now, code=reason["code"], evidence=each) for reason in item.reasons for each in reason["evidence"]
        ]
        return _close(actor, item, "not_needed", now, quiets=[quiet.pk for quiet in quiets])


def mark_wrong(actor: Actor, item_id: int, *, code: str, now: datetime) -> int:
    """A wrong reason: reasons of this kind do not come again for this person, who stays on the list where others remain.

    What only supports others (closeness, the worth for a goal) cannot be said to be wrong. Returns the undo step.
    """
    with transaction.atomic():
        item = _item(actor, item_id)
        codes = list(dict.fromkeys(reason["code"] for reason in item.reasons if reason["code"] not in SUPPORTING))
        if code not in codes:
            raise WrongInput(f"Say which of the reasons is wrong: {', '.join(codes)}.", field="code")
        quiet = _quiet(actor, item, now, code=code)
        if codes == [code]:
            return _close(actor, item, "wrong", now, quiets=[quiet.pk])
        return _take_reason(actor, item, code, now, quiet=quiet.pk)


def _take_reason(actor: Actor, item: TodayItem, code: str, now: datetime, *, quiet: int) -> int:
    """Leaves the item on the list with its other reasons, and with another opening where that came from the wrong one."""
    taken = [reason for reason in item.reasons if reason["code"] == code]
    before = {"opening": [item.opening, item.opening_evidence, item.opening_language], "action": item.action}
    item.reasons = [reason for reason in item.reasons if reason["code"] != code]
    _weigh(item)
    evidence = {each for reason in taken for each in reason["evidence"]}
    if item.action != before["action"] or item.opening_evidence in evidence:
        words = opening_without(actor, item.person_id, action=item.action, evidence=evidence, now=now)
        item.opening, item.opening_evidence, item.opening_language = words or ("", "", "")
    item.save()
    data = {"item": item.pk, "quiet": quiet, "reasons": taken, "opening": before["opening"]}
    return remember(actor, "wrong_reason", label=item.person.name, data=data)


def _weigh(item: TodayItem) -> None:
    """What to do, how long it takes and what it is worth, from the reasons that the item has now."""
    reasons = msgspec.convert(item.reasons, tuple[Reason, ...])
    candidate = Candidate(item.person_id, reasons, item.channel, item.minutes)
    item.action, item.score = action_of(candidate), score(candidate)
    item.minutes = minutes_for(item.action, channel=item.channel)


@way_back("wrong_reason")
def _give_reason_back(actor: Actor, data: dict[str, Any]) -> None:
    Quiet.objects.filter(workspace_id=actor.workspace_id, pk=data["quiet"]).delete()
    item = TodayItem.objects.filter(list__workspace_id=actor.workspace_id, pk=data["item"]).first()
    if item is None:
        return
    item.reasons = sorted([*item.reasons, *data["reasons"]], key=lambda reason: -reason["weight"])
    item.opening, item.opening_evidence, item.opening_language = data["opening"]
    _weigh(item)
    item.save()


def _item(actor: Actor, item_id: int) -> TodayItem:
    actor.require("work_today")
    mine = TodayItem.objects.filter(list__member_id=actor.member_id, list__workspace_id=actor.workspace_id)
    # With a lock on it: of two windows that settle it at the same moment, the second finds it settled.
    item = mine.select_for_update(of=("self",)).filter(visible_through(actor, "person"), pk=item_id).first()
    if item is None or not visible_people(actor).filter(pk=item.person_id).exists():
        raise NotFound("There is no such item on your list.")
    if item.state != "open":
        raise WrongInput("This was settled already. Undo that first.")
    return item


def _quiet(
    actor: Actor, item: TodayItem, now: datetime, *, code: str = "", evidence: str = "", until: date | None = None
) -> Quiet:
    return Quiet.objects.create(
        workspace_id=actor.workspace_id,
        person_id=item.person_id,
        member_id=actor.member_id,
        code=code,
        evidence=evidence,
        until=until,
        at=now,
    )


def _close(actor: Actor, item: TodayItem, state: str, now: datetime, *, until: date | None = None, **data: Any) -> int:
    item.state, item.state_at, item.until = state, now, until
    item.save(update_fields=["state", "state_at", "until"])
    return remember(actor, "close_item", label=f"{CLOSED[state]}, {item.person.name}", data={"item": item.pk, **data})


@way_back("close_item")
def _reopen(actor: Actor, data: dict[str, Any]) -> None:
    TodayItem.objects.filter(list__workspace_id=actor.workspace_id, pk=data["item"]).update(
        state="open", state_at=None, until=None
    )
    Quiet.objects.filter(workspace_id=actor.workspace_id, id__in=data.get("quiets", [])).delete()
    Occasion.objects.filter(workspace_id=actor.workspace_id, id__in=data.get("occasions", [])).update(settled_at=None)
    # Steps of earlier versions accepted invitations too.
    Invitation.objects.filter(workspace_id=actor.workspace_id, id__in=data.get("invitations", [])).update(
        state="pending", decided_at=None
    )
    unanswer_conversations(actor.workspace_id, data.get("answered", []))
    for step_id in reversed(data.get("steps", [])):
        if UndoStep.objects.filter(pk=step_id, undone_at__isnull=True).exists():
            undo(actor, step_id)
