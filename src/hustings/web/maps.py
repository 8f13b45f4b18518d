"""The map of a goal: the drawing, the same as a list, what is behind it, the data for the browser, and files to take along."""

from __future__ import annotations

from base64 import b64encode
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
from hustings.apps.goals.map_files import MARKS, MOST, RADIUS, WRITERS, label_of, map_file, size_of
from hustings.apps.goals.map_ties import MapEdge, MapTies
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web import goals_wording, network_wording
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people_forms import day_of, number_of

LISTED = 150
"""Lines of the list at once."""
SIZES = (150, 500, 2_000, 20_000)
DRAWN_LINES = 1_500
LINES_AT_ONCE = 20_000
"""Ties that the browser draws at once, the strongest; of whoever is in focus it draws all. More make the drawing a blot, and a
frame slow where no graphics card draws it."""
TIES_TOLD = 8
"""Ties of each that the list tells, the strongest."""
DIVISIONS = 5
MANY = 987_654_321
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
        "first": view.edges.begins(), "today": utc_now().date(),
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
    ties = view.edges.of_each(places, most=TIES_TOLD)
    return [
        Line(
            place=place, node=node, url=_url(node), tier=goals_wording.TIER.get(node.tier, ""),
            stance=goals_wording.STEPS[node.stance], through=network_wording.through(node.through, names),
            ties=tuple(_tie(view, place, edge) for edge in ties[place]),
        )
        for place in places
        for node in [view.nodes[place]]
    ]  # fmt: skip


def _tie(view: mapping.MapView, place: int, edge: MapEdge) -> tuple[str, str]:
    """With whom, and why."""
    other = view.nodes[edge.other if edge.one == place else edge.one].name
    facts = [network_wording.fact(row) for row in edge.facts] or [str(network_wording.KINDS[kind]) for kind in edge.kinds]
    return other, "; ".join(facts)


def _url(node: mapping.MapNode) -> str:
    what, number = ("stakeholder", node.stakeholder_id) if node.stakeholder_id is not None else node.node
    before, after = _address(what)
    return f"{before}{number}{after}"


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
    places = sorted(shown, key=lambda place: view.nodes[place].influence)[-LISTED:]
    named = set(places[-24:])
    at = {place: _at(view.nodes[place]) for place in places}
    return {
        "lines": [
            (at[places[edge.one]], at[places[edge.other]], edge.sign, 0.5 + 2 * edge.strength)
            for edge in view.edges.among(places).strongest(DRAWN_LINES)
        ],
        "marks": [
            (view.nodes[place], *at[place], size_of(view.nodes[place]), label_of(view.nodes[place]), place in named)
            for place in places
        ],
    }


def _at(node: mapping.MapNode) -> tuple[int, int]:
    return round(node.x * RADIUS), round(-node.y * RADIUS)


@lru_cache(maxsize=8)
def _address(what: str) -> tuple[str, str]:
    """What stands before and after the number in the address of a page: twenty thousand of them are asked for at once."""
    before, _, after = reverse(what, args=(MANY,)).rpartition(str(MANY))
    return before, after


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
    nodes = view.nodes
    return JsonResponse(
        {
            "names": [node.name for node in nodes], "urls": [_url(node) for node in nodes],
            "x": [node.x for node in nodes], "y": [node.y for node in nodes],
            "influence": [node.influence for node in nodes], "tiers": [node.tier for node in nodes],
            "stances": [node.stance for node in nodes], "communities": [node.community for node in nodes], "marks": MARKS,
            "ties": packed(view.edges),
        }
    )  # fmt: skip


def packed(ties: MapTies) -> dict[str, str]:
    """Columns of ties as the bytes of whole numbers, the low byte first, in base64: half a million take 6 MB.

    Places of both ends take two bytes each, strength in thousandths two, the side one, and the first day (from 1970) two, of
    which the least stands for a day that nobody knows.
    """
    if not len(ties):
        return dict.fromkeys(("one", "other", "strength", "sign", "since"), "")
    import numpy as np

    thousandths, days = np.round(np.asarray(ties.strength) * 1000), np.clip(ties.since, -32_768, 32_767)
    columns = {"one": ties.one, "other": ties.other, "strength": thousandths, "sign": ties.sign, "since": days}
    kinds = {"one": "<u2", "other": "<u2", "strength": "<u2", "sign": "<i1", "since": "<i2"}
    return {name: b64encode(np.asarray(columns[name]).astype(kind).tobytes()).decode() for name, kind in kinds.items()}


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
