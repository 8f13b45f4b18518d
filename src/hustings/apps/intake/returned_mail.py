"""What delivery reports in mailboxes and archives say of letters and addresses, in whatever order these come in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db.models import Max

from hustings.apps.inbox.models import Message
from hustings.apps.outbox import returned
from hustings.apps.people.actions.dealings import Dealing
from hustings.kernel.records import AnyRecord, MessageRecord
from hustings.storage import rows

TOLD = frozenset({"returned", "returned_to"})
"""What readers of mail put beside a report (connectors.reading.mail_returned)."""


class ReturnedMail:
    """Collects what a batch brings of it, until the batch is settled. `keep` notes on which statements the import rests."""

    def __init__(self, workspace_id: int, *, keep: Callable[[Sequence[int]], None]) -> None:
        self.workspace_id = workspace_id
        self._keep = keep
        self._reports: dict[int, list[MessageRecord]] = {}
        self._people: set[int] = set()

    def met(self, found: Sequence[Dealing]) -> None:
        """Letters that are new here: an answer that came back earlier may be among them, or a word from an address."""
        self._people.update(person for each in found if each.channel == "email" for person, _ in each.people)

    def told(self, record: AnyRecord, *, source_id: int) -> None:
        """A record that is new here, or says something else than before."""
        if isinstance(record, MessageRecord) and record.automatic == "report" and TOLD & record.extra.keys():
            self._reports.setdefault(source_id, []).append(record)

    def settle(self, now: datetime) -> None:
        """Marks letters and addresses, and takes marks off addresses from which somebody wrote since. One query where none is."""
        letters: set[str] = set()
        for source_id, reports in self._reports.items():
            for report in reports:
                returned.note_returned(self.workspace_id, report)
                letters.update(report.extra.get("returned", "").split())
            placed, people = returned.put_down(self.workspace_id, reports, source_id=source_id)
            self._keep(placed)
            self._people |= people
        kept = returned.kept_about(self._people)
        for each in kept:
            letters.update(each.record.extra.get("returned", "").split())
        returned.mark_letters(self.workspace_id, letters, now=now)
        returned.let_work(self.workspace_id, kept, _heard({each.person_id for each in kept}))
        self._reports.clear()
        self._people.clear()


def _heard(person_ids: Collection[int]) -> dict[tuple[int, str], datetime | None]:
    """When these people wrote last from each of their addresses."""
    found: dict[tuple[int, str], datetime | None] = {}
    for chunk in rows.chunks(person_ids):
        held = Message.objects.filter(
            interaction__participations__person_id__in=chunk, interaction__participations__role="from",
            interaction__direction="in", handle__startswith="email:",
        )  # fmt: skip
        newest = held.values_list("interaction__participations__person_id", "handle").annotate(at=Max("interaction__at"))
        found.update({(person_id, handle.partition(":")[2]): at for person_id, handle, at in newest.order_by()})
    return found
