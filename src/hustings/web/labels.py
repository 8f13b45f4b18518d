"""Words of the workspace's own: tags, renamed and joined, and custom fields."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from hustings.apps.people import actions, queries
from hustings.kernel.errors import WrongInput
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say
from hustings.web.people_wording import FIELDS


@member_view("see_people")
def tags(request: MemberRequest) -> HttpResponse:
    """The tags and on how many people they are."""
    return render(
        request,
        "people/tags.html",
        {
            "tags": queries.tags_of(request.actor),
            "nobody_assigned": queries.nobody_assigned(request.actor),
        },
    )


@member_view("edit_people", methods=("POST",))
def rename(request: MemberRequest, tag_id: int) -> HttpResponse:
    """Renames a tag; the name of another one makes one of both."""
    name = " ".join(request.POST.get("name", "").split())
    step = actions.rename_tag(request.actor, tag_id, name=name)
    say(request, gettext("The tag is called %(name)s now.") % {"name": name}, step)
    return redirect("tags")


@member_view("manage_fields", methods=("GET", "POST"))
def fields(request: MemberRequest) -> HttpResponse:
    """The fields that every person has in this workspace."""
    given = {name: request.POST.get(name, "") for name in ("name", "type", "choices")}
    error = None
    if request.method == "POST":
        try:
            choices = tuple(dict.fromkeys(line.strip() for line in given["choices"].splitlines() if line.strip()))
            actions.add_field(request.actor, name=given["name"], type=given["type"], choices=choices)
        except WrongInput as refused:
            error = refused
        else:
            say(request, gettext("Every person has %(name)s now.") % {"name": given["name"].strip()})
            return redirect("fields")
    context = {
        "fields": queries.custom_fields(request.actor),
        "types": FIELDS,
        "given": given,
        "error": str(error) if error else "",
        "wrong": error.field if error else "",
    }
    return render(request, "people/fields.html", context, status=400 if error else 200)


urlpatterns = [
    path("tags/", tags, name="tags"),
    path("tags/<int:tag_id>/rename/", rename, name="tag_rename"),
    path("fields/", fields, name="fields"),
]
