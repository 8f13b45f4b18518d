"""The graph of ties as arrays: influence, bridges, communities and warm paths. Needs the extra `graph`; import it where it is
used.

Without the extra, importing this raises ImportError with what to install.
"""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("numpy") is None or find_spec("scipy") is None:
    raise ImportError("Influence, paths and communities need further packages: pip install 'hustings[graph]'.")

from hustings.engine.graph.communities import communities, components, modularity
from hustings.engine.graph.csr import Graph, build_graph, changed, transposed
from hustings.engine.graph.hints import Hint, hints
from hustings.engine.graph.holes import constraints
from hustings.engine.graph.influence import inflows, influence, leanings, local_influence
from hustings.engine.graph.paths import Limits, Path, introducers, warm_paths

__all__ = [
    "Graph",
    "Hint",
    "Limits",
    "Path",
    "build_graph",
    "changed",
    "communities",
    "components",
    "constraints",
    "hints",
    "inflows",
    "influence",
    "introducers",
    "leanings",
    "local_influence",
    "modularity",
    "transposed",
    "warm_paths",
]
