"""What is kept for a year goes after it, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions import add_person
from hustings.apps.people.models import Person
from hustings.apps.today.models import Quiet, TodayItem, TodayList
from hustings.apps.today.tasks import forget_old_lists
from hustings.kernel.clock import utc_now

pytestmark = pytest.mark.django_db


def test_lists_and_silences_that_are_over_are_forgotten_after_a_year(ada: Actor):
    person = add_person(ada, name="Priya Raman")
    today = utc_now().date()
    for days in (364, 367):
        day = today - timedelta(days=days)
        made = TodayList.objects.create(workspace_id=ada.workspace_id, member_id=ada.member_id, day=day, minutes=20)
        TodayItem.objects.create(
            list=made, person_id=person, rank=1, action="talk", channel="email", minutes=5, score=1, reasons=[]
        )
        Quiet.objects.create(workspace_id=ada.workspace_id, member_id=ada.member_id, person_id=person, until=day)
    Quiet.objects.create(workspace_id=ada.workspace_id, member_id=ada.member_id, person_id=person)

    assert forget_old_lists.func() == {"lists": 2, "silences": 1}

    assert TodayList.objects.get().items.count() == 1
    assert set(Quiet.objects.values_list("until", flat=True)) == {today - timedelta(days=364), None}
    assert Person.objects.filter(pk=person).exists()
