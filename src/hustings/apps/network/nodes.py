"""People and organisations as numbers of one graph: people are even, organisations odd."""

from __future__ import annotations

Node = tuple[str, int]
"""("person" or "organisation", id)."""


def number_of(node: Node) -> int:
    """The number of a person or an organisation."""
    return 2 * node[1] + (node[0] == "organisation")


def node_of(number: int) -> Node:
    """The person or the organisation with this number."""
    return ("organisation" if number % 2 else "person", number // 2)
