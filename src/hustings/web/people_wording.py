"""People, ties, reviews and timelines in words, for all doors. No HTML; codes are those of the engine and of the stored rows."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.channels.queries import reader_of
from hustings.apps.people.occasions_offered import KINDS as KINDS_NOTED
from hustings.connectors.files.registry import READERS
from hustings.connectors.platforms.registry import PLATFORMS

SEGMENTS: dict[str, Promise] = {
    "close_allies": _("Close ally"),
    "network": _("Network"),
    "acquaintances": _("Acquaintance"),
    "none": _("No rhythm"),
}
RHYTHMS: dict[str, Promise] = {
    "close_allies": _("every month"),
    "network": _("every three months"),
    "acquaintances": _("once a year"),
    "none": _("no set rhythm"),
}
TIES: dict[str, Promise] = {"in_touch": _("Were in touch"), "never": _("Never in touch")}

ORDERS: dict[str, Promise] = {
    "name": _("by name"),
    "closeness": _("closest first"),
    "due": _("due first"),
    "last_touch": _("latest contact first"),
}
SOURCES: dict[str, Promise | str] = {
    "linkedin": "LinkedIn",
    "mail": _("mailbox"),
    "vcard": _("address book"),
    "icalendar": _("calendar"),
    "calendar": _("calendar"),
    "by-hand": _("by hand"),
    "pasted": _("pasted"),
}
SOURCES |= {reader.name: reader.title for reader in READERS if reader.name not in SOURCES}
SOURCES |= {reader_of(name): entry.title for name, entry in PLATFORMS.items()}
IDENTITIES: dict[str, Promise | str] = {
    "email": _("E-mail"),
    "phone": _("Phone"),
    "linkedin": "LinkedIn",
    "url": _("Web"),
    "x": "X",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "telegram": "Telegram",
    "official": _("Official id"),
    "external": _("Number in another system"),
}
KINDS: dict[str, Promise] = {
    "message": _("Message"),
    "call": _("Call"),
    "meeting": _("Meeting"),
    "letter": _("Letter"),
    "endorsement": _("Endorsement"),
    "recommendation": _("Recommendation"),
    "introduction": _("Introduction"),
    "attendance": _("At the same event"),
    "comment": _("Comment"),
    "reaction": _("Reaction"),
    "invitation": _("Invitation to connect"),
    "note": _("Note"),
    "promise": _("Promise"),
    "event": _("Event"),
    "post": _("Post"),
    "follow": _("Follow"),
    "opportunity": _("Opportunity"),
    "visit": _("Visit"),
    "text": _("Text message"),
    "email": _("E-mail"),
    "other": _("Contact"),
    "contribution": _("Contribution"),
    "tie": _("Tie to somebody else"),
}
CONSENT_CHANNELS: dict[str, Promise] = {
    "any": _("Any channel"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "sms": _("Text message"),
    "post": _("Letter"),
}
CONSENTS: dict[str, Promise] = {
    "given": _("agreed"),
    "withdrawn": _("no longer"),
    "refused": _("refused"),
    "bad": _("does not work"),
}
SUPPORTS: dict[str, Promise] = {
    "1": _("Strong support"),
    "2": _("Lean support"),
    "3": _("Undecided"),
    "4": _("Lean against"),
    "5": _("Strong against"),
}
VOUCHES: dict[str, Promise] = {
    "met_in_person": _("We have met in person"),
    "worked_together": _("We worked together"),
    "studied_together": _("We studied together"),
    "introduced_by": _("Somebody introduced us"),
    "family": _("Family"),
    "online_only": _("Only online"),
    "not_known": _("I do not know them"),
}
PARTS: dict[str, Promise] = {
    "base": _("Where a stranger starts"),
    "connected": _("Connected on a network"),
    "vouch": _("How a member knows them"),
    "recent_out": _("What we sent lately"),
    "recent_in": _("What they sent lately"),
    "lasting_out": _("What we sent over the years"),
    "lasting_in": _("What they sent over the years"),
    "reciprocity": _("It goes both ways"),
    "span": _("How long it has lasted"),
}
REPLY_KINDS: dict[str, Promise] = {
    "question": _("Asks a question"),
    "ask": _("Asks for something"),
    "offer": _("Offers something"),
    "invitation": _("Invites you"),
    "complaint": _("Complains"),
    "corrected": _("Wants an answer, as you taught"),
}
OCCASIONS: dict[str, Promise] = {
    "new_position": _("New position"),
    "endorsement": _("Endorsed you, not thanked yet"),
    "recommendation": _("Recommended you, not thanked yet"),
    **KINDS_NOTED,
}
CONFIDENCES: dict[str, Promise] = {"sure": _("sure"), "fairly": _("fairly sure"), "guess": _("a guess")}
FIELDS: dict[str, Promise] = {
    "text": _("text"),
    "number": _("number"),
    "date": _("date"),
    "choice": _("choice"),
    "yes_no": _("yes or no"),
    "url": _("web address"),
    "choices": _("several choices"),
}
LINKAGE: dict[str, Promise] = {
    "prior": _("Two records that share nothing known"),
    "given_same": _("Same given name"),
    "given_spelt": _("Given name spelt differently"),
    "given_nickname": _("Nickname of the given name"),
    "given_is_middle": _("Given name is a middle name of the other"),
    "given_fuzzy": _("Given names look alike"),
    "given_initial": _("Given name fits the initial"),
    "given_different": _("Different given names"),
    "given_romanised": _("Given name sounds the same in other letters"),
    "family_romanised": _("Family name sounds the same in other letters"),
    "household_one": _("One record stands for several people"),
    "family_alone": _("One record has a single name, which fits"),
    "family_same": _("Same family name"),
    "family_spelt": _("Family name spelt differently"),
    "family_part": _("Part of the family name is the same"),
    "family_maiden": _("Family name is the other's maiden name"),
    "family_fuzzy": _("Family names look alike"),
    "family_initial": _("Family name fits the initial"),
    "name_rarity": _("How rare the name is says less in this workspace"),
    "family_different": _("Different family names"),
    "order_different": _("Names in the other order"),
    "middle_same": _("Same middle name"),
    "middle_initial": _("Middle name fits the initial"),
    "middle_different": _("Different middle names"),
    "generation_different": _("Different generation (Jr., Sr.)"),
    "number_different": _("Names with different numbers"),
    "name_in_email": _("The address spells the name"),
    "names_differ": _("Different names stay doubtful, whatever they share"),
    "linkedin_same": _("Same LinkedIn profile"),
    "linkedin_different": _("Different LinkedIn profiles"),
    "external_same": _("Same record in another system"),
    "external_different": _("Two records of another system"),
    "handle_same": _("Same handle"),
    "handle_different": _("Different handles on one network"),
    "page_same": _("Same web page"),
    "email_same": _("Same e-mail address"),
    "email_role": _("Same address of a role (info@, office@)"),
    "email_local": _("Same name before the @"),
    "email_fuzzy": _("E-mail addresses look alike"),
    "email_numbered": _("Two addresses of one provider that differ only by a number"),
    "email_colleagues": _("Addresses at the same organisation"),
    "email_different": _("Different e-mail addresses"),
    "phone_same": _("Same phone number"),
    "phone_ending": _("Same number, one without its country"),
    "phone_different": _("Different phone numbers"),
    "organisation_same": _("Same organisation"),
    "organisation_domain": _("The address belongs to the organisation"),
    "organisation_fuzzy": _("Organisations look alike"),
    "organisation_different": _("Different organisations"),
    "address_same": _("Same postal address"),
    "address_fuzzy": _("Postal addresses look alike"),
    "address_street": _("Same street"),
    "location_code": _("Same postal code"),
    "location_moved": _("Same postal code, another address"),
    "location_same": _("Same place"),
    "location_part": _("Places share a word"),
    "location_different": _("Different places"),
    "birthday_same": _("Same birthday"),
    "birthday_day": _("Same day and month"),
    "birthday_part": _("Birthdays fit as far as known"),
    "birthday_near": _("Birthdays one slip apart"),
    "birthday_alike": _("Birthdays look alike"),
    "birthday_different": _("Different birthdays"),
    "source_same": _("One export names both"),
    "trained": _("How often records of this workspace are of somebody known"),
}
LESSON_WHY: dict[str, Promise | str] = {
    "first": _("the first time that there was enough to learn from"),
    "grown": _("the network has grown"),
    "decided": _("members decided more pairs"),
    "asked": _("a member asked for it"),
}
LESSON_OUTCOME: dict[str, Promise | str] = {
    "used": _("these weights are in use"),
    "too_few": _("too few pairs to learn from, so that the weights that ship stay in use"),
    "contradicted": _("what members decided fits the weights that ship better, and those stay in use"),
}


def name_in(table: dict[str, Promise] | dict[str, Promise | str], code: str) -> str:
    """The word for a code; a code of a newer version shows as its own words."""
    return str(table.get(code, code.replace("_", " ").capitalize()))


def standing(strength: float | None) -> str:
    """A probability in words, for who does not read percentages."""
    if strength is None:
        return gettext("not known yet")
    steps = (
        (0.8, _("very likely answers")),
        (0.5, _("likely answers")),
        (0.25, _("may answer")),
        (0.0, _("would hardly answer")),
    )
    return str(next(words for least, words in steps if strength >= least))


def partial_date(value: str) -> str:
    """A date as far as it is known: `2021`, `March 2021`, `9 March 2021`, `March 9`; anything else as it stands."""
    try:
        if value.startswith("--"):
            return formats.date_format(date.fromisoformat(f"2000-{value[2:]}"), "MONTH_DAY_FORMAT")
        if len(value) == 7:
            return formats.date_format(date.fromisoformat(f"{value}-01"), "YEAR_MONTH_FORMAT")
        return formats.date_format(date.fromisoformat(value), "DATE_FORMAT") if len(value) == 10 else value
    except ValueError:
        return value


def span(since: str, until: str, current: bool = False) -> str:
    """From when to when, as far as it is known."""
    begin, end = partial_date(since), partial_date(until)
    if begin and end:
        return gettext("%(begin)s to %(end)s") % {"begin": begin, "end": end}
    if begin:
        return gettext("since %(begin)s") % {"begin": begin} if current else gettext("from %(begin)s") % {"begin": begin}
    return gettext("until %(end)s") % {"end": end} if end else ""


def ago(moment: datetime | date | None) -> str:
    """How long ago, roughly: `today`, `12 days ago`, `5 months ago`; empty where there is no moment."""
    if moment is None:
        return ""
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    days = (timezone.localdate() - day).days
    if days <= 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if days < 60:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    if days < 730:
        return ngettext("%(count)d month ago", "%(count)d months ago", days // 30) % {"count": days // 30}
    return ngettext("%(count)d year ago", "%(count)d years ago", days // 365) % {"count": days // 365}


def due(day: date | None) -> str:
    """When the next touch is due: `due for 12 days`, `due today`, `due in 3 weeks`; empty without a rhythm."""
    if day is None:
        return ""
    days = (day - timezone.localdate()).days
    if days < 0:
        return _amount(-days, gettext("due for %(time)s"))
    if days == 0:
        return gettext("due today")
    return _amount(days, gettext("due in %(time)s"))


def _amount(days: int, sentence: str) -> str:
    if days < 14:
        time = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    elif days < 70:
        time = ngettext("%(count)d week", "%(count)d weeks", days // 7) % {"count": days // 7}
    else:
        time = ngettext("%(count)d month", "%(count)d months", days // 30) % {"count": days // 30}
    return sentence % {"time": time}


def moved(label: str, number: int) -> str:
    """What a merge moves, in words; empty for rows that are only worked out from others."""
    words = {
        "people.SourceRecord": ngettext("%(n)d statement of a source", "%(n)d statements of sources", number),
        "people.Participation": ngettext("%(n)d line of the timeline", "%(n)d lines of the timeline", number),
        "people.Identity": ngettext("%(n)d way to reach them", "%(n)d ways to reach them", number),
        "people.Position": ngettext("%(n)d position", "%(n)d positions", number),
        "people.Education": ngettext("%(n)d time of study", "%(n)d times of study", number),
        "people.Note": ngettext("%(n)d note", "%(n)d notes", number),
        "people.PersonTag": ngettext("%(n)d tag", "%(n)d tags", number),
        "people.Promise": ngettext("%(n)d promise", "%(n)d promises", number),
        "people.Vouch": ngettext("%(n)d answer on how they are known", "%(n)d answers on how they are known", number),
        "people.CustomValue": ngettext("%(n)d field of your own", "%(n)d fields of your own", number),
        "people.Occasion": ngettext("%(n)d occasion", "%(n)d occasions", number),
        "inbox.Conversation": ngettext("%(n)d conversation", "%(n)d conversations", number),
        "invitations.Invitation": ngettext("%(n)d invitation", "%(n)d invitations", number),
    }
    return words.get(label, "") % {"n": number} if label in words else ""
