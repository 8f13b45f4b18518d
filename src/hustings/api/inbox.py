"""What the inbox works by: labels, saved views, snippets, promises to answer in time, and the helper for drafts."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Room, Step
from hustings.api.people import Added
from hustings.apps.inbox import drafting, labels, saved_views, snippets, working
from hustings.apps.inbox.drafting import HelperView
from hustings.apps.inbox.due import service_levels
from hustings.apps.inbox.saved_views import ViewRow
from hustings.apps.inbox.snippets import SnippetRow
from hustings.engine.service_level import ServiceLevel
from hustings.kernel.errors import WrongInput

room = Room(tags=["inbox"])


class LabelShape(Schema):
    """A label; `number` says on how many conversations it is."""

    id: int
    name: str
    colour: str
    number: int | None


class NewLabel(Given):
    """A label: grey, red, amber, green, teal, blue, violet or pink; a colour is chosen where none is given."""

    name: str
    colour: str = ""


class NewView(Given):
    """Filters to keep under a name, such as `state=needs_reply&channel=email`."""

    name: str
    query: str
    shared: bool = False


class NewSnippet(Given):
    """A snippet; what stands in [[double brackets]] has to be filled."""

    name: str
    text: str


class LevelShape(Schema):
    """A promise to answer within so many working hours. `channel` is empty for all others; times are minutes after midnight."""

    channel: str = ""
    hours: float
    opens: int = Field(default=540, ge=0, le=1440)
    closes: int = Field(default=1020, ge=0, le=1440)
    days: list[int] = Field(default=[0, 1, 2, 3, 4])
    holidays: list[date] = Field(default=[])


class NewLevel(Given, LevelShape):
    """A promise; it takes the place of the one on the same channel."""


class NewHelper(Given):
    """An OpenAI-compatible endpoint; an empty one turns drafts off."""

    endpoint: str
    model: str = ""
    key: str = ""


@room.get("/inbox/labels", response=list[LabelShape], summary="Labels of conversations")
def list_labels(request: Call) -> Any:
    """All of the workspace, by name."""
    return list(labels.labels_of(request.auth, counted=True))


@room.post("/inbox/labels", response=Added, summary="Add a label")
def add_label(request: Call, given: NewLabel) -> Added:
    """One of the same name is the same label."""
    return Added(id=labels.ensure_label(request.auth, name=given.name, colour=given.colour))


@room.delete("/inbox/labels/{label_id}", response=Step, summary="Remove a label")
def remove_label(request: Call, label_id: Id) -> Step:
    """Off all conversations."""
    return Step(step=labels.remove_label(request.auth, label_id))


@room.get("/inbox/views", response=list[ViewRow], summary="Saved views of the inbox")
def list_views(request: Call) -> Any:
    """Your own and those that others share."""
    return list(saved_views.views_of(request.auth))


@room.post("/inbox/views", response=Added, summary="Keep a view")
def save_view(request: Call, given: NewView) -> Added:
    """The same name takes the new filters."""
    return Added(id=saved_views.save_view(request.auth, name=given.name, query=given.query, shared=given.shared))


@room.delete("/inbox/views/{view_id}", response=list[ViewRow], summary="Forget a view")
def remove_view(request: Call, view_id: Id) -> Any:
    """Answers with those that are left."""
    saved_views.remove_view(request.auth, view_id)
    return list(saved_views.views_of(request.auth))


@room.get("/inbox/snippets", response=list[SnippetRow], summary="Snippets")
def list_snippets(request: Call) -> Any:
    """Words to begin an answer with."""
    return list(snippets.snippets_of(request.auth))


@room.post("/inbox/snippets", response=Step, summary="Keep a snippet")
def save_snippet(request: Call, given: NewSnippet) -> Step:
    """The same name takes the new words."""
    return Step(step=snippets.save_snippet(request.auth, name=given.name, text=given.text))


@room.delete("/inbox/snippets/{snippet_id}", response=Step, summary="Remove a snippet")
def remove_snippet(request: Call, snippet_id: Id) -> Step:
    """It goes for everybody."""
    return Step(step=snippets.remove_snippet(request.auth, snippet_id))


@room.get("/inbox/promises", response=list[LevelShape], summary="When answers are due")
def list_levels(request: Call) -> Any:
    """What is promised on each channel; the empty one stands for all others."""
    return _levels(request)


@room.put("/inbox/promises", response=list[LevelShape], summary="Promise an answer in time")
def save_level(request: Call, given: NewLevel) -> Any:
    """Answers with all promises. What is forgotten is told to managers, once."""
    told = given.model_dump(exclude={"channel"}) | {"days": frozenset(given.days), "holidays": frozenset(given.holidays)}
    try:
        level = ServiceLevel(**told)
    except ValueError as error:
        raise WrongInput(str(error), field="hours") from error
    working.set_service_level(request.auth, channel=given.channel, level=level)
    return _levels(request)


@room.delete("/inbox/promises", response=list[LevelShape], summary="Take a promise back")
def remove_level(request: Call, channel: str = "") -> Any:
    """Answers with those that are left."""
    working.set_service_level(request.auth, channel=channel, level=None)
    return _levels(request)


def _levels(request: Call) -> list[dict[str, Any]]:
    return [
        {"channel": channel, "hours": level.hours, "opens": level.opens, "closes": level.closes, "days": sorted(level.days),
         "holidays": sorted(level.holidays)}
        for channel, level in service_levels(request.auth).items()
    ]  # fmt: skip


@room.get("/inbox/drafts", response=HelperView, summary="Who proposes drafts")
def show_helper(request: Call) -> Any:
    """Off unless an owner names an endpoint."""
    request.auth.require("see_inbox")
    return drafting.helper_of(request.auth) or drafting.HelperView("", "", False)


@room.put("/inbox/drafts", response=HelperView, summary="Turn drafts on or off")
def set_helper(request: Call, given: NewHelper) -> Any:
    """The key is sealed with a key outside the data base."""
    drafting.set_helper(request.auth, endpoint=given.endpoint, model=given.model, key=given.key)
    return show_helper(request)
