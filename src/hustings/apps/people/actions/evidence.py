"""Keeps evidence of where people and organisations stand, each with its source, its date and the condition for keeping it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import organisation_of, person_of, within_sight
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import Evidence, Issue
from hustings.apps.people.provenance import require_use, require_use_of
from hustings.engine.stance import KINDS
from hustings.kernel.errors import ForbiddenByUseRule, NotFound, WrongInput
from hustings.kernel.provenance import X_CONTENT, Use

NO_CONDITION = (
    "What somebody thinks may only be kept if they agreed, are a member or regular contact of ours, or said it in public "
    "themselves (GDPR Art. 9(2)). Say which."
)

OTHER_SOURCE = "Name another source that shows it: what they told you, a vote, words elsewhere."
_ON_X = re.compile(r"(?<![\w.-])(?:[\w-]+\.)*(?:x\.com|twitter\.com|t\.co)(?![\w-]|\.\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact to keep. `lean` from -1 (strongly against) to 1 (strongly for); `source` what it comes from in the end.

    `use_rules` are the codes of the rules (kernel.provenance) of the sources whose content it is derived from, if of any.
    """

    kind: str
    lean: float
    at: datetime
    source: str = ""
    words: str = ""
    link: str = ""
    condition: str = ""
    use_rules: tuple[str, ...] = ()


def ensure_issue(workspace_id: int, name: str) -> Issue:
    """The issue of this name, made where it is new. Upper case and blanks do not matter."""
    named = " ".join(name.split())
    if not named:
        raise WrongInput("Name the issue.", field="issue")
    issue, _ = Issue.objects.get_or_create(workspace_id=workspace_id, key=named.casefold()[:200], defaults={"name": named[:200]})
    return issue


def record_evidence(
    actor: Actor, issue_id: int, fact: Fact, *, now: datetime, person_id: int | None = None, organisation_id: int | None = None
) -> tuple[int, int]:
    """Keeps a fact about a person or an organisation. Returns its id and the undo step.

    Raises WrongInput for a fact that says nothing or lies in the future, ForbiddenByUseRule for one about a person without a
    condition, or inferred from whom they know, and for one from content whose use rule forbids it (that of X, for one).
    """
    actor.require("log_touch")
    _check(fact, now)
    with transaction.atomic():
        issue = Issue.objects.filter(workspace_id=actor.workspace_id, pk=issue_id).first()
        if issue is None:
            raise NotFound("There is no such issue.")
        if person_id is not None:
            who, condition = person_of(actor, person_id).name, _condition_for_person(fact)
            _ask_use_rules(fact, person_id)
        elif organisation_id is not None:
            who, condition = organisation_of(actor, organisation_id).name, "organisation"
        else:
            raise WrongInput("Say whose stance it is.", field="person")
        row = Evidence.objects.create(
            workspace_id=actor.workspace_id, issue=issue, person_id=person_id, organisation_id=organisation_id, kind=fact.kind,
            source=_source(fact, actor)[:300], at=fact.at, lean=fact.lean, words=fact.words.strip(), link=fact.link.strip(),
            condition=condition, member_id=actor.member_id,
        )  # fmt: skip
        data = {"evidence": row.pk} | ({"person": person_id} if person_id is not None else {})
        return row.pk, remember(actor, "record_evidence", label=f"{who} on {issue.name}", data=data)


def _check(fact: Fact, now: datetime) -> None:
    if fact.kind not in KINDS:
        raise WrongInput(f"{fact.kind!r} is no kind of evidence. Use one of {', '.join(KINDS)}.", field="kind")
    if not -1 <= fact.lean <= 1:
        raise WrongInput("From -1 (strongly against) to 1 (strongly for).", field="lean")
    if fact.at > now + timedelta(minutes=5):
        raise WrongInput("Evidence is of today or earlier.", field="at")
    if fact.link and not fact.link.startswith(("https://", "http://")):
        raise WrongInput("Give the link with https://.", field="link")


