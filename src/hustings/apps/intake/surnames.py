"""How common family names are among the people of a workspace, for linkage: the rarer a name, the more it says."""

from __future__ import annotations

from datetime import datetime
from string import ascii_lowercase

from django.db.models import Count, Max

from hustings.apps.people.models import BlockKey, Person
from hustings.engine.linkage import weights
from hustings.engine.linkage.folding import is_latin, undigraph
from hustings.storage import rows

SMALL = 4_096
"""Fewer people than this say nothing about how common a name is."""
STANDS_OUT = 3
"""From so many bearers on a name is as common as they are; of fewer it is not known."""
_BEARERS = (
    f'SELECT count(DISTINCT person_id) FROM "{BlockKey._meta.db_table}" '  # noqa: S608 - a table of our own
    "WHERE workspace_id = %s AND person_id <= %s AND "
)
_BETWEEN = _BEARERS + "key >= %s AND key < %s"
_AMONG = _BEARERS + f"key IN ({', '.join(['%s'] * len(ascii_lowercase))})"


class Surnames:
    """How common family names are among the people known before this import, the same from its begin to its end."""

    def __init__(self, workspace_id: int, *, since: datetime | None = None) -> None:
        self._workspace_id = workspace_id
        people = Person.objects.filter(workspace_id=workspace_id)
        people = people.filter(created_at__lt=since) if since is not None else people
        known = people.aggregate(people=Count("id"), last=Max("id"))
        self.people: int = known["people"]
        self._last: int = known["last"] or 0
        self.rarest = max(weights.family_weight(None), weights.family_weight(STANDS_OUT / max(self.people, SMALL)))
        """The most that a name weighs."""
        self._bearers: dict[str, int] = {}
        self._weights: dict[str, float] = {}

    def share(self, family: str) -> float | None:
        """The share of people who bear the name; None (unknown) where it stands out for nobody."""
        bearers = self._bearers.get(family)
        if bearers is None:
            bearers = self._bearers[family] = self._count(family) if self.people >= STANDS_OUT else 0
        return bearers / max(self.people, SMALL) if bearers >= STANDS_OUT else None

    def weight(self, family: str) -> float:
        """What it weighs that two people bear the name (engine.linkage.weights)."""
        weight = self._weights.get(family)
        if weight is None:
            weight = self._weights[family] = weights.family_weight(self.share(family))
        return weight

    def _count(self, family: str) -> int:
        # Keys spell names without digraphs (profiles.block_keys): Rodriguez is found as `rodriguz`.
        begin = f"n:{undigraph(family)}"
        if is_latin(family):
            # What lies between two texts is another matter in each language of a PostgreSQL data base: `;` may come before `:`.
            query, keys = _AMONG, [f"{begin}:{letter}" for letter in ascii_lowercase]
        else:
            query, keys = _BETWEEN, [f"{begin}:", f"{begin};"]
        return next(int(bearers) for (bearers,) in rows.select(query, [self._workspace_id, self._last, *keys]))
