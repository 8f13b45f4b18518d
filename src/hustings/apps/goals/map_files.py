"""The map of a goal as files to take along: a drawing (SVG), a graph that other programs read (GraphML), and tables (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.map_ties import MapEdge
from hustings.apps.goals.mapping import MapNode, MapView, map_of
from hustings.apps.people.models import SourceRecord
from hustings.apps.people.queries.whole import refused_sources
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.provenance import Use
from hustings.storage import rows

MOST = 500
"""More people leave only with the approval of a second member (exports)."""
SHADES = {
    "strong_support": "#14532d", "lean_support": "#3f8f5f", "undecided": "#8a7a3a", "unknown": "#8b8b8b",
    "lean_against": "#c2604a", "strong_against": "#8c1d18",
}  # fmt: skip
MARKS = {
    "strong_support": "++", "lean_support": "+", "undecided": "~", "unknown": "", "lean_against": "−", "strong_against": "−−",
}  # fmt: skip
"""A mark before the name says the stance without a colour."""
RADIUS = 480
LINES = 4_000
NODE_COLUMNS = ("id", "name", "tier", "stance", "influence", "community", "bridge", "decides", "ties", "x", "y", "camp")
TIE_COLUMNS = ("one", "other", "strength", "sign", "since", "kinds")


def map_file(
    actor: Actor, goal_id: int, what: str, *, now: datetime, limit: int = 150, until: date | None = None
) -> tuple[bytes, str]:
    """The map as (content, media type): `what` is map.svg, map.graphml, people.csv or ties.csv.

    Whom a use rule keeps from leaving is left out. Leaves a line in the audit trail. Raises NotFound for another file, WrongInput
    for more than MOST.
    """
    actor.require("export_people")
    if limit > MOST:
        raise WrongInput(f"At most {MOST} leave at once. Take more by an export, which a second member approves.", field="limit")
    writer = WRITERS.get(what)
    if writer is None:
        raise NotFound("There is no such file.")
    view = _allowed(actor, map_of(actor, goal_id, now=now, limit=limit, until=until))
    record_audit(actor, "export_goal", subject=f"goal:{goal_id}", detail={"figure": what, "rows": len(view.nodes)})
    make, media = writer
    return make(view).encode("utf-8-sig" if media.startswith("text/csv") else "utf-8"), media


def _allowed(actor: Actor, view: MapView) -> MapView:
    refused = refused_sources(actor.workspace_id, Use.EXPORT)
    people = [node.node[1] for node in view.nodes if node.node[0] == "person"] if refused else []
    hidden: set[tuple[str, int]] = set()
    for chunk in rows.chunks(people):
        held = SourceRecord.objects.filter(source_id__in=refused, person_id__in=chunk).values_list("person_id", flat=True)
        hidden.update(("person", number) for number in held if number is not None)
    places = [place for place, node in enumerate(view.nodes) if node.node not in hidden]
    return replace(view, nodes=tuple(view.nodes[old] for old in places), edges=view.edges.among(places))


def size_of(node: MapNode) -> float:
    """The radius of a mark in a drawing of RADIUS."""
    return round(5 + 11 * node.influence, 1)


def map_svg(view: MapView) -> str:
    """The drawing: circles for people, squares for organisations, larger with influence, with a mark and a colour by stance."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-560 -560 1120 1120" font-family="sans-serif" font-size="13">'
        f"<title>{escape(view.goal)}</title><rect x='-560' y='-560' width='1120' height='1120' fill='#fff'/>"
    )
    lines = "".join(_line(view, edge) for edge in view.edges.strongest(LINES))
    return head + lines + "".join(_mark(node) for node in view.nodes) + "</svg>"


def _line(view: MapView, edge: MapEdge) -> str:
    one, other = view.nodes[edge.one], view.nodes[edge.other]
    ends = f"M{one.x * RADIUS:.0f} {-one.y * RADIUS:.0f}L{other.x * RADIUS:.0f} {-other.y * RADIUS:.0f}"
    dash = ' stroke-dasharray="6 4"' if edge.sign < 0 else ""
    shade = {1: "#3f8f5f", -1: "#c2604a"}.get(edge.sign, "#b9b4a8")
    return f'<path d="{ends}" stroke="{shade}" stroke-width="{0.5 + 2 * edge.strength:.1f}" fill="none"{dash}/>'


