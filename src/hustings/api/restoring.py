"""An archive put back into an empty workspace."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import File, Schema
from ninja.files import UploadedFile

from hustings.api.door import Call, Room
from hustings.api.imports import arrived
from hustings.apps.exports.restorations import begin_restoration, restorations

room = Room(tags=["exports"])


class RestorationShape(Schema):
    """One archive: `state` is working, done or failed. `dangling` counts rows by table that had nothing to belong to.

    `members` are those who stay switched off until an owner lets them in.
    """

    id: int
    at: datetime
    member: str
    file_name: str
    state: str
    error: str
    people: int
    rows: int
    dangling: dict[str, int]
    members: list[str]


@room.get("/restorations", response=list[RestorationShape], summary="Archives put back")
def list_restorations(request: Call) -> Any:
    """The newest first."""
    return restorations(request.auth)


@room.post("/restorations", response=RestorationShape, summary="Put an archive back")
def restore(request: Call, files: File[list[UploadedFile]]) -> Any:
    """One full archive into an empty workspace, in the background, whole or not at all; ask for the list until it is done."""
    request.auth.require("manage_workspace")
    with arrived(files) as paths:
        begin_restoration(request.auth, paths[0])
    return restorations(request.auth)[0]
