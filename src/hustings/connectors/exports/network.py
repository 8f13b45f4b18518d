"""Who stands near to whom: people as nodes and ties as edges, in GraphML (for network programs) or as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from hustings.connectors.exports.lines import without_control
from hustings.connectors.reading.hustings_columns import safe, storable


class Node(NamedTuple):
    """A person: the number by which edges name them, and the name."""

    id: str
    name: str


class Edge(NamedTuple):
    """How one person stands to another: what went out and came in, and the first and last moments (ISO 8601 or empty)."""

    subject: str
    other: str
    out_count: int
    in_count: int
    first_at: str
    last_out_at: str
    last_in_at: str


_HEADER = ("From", "From name", "To", "To name", "Sent", "Received", "First contact", "Last sent", "Last received")
_KEYS = (
    '<key id="name" for="node" attr.name="name" attr.type="string"/>'
    '<key id="out" for="edge" attr.name="sent" attr.type="int"/>'
    '<key id="in" for="edge" attr.name="received" attr.type="int"/>'
    '<key id="first" for="edge" attr.name="first_contact" attr.type="string"/>'
    '<key id="last_out" for="edge" attr.name="last_sent" attr.type="string"/>'
    '<key id="last_in" for="edge" attr.name="last_received" attr.type="string"/>'
)


def write_graphml(nodes: Iterable[Node], edges: Iterable[Edge], target: BinaryIO) -> int:
    """Writes a directed graph (GraphML 1.0) and returns how many edges it has."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{_KEYS}\n'
    target.write(f'{head}<graph id="ties" edgedefault="directed">\n'.encode())
    for node in nodes:
        target.write(f'<node id={_attribute(node.id)}><data key="name">{_text(node.name)}</data></node>\n'.encode())
    count = 0
    for edge in edges:
        target.write(_edge(edge).encode())
        count += 1
    target.write(b"</graph>\n</graphml>\n")
    return count


def _edge(edge: Edge) -> str:
    told = {
        "out": edge.out_count, "in": edge.in_count, "first": edge.first_at, "last_out": edge.last_out_at,
        "last_in": edge.last_in_at,
    }  # fmt: skip
    data = "".join(f'<data key="{key}">{value}</data>' for key, value in told.items() if value != "")
    return f"<edge source={_attribute(edge.subject)} target={_attribute(edge.other)}>{data}</edge>\n"


def _text(text: str) -> str:
    return escape(without_control(text))


def _attribute(text: str) -> str:
    return quoteattr(without_control(text))


def write_ties(names: Iterable[Node], edges: Iterable[Edge], target: BinaryIO) -> int:
    """Writes a tie a row, as CSV that spreadsheets cannot be led to reckon with. Holds the names of all people."""
    known = {node.id: node.name for node in names}
    text = io.TextIOWrapper(target, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    count = 0
    for edge in edges:
        ends = (edge.subject, known.get(edge.subject, ""), edge.other, known.get(edge.other, ""))
        writer.writerow([safe(storable(str(cell))) for cell in (*ends, *edge[2:])])
        count += 1
    text.detach()
    return count
