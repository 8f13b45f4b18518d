"""Who of the people holds a public office, for what the law or good manners treat differently: gifts, hints, invitations."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from hustings.apps.people.models import Identity, Position
from hustings.storage import rows

_OFFICE = Q(division__gt="") | (Q(organisation__body__isnull=False) & ~Q(organisation__body__classification="party"))
"""A seat for a place, or in a public body; whoever belongs to a party alone holds no office by that."""


def officials_among(workspace_id: int, people: Collection[int]) -> set[int]:
    """Those of these people who hold an office by now as public data tells, or who bear an official number. Two queries for each
    5,000 people."""
    found: set[int] = set()
    for chunk in rows.chunks(sorted(people)):
        among = {"workspace_id": workspace_id, "person_id__in": chunk}
        found.update(Position.objects.filter(_OFFICE, **among, current=True).values_list("person_id", flat=True))
        numbered = Identity.objects.filter(**among, kind="official").values_list("person_id", flat=True)
        found.update(person for person in numbered if person is not None)
    return found
