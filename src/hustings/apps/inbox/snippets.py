"""Snippets: words to begin an answer with; what is left open in them, or nothing added to them, is said before it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.inbox.models import Snippet
from hustings.apps.outbox.registry import Objection
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import Interaction, Person
from hustings.engine.personal import blanks, only_snippet
from hustings.kernel.errors import NotFound, WrongInput

LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class SnippetRow:
    """A snippet; `blanks` are what has to be filled in it."""

    id: int
    name: str
    text: str
    blanks: tuple[str, ...]
    member: str


def snippets_of(actor: Actor) -> tuple[SnippetRow, ...]:
    """All snippets of the workspace, by name. One query."""
    actor.require("see_inbox")
    held = Snippet.objects.filter(workspace_id=actor.workspace_id).select_related("member").order_by("name")
    return tuple(SnippetRow(row.pk, row.name, row.text, blanks(row.text), row.member.name) for row in held)


def save_snippet(actor: Actor, *, name: str, text: str) -> int:
    """Keeps a snippet under a name; one of the same name takes the new words. Returns the undo step."""
    actor.require("send_replies")
    clean, words = " ".join(name.split())[:60], text.strip()
    if not clean:
        raise WrongInput("Give the snippet a name.", field="name")
    if not words or len(words) > LONGEST:
        raise WrongInput(f"Write between one and {LONGEST:,} characters.", field="text")
    with transaction.atomic():
        held = Snippet.objects.filter(workspace_id=actor.workspace_id, name__iexact=clean).first()
        before = frozen([held]) if held else []
        held = held or Snippet(workspace_id=actor.workspace_id)
        held.name, held.text, held.member_id = clean, words, actor.member_id
        held.save()
        return remember(actor, "save_snippet", label=f"snippet {clean}", data={"snippet": held.pk, "before": before})


def remove_snippet(actor: Actor, snippet_id: int) -> int:
    """Takes a snippet away. Returns the undo step."""
    actor.require("send_replies")
    with transaction.atomic():
        held = Snippet.objects.filter(workspace_id=actor.workspace_id, pk=snippet_id).first()
        if held is None:
            raise NotFound("There is no such snippet.")
        before = frozen([held])
        held.delete()
        return remember(actor, "save_snippet", label=f"snippet {held.name} removed", data={"snippet": None, "before": before})


@way_back("save_snippet")
def _back(actor: Actor, data: dict[str, Any]) -> None:
    Snippet.objects.filter(workspace_id=actor.workspace_id, pk=data["snippet"]).delete()
    for row in thawed(data["before"]):
        row.save(force_insert=True)


def review(actor: Actor, person: Person, answers: Interaction, text: str) -> Objection | None:
    """What speaks against sending this as it is. The outbox asks, whichever door the answer came through."""
    left = blanks(text)
    if left:
        return Objection(f"Fill in what stands in double brackets first: {', '.join(each or '...' for each in left)}.", firm=True)
    held = dict(Snippet.objects.filter(workspace_id=actor.workspace_id).values_list("name", "text"))
    if not held:
        return None
    sender = Member.objects.values_list("name", flat=True).get(pk=actor.member_id)
    found = only_snippet(text, held, names=(person.name, sender))
    if not found:
        return None
    return Objection(
        f"This is the snippet \N{LEFT DOUBLE QUOTATION MARK}{found}\N{RIGHT DOUBLE QUOTATION MARK} and nothing of your own. "
        "Add something that only you could write to them, or say that it may go as it is.",
        firm=False,
    )
