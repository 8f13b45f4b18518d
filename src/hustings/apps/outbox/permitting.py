"""May this go out? Asked when it is decided and again when it leaves: wishes and rules can come in between."""

from __future__ import annotations

from datetime import datetime

from hustings.apps.accounts.models import AuditEntry
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people.models import Consent, Interaction, Participation, Person
from hustings.apps.people.queries import refused_handles
from hustings.kernel.provenance import USE_RULES, Use, refusal


def reason_against(outgoing: Outgoing) -> str | None:
    """Why it must not go out, in words; None if it may.

    Whoever asked not to be contacted is answered all the same if they wrote to us since. A wish without a date stands above that.
    """
    person = outgoing.person
    silenced = _silenced_at(person) if person.do_not_contact else None
    if person.do_not_contact and not _wrote_after(outgoing, silenced):
        return f"{person.name} does not want to be contacted."
    refused = refused_handles([person.pk]).get(person.pk, set())
    for kind, value in _handles(outgoing):
        if refused & {(kind, ""), (kind, value)} and not _wrote_after(outgoing, _refused_at(person.pk, value)):
            return _bad_address(person, value) or f"{person.name} does not want to be reached at {value}."
    return _rule_against(outgoing.answers)


def _bad_address(person: Person, value: str) -> str:
    """What is said where nobody refused, but the address does not work; empty where somebody refused."""
    held = Consent.objects.filter(person=person, purpose="", value__in=("", value)).exclude(channel="any").exclude(status="given")
    said = list(held.order_by("-at").values_list("status", "at", "words"))
    if any(status != "bad" for status, _, _ in said):
        return ""
    _, at, words = said[0]
    told = "; ".join(filter(None, (f"{at:%Y-%m-%d}" if at else "", words)))
    return (
        f"What is sent to {value} does not arrive{f' ({told})' if told else ''}. Reach {person.name} in another way, or say on "
        "their page that this address works again."
    )


def _handles(outgoing: Outgoing) -> list[tuple[str, str]]:
    parties = outgoing.draft.get("to", ())
    return [(each["kind"], each["value"]) for party in parties for each in party.get("identities", ())]


def _rule_against(answered: Interaction | None) -> str | None:
    """What the use rule of the source says, through which we know the message that is answered."""
    if answered is None:
        return None
    rule = USE_RULES.get(answered.source.use_rule)
    return refusal(Use.CONTACT, [rule] if rule else [])


def _wrote_after(outgoing: Outgoing, moment: datetime | None) -> bool:
    """Whether the message that is answered is the person's own, and came after that moment."""
    answered = outgoing.answers
    if answered is None or answered.direction != "in" or moment is None or answered.at <= moment:
        return False
    return Participation.objects.filter(interaction=answered, person_id=outgoing.person_id, role="from").exists()


def _silenced_at(person: Person) -> datetime | None:
    """When they last said so, by a source or by a member's hand; None where one of both has no date."""
    moments: list[datetime | None] = []
    if person.silent_by_source:
        said = Consent.objects.filter(person=person, channel="any", purpose="", value="").exclude(status="given")
        moments += said.values_list("at", flat=True)
    if person.silent_by_hand:
        noted = AuditEntry.objects.filter(
            workspace_id=person.workspace_id, verb="edit_person", subject=f"person:{person.pk}", detail__silent_by_hand="True"
        )
        moments.append(noted.order_by("-at").values_list("at", flat=True).first())
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None


def _refused_at(person_id: int, value: str) -> datetime | None:
    """When they refused this address, or all of its kind; None where one such word has no date."""
    said = Consent.objects.filter(person_id=person_id, purpose="", value__in=("", value)).exclude(status="given")
    moments = list(said.exclude(channel="any").values_list("at", flat=True))
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None
