"""The map of a goal: the drawing, the same as a list, what is behind it, the data for the browser, and files to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.goals import mapping
from hustings.apps.goals.alliances import Against, Division, Strained
from hustings.apps.goals.map_files import MARKS, MOST, RADIUS, WRITERS, label_of, map_file, size_of, strongest
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web import goals_wording, network_wording
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people_forms import day_of, number_of

LISTED = 150
"""Lines of the list at once."""
SIZES = (150, 500, 2_000, 20_000)
DRAWN_LINES = 1_500
LINES_AT_ONCE = 50_000
"""Ties that the browser draws at once, the strongest; of whoever is in focus it draws all."""
DIVISIONS = 5
LIBRARY = ("vendor/graphology.umd.min.js", "vendor/sigma.min.js")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is narrowed to."""

    query: str
    tier: str
    stance: str
    community: str
    until: date | None
    limit: int
    begin: int

    @property
    def again(self) -> str:
        """The same once more, from the first line of the list, as the query of an address."""
        day = self.until.isoformat() if self.until else ""
        words = {"q": self.query, "tier": self.tier, "stance": self.stance, "community": self.community, "until": day}
        return urlencode({name: value for name, value in words.items() if value} | {"limit": self.limit})


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in the list."""

    place: int
    node: mapping.MapNode
    url: str
    tier: Any
    stance: Any
    through: str
    ties: tuple[tuple[str, str], ...]


def _asked(request: MemberRequest) -> Asked:
    given = request.GET
    limit = number_of(given.get("limit", ""), "limit") or mapping.USUAL
    return Asked(
        query=given.get("q", "").strip(), tier=given.get("tier", ""), stance=given.get("stance", ""),
        community=given.get("community", ""), until=day_of(given.get("until", ""), "until"), limit=limit,
        begin=number_of(given.get("begin", ""), "begin") or 0,
    )  # fmt: skip


@member_view("see_goals")
def goal_map(request: MemberRequest, goal_id: int) -> HttpResponse:
    """The map of a goal; `part=list` gives htmx only the list, which follows what the map is narrowed to."""
    asked = _asked(request)
    view = mapping.map_of(request.actor, goal_id, now=utc_now(), limit=asked.limit, until=asked.until)
    shown = [place for place, node in enumerate(view.nodes) if _matches(node, asked)]
    shown.sort(key=lambda place: (-view.nodes[place].influence, view.nodes[place].name))
    names = {node.node: node.name for node in view.nodes}
    context: dict[str, Any] = {
        "view": view, "asked": asked, "lines": _lines(view, shown[asked.begin :][:LISTED], names), "found": len(shown),
        "last": min(asked.begin + LISTED, len(shown)), "further": asked.begin + LISTED < len(shown),
        "whole": len(shown) == len(view.nodes) <= LISTED, "divisions": _divisions(view),
    }  # fmt: skip
    if request.htmx and request.GET.get("part") == "list":
        return render(request, "goals/map.html", context, fragment="goals/_map_list.html")
    context |= {
        "lines_at_once": LINES_AT_ONCE, "drawing": _drawing(view, set(shown)),
        "tiers": goals_wording.TIERS.items(), "stances": goals_wording.STEPS.items(), "marks": MARKS.items(),
        "bridges": [view.nodes[place] for place in view.bridges], "strains": _strains(view), "sizes": SIZES,
        "divisions_more": max(len(view.divisions) - DIVISIONS, 0),
        "files": _files(asked) if request.actor.may("export_people") and view.nodes else [],
        "library": _library(),
        "first": min((edge.since for edge in view.edges if edge.since), default=None), "today": utc_now().date(),
    }  # fmt: skip
    return render(request, "goals/map.html", context)


def _files(asked: Asked) -> list[tuple[str, int]]:
    """What can be taken along and how many at most: as a drawing what can be read, else what one may take alone."""
    return [(name, min(asked.limit, mapping.USUAL if name == "map.svg" else MOST)) for name in WRITERS]


def _matches(node: mapping.MapNode, asked: Asked) -> bool:
    tier = not asked.tier or node.tier == asked.tier or (asked.tier == "near" and not node.tier)
    stance = not asked.stance or node.stance == asked.stance
    community = not asked.community or str(node.community) == asked.community
    return tier and stance and community and asked.query.casefold() in node.name.casefold()


def _lines(view: mapping.MapView, places: Sequence[int], names: dict[tuple[str, int], str]) -> list[Line]:
    ties: dict[int, list[mapping.MapEdge]] = {place: [] for place in places}
    for edge in view.edges:
        for end in (edge.one, edge.other):
            if end in ties:
                ties[end].append(edge)
    return [
        Line(
            place=place, node=node, url=_url(node), tier=goals_wording.TIER.get(node.tier, ""),
            stance=goals_wording.STEPS[node.stance], through=network_wording.through(node.through, names),
            ties=tuple(_tie(view, place, edge) for edge in sorted(ties[place], key=lambda edge: -edge.strength)[:8]),
        )
        for place in places
        for node in [view.nodes[place]]
    ]  # fmt: skip


def _tie(view: mapping.MapView, place: int, edge: mapping.MapEdge) -> tuple[str, str]:
    """With whom, and why."""
    other = view.nodes[edge.other if edge.one == place else edge.one].name
    facts = [network_wording.fact(row) for row in edge.facts] or [str(network_wording.KINDS[kind]) for kind in edge.kinds]
    return other, "; ".join(facts)


def _url(node: mapping.MapNode) -> str:
    if node.stakeholder_id is not None:
        return reverse("stakeholder", args=(node.stakeholder_id,))
    return reverse(node.node[0], args=(node.node[1],))


def _strains(view: mapping.MapView) -> list[tuple[Strained, Any, str]]:
    return [(each, network_wording.SIDES[each.sign], ", ".join(each.third)) for each in view.strains]


def _divisions(view: mapping.MapView) -> list[tuple[Division, list[tuple[Against, Any]], int]]:
    """The largest divisions, each with the ties that run against it, and how many more of these there are."""
    return [
        (each, [(tie, network_wording.SIDES[tie.sign]) for tie in each.against], each.least - len(each.against))
        for each in view.divisions[:DIVISIONS]
    ]


def _drawing(view: mapping.MapView, shown: set[int]) -> dict[str, Any]:
    """The drawing for browsers that do not draw themselves: only what is narrowed to, the strongest ties."""
    edges = [edge for edge in view.edges if edge.one in shown and edge.other in shown]
    places = sorted(shown, key=lambda place: view.nodes[place].influence)[-LISTED:]
    kept = set(places)
    named = set(places[-24:])
    return {
        "lines": [
            (_at(view.nodes[edge.one]), _at(view.nodes[edge.other]), edge.sign, 0.5 + 2 * edge.strength)
            for edge in strongest(edges, most=DRAWN_LINES)
            if edge.one in kept and edge.other in kept
        ],
        "marks": [
            (view.nodes[place], *_at(view.nodes[place]), size_of(view.nodes[place]), label_of(view.nodes[place]), place in named)
            for place in places
        ],
    }


def _at(node: mapping.MapNode) -> tuple[int, int]:
    return round(node.x * RADIUS), round(-node.y * RADIUS)


@lru_cache(maxsize=1)
def _library() -> tuple[str, ...]:
    """The files of the drawing library, where they were fetched (tools/vendor.py)."""
    return LIBRARY if all(finders.find(name) or _is_collected(name) for name in LIBRARY) else ()


def _is_collected(name: str) -> bool:
    try:
        return bool(staticfiles_storage.url(name)) and staticfiles_storage.exists(name)
    except ValueError:
        return False


@member_view("see_goals")
def goal_map_data(request: MemberRequest, goal_id: int) -> JsonResponse:
    """The map as columns, for the browser to draw."""
    asked = _asked(request)
    view = mapping.map_of(request.actor, goal_id, now=utc_now(), limit=asked.limit)
    nodes, edges = view.nodes, view.edges
    return JsonResponse(
        {
            "names": [node.name for node in nodes], "labels": [label_of(node) for node in nodes],
            "urls": [_url(node) for node in nodes], "x": [node.x for node in nodes], "y": [node.y for node in nodes],
            "influence": [node.influence for node in nodes], "tiers": [node.tier for node in nodes],
            "stances": [node.stance for node in nodes], "communities": [node.community for node in nodes],
            "kinds": [node.node[0] for node in nodes], "decides": [node.decides for node in nodes],
            "one": [edge.one for edge in edges], "other": [edge.other for edge in edges],
            "strength": [edge.strength for edge in edges], "sign": [edge.sign for edge in edges],
            "since": [edge.since.toordinal() - 719163 if edge.since else None for edge in edges],
        }
    )  # fmt: skip


@member_view("export_people")
def goal_map_file(request: MemberRequest, goal_id: int) -> HttpResponse:
    """The map as a file; `what` is its name."""
    what = request.GET.get("what", "") or "people.csv"
    asked = _asked(request)
    if asked.limit > mapping.USUAL and what == "map.svg":
        raise WrongInput(gettext("A drawing of more than 150 cannot be read. Take the graph along instead."), field="limit")
    content, media = map_file(request.actor, goal_id, what, now=utc_now(), limit=asked.limit, until=asked.until)
    disposition = "inline" if "inline" in request.GET else "attachment"
    headers = {"Content-Disposition": f'{disposition}; filename="goal-{goal_id}-{what}"'}
    return HttpResponse(content, content_type=media, headers=headers)


urlpatterns = [
    path("goals/<int:goal_id>/map/", goal_map, name="goal_map"),
    path("goals/<int:goal_id>/map/data.json", goal_map_data, name="goal_map_data"),
    path("goals/<int:goal_id>/map/file", goal_map_file, name="goal_map_file"),
]