def _ask_use_rules(fact: Fact, person_id: int) -> None:
    """No belief is derived from content whose rule forbids it; of somebody who is known from such content alone, a fact must name
    another source.
    """
    try:
        require_use_of(Use.INFER_BELIEF, (*fact.use_rules, *_rules_of_text(fact.link), *_rules_of_text(fact.source)))
        if not (fact.source or fact.link):
            require_use(Use.INFER_BELIEF, person_id)
    except ForbiddenByUseRule as refused:
        raise ForbiddenByUseRule(f"{refused} {OTHER_SOURCE}") from refused


def _rules_of_text(text: str) -> list[str]:
    """The rule of X where a link, or words that name a source, lead there."""
    return [X_CONTENT.code] if _ON_X.search(text) else []


def _condition_for_person(fact: Fact) -> str:
    if KINDS[fact.kind].rung == "inferred":
        raise ForbiddenByUseRule("What somebody thinks is never inferred from whom they know (GDPR Art. 9).")
    if fact.condition not in ("consent", "contact", "public"):
        raise ForbiddenByUseRule(NO_CONDITION)
    return fact.condition


def _source(fact: Fact, actor: Actor) -> str:
    """What the fact comes from: its link, what the member names, else the member's word of that day."""
    return " ".join((fact.source or fact.link).split()) or f"{actor.name}, {fact.at.astimezone(actor.zone):%Y-%m-%d}"


@way_back("record_evidence")
def _unrecord(actor: Actor, data: dict[str, Any]) -> None:
    Evidence.objects.filter(workspace_id=actor.workspace_id, pk=data["evidence"]).delete()


def confirm_evidence(actor: Actor, evidence_id: int) -> int:
    """Says that a text means what it seems to say; until then it only suggests. Returns the undo step.

    Raises ForbiddenByUseRule for content from which no belief may be derived.
    """
    actor.require("log_touch")
    with transaction.atomic():
        row = _evidence_of(actor, evidence_id)
        if row.person_id is not None:
            require_use_of(Use.INFER_BELIEF, (*_rules_of_text(row.link), *_rules_of_text(row.source)))
        Evidence.objects.filter(pk=row.pk).update(confirmed=True)
        return remember(actor, "confirm_evidence", label="evidence confirmed", data={"evidence": row.pk})


@way_back("confirm_evidence")
def _unconfirm(actor: Actor, data: dict[str, Any]) -> None:
    Evidence.objects.filter(workspace_id=actor.workspace_id, pk=data["evidence"]).update(confirmed=False)


def remove_evidence(actor: Actor, evidence_id: int) -> int:
    """Takes a fact away: one's own, or anybody's for a manager. Returns the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        row = _evidence_of(actor, evidence_id)
        if row.member_id != actor.member_id:
            actor.require("undo_of_others")
        kept, hung = frozen([row]), list(_hanging(row))
        row.delete()
        return remember(actor, "remove_evidence", label="evidence removed", data={"rows": kept, "hung": hung})


def _hanging(row: Evidence) -> Iterator[tuple[str, str, list[int]]]:
    """What rooms above hang on a fact and keep when it goes: the model, its foreign key, and the ids."""
    for relation in row._meta.related_objects:
        model, field = relation.field.model, relation.field
        yield model._meta.label, field.name, list(model._default_manager.filter(**{field.name: row}).values_list("pk", flat=True))


@way_back("remove_evidence")
def _unremove(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        row.save(force_insert=True)
        for label, field, ids in data.get("hung", ()):
            apps.get_model(label)._default_manager.filter(pk__in=ids, **{field: None}).update(**{field: row.pk})


def _evidence_of(actor: Actor, evidence_id: int) -> Evidence:
    held = Evidence.objects.filter(workspace_id=actor.workspace_id, pk=evidence_id)
    about_organisations = held.filter(person__isnull=True)
    found = (within_sight(actor, held.filter(person__isnull=False)) | about_organisations).first()
    if found is None:
        raise NotFound("There is no such evidence.")
    return found
