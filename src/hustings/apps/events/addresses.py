"""Names on lists whose address somebody has by now: they are linked to them, and let go where the address is theirs no more."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q

from hustings.apps.events.matching import people_by_email
from hustings.apps.events.models import Guest
from hustings.apps.people.models import Identity
from hustings.storage import rows


def follow_addresses(workspace_id: int, person_ids: Collection[int]) -> None:
    """Looks anew at whom addresses on lists mean, after these people were made, changed, merged or told apart. What a member said
    of a name stays. Two queries for each 5,000 people where nobody is meant."""
    for chunk in rows.chunks(sorted(person_ids)):
        theirs = Identity.objects.filter(workspace_id=workspace_id, person_id__in=chunk, kind="email").values("value")
        held = Guest.objects.filter(workspace_id=workspace_id).exclude(link=Guest.Link.SAID)
        named = held.filter(Q(person__isnull=True) | Q(link=Guest.Link.ADDRESS), email__in=theirs)
        resting = held.filter(person_id__in=chunk, link=Guest.Link.ADDRESS)
        guests = {guest.pk: guest for found in (named, resting) for guest in found}
        if guests:
            _link(workspace_id, [guests[number] for number in sorted(guests)])


def _link(workspace_id: int, guests: Sequence[Guest]) -> None:
    """Links each to the one person who has their address; where several share it, they are asked about."""
    holders = people_by_email(workspace_id, (guest.email for guest in guests))
    events = {guest.event_id for guest in guests}
    listed = set(Guest.objects.filter(event__in=events, person__isnull=False).values_list("event_id", "person_id"))
    changed = []
    for guest in guests:
        people = holders.get(guest.email, [])
        person = people[0] if len(people) == 1 else None
        doubts = people[:5] if person is None else []
        # Whoever is on the list by another line already stays there once.
        if person != guest.person_id and (guest.event_id, person) in listed:
            person = None
        if person == guest.person_id and (person is not None or not doubts):
            continue
        if person is not None:
            listed.add((guest.event_id, person))
        guest.person_id, guest.doubts = person, doubts
        guest.link = Guest.Link.ADDRESS if person is not None else Guest.Link.NONE
        changed.append(guest)
    Guest.objects.bulk_update(changed, ["person", "doubts", "link"], batch_size=200)
