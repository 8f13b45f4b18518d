"""Segments: the list of saved ones, and the builder by pointing and as text, which tells whom it means as it grows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.people import actions, queries
from hustings.engine.segments import Expression, WrongText, parse, text_of
from hustings.kernel.errors import WrongInput
from hustings.web import segment_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say
from hustings.web.people_forms import number_of
from hustings.web.segment_building import Build, build_from, build_of, shown_groups, tree_of


@member_view("see_people")
def segments(request: MemberRequest) -> HttpResponse:
    """The saved segments, each as a sentence."""
    return render(request, "segments/list.html", {"segments": queries.segments_of(request.actor)})


@member_view("see_people")
def build(request: MemberRequest) -> HttpResponse:
    """The builder. `where` or `saved` begin it, `mode=text` shows the text, `part=meant` answers with the people alone."""
    saved = number_of(request.GET.get("saved", ""), "saved")
    row = queries.segment_of(request.actor, saved) if saved else None
    about: queries.About = "organisations" if _about(request, row) == "organisations" else "people"
    text = request.GET.get("where", row.text if row is not None and "f" not in request.GET else "").strip()
    built, tree, error = _asked(request, text)
    meant = None
    if error is None and tree is not None:
        try:
            meant = queries.meant(request.actor, text or tree, exact=bool(request.GET.get("exact")), about=about)
        except WrongInput as refused:
            error = refused
    context: dict[str, Any] = {
        "row": row,
        "about": about,
        "text": text_of(tree) if tree is not None and meant is not None else text,
        "meant": meant,
        "error": error,
        "slip": _slip(text, error),
        "in_text": built is None or request.GET.get("mode") == "text",
        "too_deep": built is None and tree is not None,
        "may_share": request.actor.may("edit_people"),
    }
    context["query"] = _query(context["text"], saved, about)
    if request.htmx and request.GET.get("part") == "meant":
        return render(request, "segments/build.html", context, fragment="segments/_meant.html")
    if not context["in_text"] and built is not None:
        context |= _pointed(request, built, about)
    response = render(request, "segments/build.html", context, fragment="segments/_build.html")
    if request.htmx and meant is not None:
        # So that the page can be loaded again, or its address sent on.
        response.headers["HX-Replace-Url"] = f"{reverse('segment_build')}?{context['query']}"
    return response


def _about(request: MemberRequest, row: queries.SegmentRow | None) -> str:
    return row.about if row is not None else request.GET.get("about", "")


def _query(text: str, saved: int | None, about: queries.About) -> str:
    """The builder's address behind the question mark."""
    told = {"where": text} | ({"saved": saved} if saved else {})
    return urlencode(told | ({"about": about} if about != "people" else {}))


def _asked(request: MemberRequest, text: str) -> tuple[Build | None, Expression | None, WrongInput | None]:
    """The form, the tree and what is wrong with a text. A text is what counts where there is one."""
    if not text:
        built = build_of(request.GET)
        return built, tree_of(built), None
    try:
        tree = parse(text)
    except WrongText as refused:
        return None, None, refused
    return build_from(tree), tree, None


def _slip(text: str, error: WrongInput | None) -> tuple[str, str, str] | None:
    """A text before, at and after the place that is wrong."""
    if not isinstance(error, WrongText) or not text:
        return None
    begin, end = error.position, error.position + max(1, error.length)
    return text[:begin], text[begin:end], text[end:]


def _pointed(request: MemberRequest, built: Build, about: queries.About) -> dict[str, Any]:
    fields, things = queries.askable(request.actor, about=about)
    return {
        "every": built.every,
        "groups": shown_groups(built, fields, things),
        "things": things,
        "kinds": words.GROUPS,
        "days": words.SUGGESTED_DAYS,
        "lengths": words.SUGGESTED_LENGTHS,
    }


@member_view("save_segments", methods=("POST",))
def save(request: MemberRequest) -> HttpResponse:
    """Saves a new segment, or changes one."""
    given = {name: request.POST.get(name, "").strip() for name in ("name", "text")}
    shared = request.POST.get("shared") == "yes"
    saved = number_of(request.POST.get("saved", ""), "saved")
    if saved and request.POST.get("as") != "new":
        step = actions.change_segment(request.actor, saved, shared=shared, **given)
    else:
        about: queries.About = "organisations" if request.POST.get("about") == "organisations" else "people"
        saved, step = actions.save_segment(request.actor, shared=shared, about=about, **given)
    say(request, gettext("%(name)s is saved.") % {"name": given["name"]}, step)
    listed = queries.segment_of(request.actor, saved).about
    return redirect(f"{reverse(listed)}?{urlencode({'saved': saved})}")


@member_view("save_segments", methods=("POST",))
def delete(request: MemberRequest, segment_id: int) -> HttpResponse:
    """Deletes a saved segment; the people in it stay as they are."""
    name = queries.segment_of(request.actor, segment_id).name
    step = actions.delete_segment(request.actor, segment_id)
    say(request, gettext("%(name)s is deleted. Whoever was in it stays.") % {"name": name}, step)
    return redirect("segments")


urlpatterns = [
    path("people/segments/", segments, name="segments"),
    path("people/segments/build/", build, name="segment_build"),
    path("people/segments/save/", save, name="segment_save"),
    path("people/segments/<int:segment_id>/delete/", delete, name="segment_delete"),
]
