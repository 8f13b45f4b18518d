"""The API as a whole. Whoever calls shows a token; cookies count for nothing here."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import NinjaAPI, Router

from hustings.api import (
    channels,
    conversations,
    crisis,
    dialogue,
    events,
    events_after,
    events_calendars,
    exports,
    favours,
    giving,
    goals,
    goals_tasks,
    groups,
    imports,
    inbox,
    invitations,
    maps,
    members,
    officials,
    organisations,
    outbox,
    pasting,
    people,
    quarter,
    remarks,
    reminders,
    restoring,
    reviews,
    rhythm,
    segments,
    today,
    touches,
    undo,
)
from hustings.api.door import DESCRIPTION, BearerToken, translate_errors
from hustings.kernel.errors import NotFound

api = NinjaAPI(
    title="Hustings",
    version="1",
    description=DESCRIPTION,
    auth=BearerToken(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
translate_errors(api)
for _module in (
    today,
    segments,
    people,
    remarks,
    touches,
    reviews,
    organisations,
    officials,
    pasting,
    conversations,
    dialogue,
    crisis,
    inbox,
    outbox,
    channels,
    invitations,
    giving,
    rhythm,
    reminders,
    quarter,
    events_after,
    events_calendars,
    events,
    favours,
    goals,
    goals_tasks,
    groups,
    maps,
    imports,
    exports,
    restoring,
    members,
    undo,
):
    api.add_router("", _module.room)


about = Router()


@about.get("/", auth=None, include_in_schema=False)
def begin_here(request: HttpRequest) -> dict[str, str]:
    """Where the API is described; it shows nothing of a workspace and needs no token."""
    here = request.path.rstrip("/")
    return {
        "name": "Hustings",
        "version": "1",
        "openapi": f"{here}/openapi.json",
        "documentation": "docs/guide/getting-started.md in the repository; tokens are made under API tokens",
    }


api.add_router("", about)
nowhere = Router()


@nowhere.api_operation(["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:rest}", include_in_schema=False)
def nothing_here(request: HttpRequest, rest: str) -> None:
    """Addresses that lead nowhere answer as things that do not exist."""
    raise NotFound("There is nothing at this address.")


api.add_router("", nowhere)
