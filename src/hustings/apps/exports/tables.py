"""Which rows belong to a workspace's archive: every table, where its rows lie, and what of them never leaves.

A test walks all models and fails for one that is neither listed nor left out with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.queries.whole import refused_sources
from hustings.kernel.provenance import Use

PATHS: dict[str, str] = {
    "accounts.Workspace": "pk",
    "accounts.Member": "workspace",
    "accounts.MemberInvitation": "workspace",
    "accounts.AuditEntry": "workspace",
    **dict.fromkeys(
        (
            "people.Source", "people.Organisation", "people.Person", "people.SourceRecord", "people.Identity",
            "people.Position", "people.Education", "people.Skill", "people.Address", "people.Consent", "people.Support",
            "people.Interaction", "people.Participation", "people.Tie", "people.Occasion", "people.Promise",
            "people.MergeEvent", "people.NotSame", "people.Review", "people.Note", "people.Tag", "people.TagAlias",
            "people.PersonTag", "people.CustomField", "people.CustomValue", "people.Vouch", "people.SavedSegment",
            "people.VouchQuestion", "people.ContactLimits", "people.QuietTime", "people.Reassessment",
            "people.Issue", "people.Evidence", "network.Relation", "network.Discretion", "network.NeverAsk",
            "inbox.Conversation", "inbox.Correction", "inbox.ServiceLevel", "inbox.Label", "inbox.ConversationLabel",
            "inbox.SavedView", "inbox.Snippet", "inbox.Closing", "inbox.Alarm", "inbox.CrisisPlan",
            "invitations.Invitation", "invitations.RunwayTarget", "intake.Import", "intake.TableShape", "intake.KeptRecord",
            "records.Edition", "today.Quiet", "favours.Favour", "favours.Ask", "favours.Gift",
            "favours.Asset", "favours.Need", "favours.MatchDecision", "favours.Reference", "favours.Mentor",
            "favours.MentorSession", "goals.Goal", "goals.Stakeholder", "goals.GoalTask",
            "goals.GoalSubject", "groups.Group", "groups.GroupGoal", "groups.Membership", "groups.Post",
            "groups.Opportunity", "groups.Candidate", "goals.Introduction",
            "exports.Export",
            "events.Event", "events.Guest", "events.Slot", "events.Jotting", "events.FollowUp", "events.DeclinedOrganisation",
        ),
        "workspace",
    ),
    "inbox.Message": "conversation__workspace",
    "inbox.ConversationNote": "conversation__workspace",
    "inbox.Escalation": "conversation__workspace",
    "inbox.Letter": "interaction__workspace",
    "inbox.AlarmMessage": "alarm__workspace",
    "inbox.CrisisEntry": "alarm__workspace",
    "intake.Support": "imported_by__workspace",
    "intake.KeptHandle": "record__workspace",
    "intake.KeptMention": "record__workspace",
    "today.TodayList": "workspace",
    "today.TodayItem": "list__workspace",
}  # fmt: skip
"""How each table reaches its workspace, in an order in which what is pointed to comes first."""

LEFT_OUT: dict[str, str] = {
    "accounts.User": "Passwords and sign-ins. Names and addresses of members are in accounts.Member.",
    "accounts.ApiToken": "Secrets.",
    "accounts.SpentLink": "Secrets.",
    "accounts.ReminderChoice": "Addresses of calendars are secrets, made anew elsewhere.",
    "accounts.DigestSent": "What this installation sent.",
    "people.BlockKey": "Made anew from the source records.",
    "exports.Restoration": "What was put back on this installation.",
    "people.LearntWeights": "Learnt anew from the source records.",
    "civic.Body": "Made anew from the source records.",
    "civic.Division": "Made anew from the kept records.",
    "civic.Postcode": "Made anew from the kept records.",
    "records.Filing": "Made anew from the kept records.",
    "events.Calendar": "Calendars are connected anew elsewhere; what opens them never leaves.",
    "events.CalendarObject": "What a calendar server holds is read from there.",
    "events.FeedAddress": "Secrets.",
    "channels.Channel": "Accounts are connected anew elsewhere; what opens them never leaves.",
    "channels.Stream": "How far an account was read here.",
    "channels.Listening": "Who listens to an account on this installation.",
    "channels.SignIn": "Sign-ins at platforms that have begun end within minutes.",
    "intake.Sighting": "How far an account was read here.",
    "outbox.Outgoing": "What left is among the interactions; what waits must not leave from two places.",
    "goals.Influence": "Reckoned anew from ties.",
    "goals.Reckoning": "Reckoned anew from ties.",
    "goals.StanceFit": "Fitted anew from the evidence.",
    "network.NamedIn": "Made anew from the kept records.",
    "goals.Footing": "Names stored records by number, which they bear only here.",
    "people.UndoStep": "Steps name rows by number and lead back only where they were made.",
    "people.BulkEdit": "Steps name rows by number and lead back only where they were made.",
    "people.BulkChunk": "Steps name rows by number and lead back only where they were made.",
    "people.ErasedMark": "Marks are made with the key of this installation and say nothing elsewhere.",
    "inbox.Notice": "What members had not looked at yet here.",
    "inbox.Presence": "Who looks at what at this moment.",
    "inbox.DraftHelper": "Secrets.",
    "inbox.MachineDraft": "Digests of drafts that were proposed here.",
    "inbox.CrisisMark": "Made anew from the messages.",
    "inbox.CrisisWatch": "How far messages were looked at here.",
    "today.FoundUntil": "How far the data were looked through for occasions here.",
    "hustings_jobs.Ticket": "Work of this installation.",
    "hustings_jobs.Schedule": "Work of this installation.",
}
"""Tables that no archive holds, and why."""

SECRET_COLUMNS: dict[str, frozenset[str]] = {
    "accounts.MemberInvitation": frozenset({"token_digest"}),
    "intake.Import": frozenset({"kept_copy"}),
    "exports.Export": frozenset({"file"}),
    "events.Event": frozenset({"record_id", "source_id", "twin_of"}),
    "events.Guest": frozenset({"record_id"}),
}
ADDED_COLUMNS: dict[str, tuple[str, ...]] = {"accounts.Member": ("user__email",)}
FOLDED = frozenset(
    {
        "people.Person", "people.Identity", "people.Position", "people.Education", "people.Skill", "people.Address",
        "people.Consent", "people.Support",
    }
)  # fmt: skip
"""Rows made of all that sources say: left out for people of whom a source forbids it (records/people.jsonl has the rest)."""
_SOURCED = ("people.SourceRecord", "people.Interaction", "inbox.Conversation", "invitations.Invitation", "intake.KeptRecord")


def rows_in(actor: Actor, label: str) -> QuerySet[Any, Any]:
    """The rows of a table that this actor may take along: none that other members keep to themselves, none forbidden."""
    model: type[models.Model] = apps.get_model(label)
    found = model._default_manager.filter(**{PATHS[label]: actor.workspace_id}).order_by("pk")
    found = _without_others(actor, label, found)
    refused = refused_sources(actor.workspace_id, Use.EXPORT)
    return _without_refused(label, found, refused) if refused else found


def _without_others(actor: Actor, label: str, found: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    own = {
        "people.Vouch": Q(shared=True) | Q(member_id=actor.member_id),
        "people.VouchQuestion": Q(member_id=actor.member_id),
        "favours.Reference": Q(member_id=actor.member_id),
        "network.Relation": Q(shared=True) | Q(member_id=actor.member_id),
        "network.Discretion": Q(member_id=actor.member_id),
        "people.SavedSegment": Q(shared=True) | Q(member_id=actor.member_id),
        "inbox.SavedView": Q(shared=True) | Q(member_id=actor.member_id),
        "today.TodayList": Q(member_id=actor.member_id),
        "today.TodayItem": Q(list__member_id=actor.member_id),
        "today.Quiet": Q(member_id=actor.member_id),
    }
    return found.filter(own[label]) if label in own else found


def _without_refused(label: str, found: QuerySet[Any, Any], refused: frozenset[int]) -> QuerySet[Any, Any]:
    touched = apps.get_model("people.SourceRecord")._default_manager.filter(source_id__in=refused).values("person_id")
    if label in FOLDED:
        return found.exclude(**{"pk__in" if label == "people.Person" else "person_id__in": touched.exclude(person=None)})
    if label in _SOURCED:
        return found.exclude(source_id__in=refused)
    through = {
        "people.Participation": "interaction", "inbox.Letter": "interaction", "inbox.Message": "conversation",
        "intake.KeptHandle": "record", "intake.KeptMention": "record",
    }  # fmt: skip
    return found.exclude(**{f"{through[label]}__source_id__in": refused}) if label in through else found


def columns_of(label: str) -> list[str]:
    """The columns of a table that may leave."""
    secret = SECRET_COLUMNS.get(label, frozenset())
    own = [field.attname for field in apps.get_model(label)._meta.concrete_fields if field.name not in secret]
    return [*own, *ADDED_COLUMNS.get(label, ())]


def plain_rows(actor: Actor, label: str) -> Iterator[dict[str, Any]]:
    """The rows as plain data, by id. Streams."""
    for row in rows_in(actor, label).values(*columns_of(label)).iterator(chunk_size=2_000):
        yield {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def count_rows(actor: Actor) -> int:
    """How many rows the archive holds."""
    return sum(rows_in(actor, label).order_by().count() for label in PATHS)
