"""An archive put back into an empty workspace: the owner sends the file, and reads what came of it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from hustings.apps.exports.restorations import begin_restoration, may_restore, restorations
from hustings.kernel.errors import HustingsError, WrongInput
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.uploads import ToFolder, named, staging_folder


# The token is checked by `_begin`, after the upload has been pointed to the disk and only for members who may restore.
@csrf_exempt
@member_view("manage_workspace", methods=("GET", "POST"))
def page(request: MemberRequest) -> HttpResponseBase:
    """What can be put back, and what was; a POST brings the archive. htmx asks again while one is being put back."""
    if request.method != "POST":
        return _page(request)
    with staging_folder() as folder:
        handler = ToFolder(request, folder=folder)
        request.upload_handlers = [handler]
        return _begin(request, handler=handler)


@csrf_protect
def _begin(request: MemberRequest, *, handler: ToFolder) -> HttpResponseBase:
    try:
        paths = named(request, handler=handler)
        if len(paths) > 1 or not paths[0].is_file():
            raise WrongInput(gettext("Choose one archive, as it was exported."), field="files")
        begin_restoration(request.actor, paths[0])
    except HustingsError as refused:
        return _page(request, error=str(refused), status=400)
    return redirect("restore")


def _page(request: MemberRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    held = restorations(request.actor)
    context = {
        "restorations": held,
        "busy": any(each.state == "working" for each in held),
        "possible": may_restore(request.actor),
        "error": error,
    }
    return render(request, "exports/restore.html", context, fragment="exports/_restored.html", status=status)


urlpatterns = [path("exports/restore/", page, name="restore")]
