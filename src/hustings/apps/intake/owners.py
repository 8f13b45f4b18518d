"""Who the owner of an export or of an account is, by every handle and name that is known of them."""

from __future__ import annotations

from hustings.apps.intake.parties import Owner
from hustings.apps.people.actions.folding import sources_of
from hustings.apps.people.actions.records import own_person
from hustings.apps.people.models import Identity
from hustings.engine.linkage import name_key


def owner_of(member_id: int) -> Owner:
    """The member, as messages name them."""
    person = own_person(member_id)
    handles = set(Identity.objects.filter(person=person).values_list("kind", "value"))
    told = [held.record.name for held in sources_of([person.pk])[person.pk]]
    names = {name_key(text) for name in told for text in (name.full, name.nickname) if text}
    return Owner(person=person.pk, handles=handles, names=names | {name_key(person.name)})