def _mark(node: MapNode) -> str:
    x, y, size = node.x * RADIUS, -node.y * RADIUS, size_of(node)
    shade = SHADES[node.stance]
    ring = ' stroke="#111" stroke-width="2"' if node.decides else ""
    if node.node[0] == "organisation":
        shape = f'<rect x="{x - size:.0f}" y="{y - size:.0f}" width="{2 * size}" height="{2 * size}" fill="{shade}"{ring}/>'
    else:
        shape = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{size}" fill="{shade}"{ring}/>'
    return f'{shape}<text x="{x + size + 3:.0f}" y="{y + 4:.0f}" fill="#111">{escape(label_of(node))}</text>'


def label_of(node: MapNode) -> str:
    """The name with the mark of the stance before it."""
    return f"{MARKS[node.stance]} {node.name}".strip()


def graphml(view: MapView) -> str:
    """GraphML 1.0 (graphml.graphdrawing.org), undirected."""
    keys = [("node", name, _TYPES.get(name, "string")) for name in NODE_COLUMNS[1:]]
    keys += [("edge", name, _TYPES.get(name, "string")) for name in TIE_COLUMNS[2:]]
    declared = "".join(
        f'<key id="{place}" for="{what}" attr.name="{name}" attr.type="{kind}"/>' for place, (what, name, kind) in _named(keys)
    )
    nodes = "".join(f"<node id={quoteattr(row[0])}>{_data('n', row[1:])}</node>" for row in map(_node_row, view.nodes))
    edges = "".join(
        f"<edge source={quoteattr(row[0])} target={quoteattr(row[1])}>{_data('e', row[2:])}</edge>"
        for row in (_tie_row(view, edge) for edge in view.edges)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        f'{declared}<graph id="map" edgedefault="undirected">{nodes}{edges}</graph></graphml>\n'
    )


_TYPES = {
    "influence": "double", "community": "int", "bridge": "boolean", "decides": "boolean", "ties": "int", "x": "double",
    "y": "double", "strength": "double", "sign": "int",
}  # fmt: skip


def _named(keys: Iterable[tuple[str, str, str]]) -> Iterable[tuple[str, tuple[str, str, str]]]:
    counts = {"node": 0, "edge": 0}
    for key in keys:
        yield f"{key[0][0]}{counts[key[0]]}", key
        counts[key[0]] += 1


def _data(letter: str, values: Iterable[str]) -> str:
    return "".join(f'<data key="{letter}{place}">{escape(value)}</data>' for place, value in enumerate(values) if value != "")


def _node_row(node: MapNode) -> list[str]:
    values = (node.id, node.name, node.tier, node.stance, node.influence, node.community, node.bridge, node.decides, node.ties)
    return [_word(value) for value in (*values, node.x, node.y, node.camp)]


def _tie_row(view: MapView, edge: MapEdge) -> list[str]:
    ends = view.nodes[edge.one].id, view.nodes[edge.other].id
    return [_word(value) for value in (*ends, edge.strength, edge.sign, edge.since or "", " ".join(edge.kinds))]


def _word(value: object) -> str:
    """As XML takes it: true and false in small letters, and no characters that XML 1.0 forbids."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")


def people_csv(view: MapView) -> str:
    """One line for everybody on the map."""
    return _csv(NODE_COLUMNS, map(_node_row, view.nodes))


def ties_csv(view: MapView) -> str:
    """One line for each tie."""
    return _csv(TIE_COLUMNS, (_tie_row(view, edge) for edge in view.edges))


def _csv(columns: Iterable[str], lines: Iterable[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_plain(value) for value in line] for line in lines)
    return text.getvalue()


def _plain(value: str) -> str:
    """Numbers stay; texts that a spreadsheet would take for a formula get an apostrophe."""
    formula = value[:1] in ("=", "+", "-", "@", "\t") and not value.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{value}" if formula else value


WRITERS: dict[str, tuple[Callable[[MapView], str], str]] = {
    "map.svg": (map_svg, "image/svg+xml"),
    "map.graphml": (graphml, "application/xml"),
    "people.csv": (people_csv, "text/csv; charset=utf-8"),
    "ties.csv": (ties_csv, "text/csv; charset=utf-8"),
}
