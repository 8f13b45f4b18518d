"""An archive put back into an empty workspace."""

from __future__ import annotations

from typing import Any

from ninja import File
from ninja.files import UploadedFile

from hustings.api.door import Call, Room
from hustings.api.imports import arrived
from hustings.apps.exports.restorations import RestorationView, begin_restoration, restorations

room = Room(tags=["exports"])


@room.get("/restorations", response=list[RestorationView], summary="Archives put back")
def list_restorations(request: Call) -> Any:
    """The newest first."""
    return restorations(request.auth)


@room.post("/restorations", response=RestorationView, summary="Put an archive back")
def restore(request: Call, files: File[list[UploadedFile]]) -> Any:
    """One full archive into an empty workspace, in the background, whole or not at all; ask for the list until it is done."""
    request.auth.require("manage_workspace")
    with arrived(files) as paths:
        begin_restoration(request.auth, paths[0])
    return restorations(request.auth)[0]
