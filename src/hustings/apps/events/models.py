"""Events with their guests, speaking slots, notes of the day and follow-ups; and the calendars that they come from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Interaction, Organisation, Person
from hustings.kernel.privacy import marks


class Calendar(models.Model):
    """A calendar that we read, and write where it is one of CalDAV. `credentials` are sealed as those of channels are.

    `mark` is how far it was read: a sync token, a ctag, or the validators of a feed as JSON. `error` says what to mend.
    `tried` is the UID of the event that was written last, after which the next run goes on.
    """

    class Kind(models.TextChoices):
        CALDAV = "caldav", _("calendar account (CalDAV)")
        FEED = "feed", _("calendar feed")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=2000)
    credentials = models.BinaryField(default=bytes)
    ours = models.BooleanField(default=True)
    mark = models.TextField(blank=True)
    tried = models.CharField(max_length=500, blank=True)
    error = models.TextField(blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="name address credentials error",
        plain="id workspace member kind ours mark tried read_at next_try_at failures added_at",
        kept="as long as the workspace; credentials until the calendar is let go",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "member", "address"], name="calendar_once")]

    def __str__(self) -> str:
        return self.name


class CalendarObject(models.Model):
    """What a CalDAV server holds under one address: all dates of one event, as it wrote them. `theirs` is what it says in a
    conflict, until a member chooses.

    `pending` is what members did to a series and the server does not know yet (connectors.calendars.series.Edit, in that order).
    `there` says whether the server holds it, `dropped` that a member deleted it: both say what is to be put or deleted there.
    `waits` follows from these three: something of it is to be written.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="objects_held")
    href = models.CharField(max_length=1000)
    etag = models.CharField(max_length=300, blank=True)
    uid = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    pending = models.JSONField(default=list, blank=True)
    there = models.BooleanField(default=True)
    dropped = models.BooleanField(default=False)
    waits = models.GeneratedField(
        expression=Q(dropped=True, there=True) | Q(dropped=False, there=False) | (Q(dropped=False) & ~Q(pending=[])),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    data_marks = marks(
        personal="text theirs pending", plain="id calendar href etag uid there dropped waits", kept="as its calendar"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "href"], name="calendar_object_once")]
        indexes = [
            models.Index(fields=["calendar", "uid"], name="calendar_object_by_uid"),
            models.Index(fields=["calendar"], name="calendar_object_waiting", condition=Q(waits=True)),
        ]

    def __str__(self) -> str:
        return self.href


class Event(models.Model):
    """One date of an event. Dates of a recurring one share `series`. `uid` is the same wherever the event is told of.

    `standing` says whether we go (`going`), only know of it (`known`), do not want to hear of it (`dismissed`), or deleted it, in
    its calendar too (`deleted`): such a row is kept for the way back.
    `record_id` is the stored record of an import that tells it, `source_id` who told that. `changed` says that our words are not
    in its calendar yet. `twin_of` is the same event as another source tells it, which is shown in the place of both.
    """

    class Kind(models.TextChoices):
        CONFERENCE = "conference", _("conference")
        RALLY = "rally", _("rally")
        MEETING = "meeting", _("meeting")
        TOWN_HALL = "town_hall", _("town hall")
        FUNDRAISER = "fundraiser", _("fundraiser")
        HEARING = "hearing", _("hearing")
        OTHER = "other", _("other")

    class Standing(models.TextChoices):
        GOING = "going", _("we go")
        KNOWN = "known", _("known")
        DISMISSED = "dismissed", _("dismissed")
        DELETED = "deleted", _("deleted")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    uid = models.CharField(max_length=500)
    series = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OTHER)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.GOING)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    all_day = models.BooleanField(default=False)
    zone = models.CharField(max_length=64, blank=True)
    location = models.CharField(max_length=500, blank=True)
    description = models.TextField(blank=True)
    link = models.CharField(max_length=2000, blank=True)
    status = models.CharField(max_length=20, blank=True)
    organiser = models.CharField(max_length=300, blank=True)
    pitch = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    by_hand = models.BooleanField(default=False)
    record_id = models.BigIntegerField(null=True, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    twin_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="twins")
    calendar = models.ForeignKey(Calendar, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed = models.BooleanField(default=False)
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="organiser",
        plain="id workspace uid series title kind standing starts_at ends_at all_day zone location description link status pitch "
        "minutes by_hand record_id source_id twin_of calendar changed member added_at",
        kept="as long as the workspace",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "uid"], name="event_once")]
        indexes = [
            models.Index(fields=["workspace", "standing", "starts_at", "id"], name="event_by_start"),
            models.Index(fields=["record_id"], name="event_by_record", condition=Q(record_id__isnull=False)),
            models.Index(fields=["workspace", "series"], name="event_by_series", condition=~Q(series="")),
            models.Index(fields=["calendar"], name="event_to_be_written", condition=Q(changed=True)),
        ]

    def __str__(self) -> str:
        return self.title


class Guest(models.Model):
    """Somebody on the list of an event: a person whom we know, or a name that stands for nobody yet.

    `doubts` are ids of people who may be meant, for a member to say. `key` tells two entries of one list apart. `link` is on what
    it rests who is meant: a member's word, or their e-mail address alone.
    """

    class Link(models.TextChoices):
        NONE = "", _("name")
        ADDRESS = "address", _("address")
        SAID = "said", _("said")

    class Answer(models.TextChoices):
        UNKNOWN = "", _("no answer")
        INVITED = "invited", _("invited")
        REGISTERED = "registered", _("registered")
        ACCEPTED = "accepted", _("comes")
        TENTATIVE = "tentative", _("perhaps")
        DECLINED = "declined", _("does not come")
        CANCELLED = "cancelled", _("cancelled")
        ATTENDED = "attended", _("was there")
        NO_SHOW = "no_show", _("did not come")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="guests")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="event_guests")
    key = models.CharField(max_length=300)
    name = models.CharField(max_length=300)
    organisation = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=320, blank=True)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True, default="")
    role = models.CharField(max_length=60, blank=True)
    doubts = models.JSONField(default=list, blank=True)
    link = models.CharField(max_length=8, choices=Link.choices, blank=True, default="")
    came_at = models.DateTimeField(null=True, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    by_hand = models.BooleanField(default=False)

    data_marks = marks(
        personal="person key name organisation title email answer role doubts came_at",
        plain="id workspace event record_id by_hand link",
        kept="as the person, at most as the event",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "key"], name="event_guest_key_once"),
            models.UniqueConstraint(
                fields=["event", "person"], condition=Q(person__isnull=False), name="event_guest_person_once"
            ),
        ]
        indexes = [
            models.Index(fields=["record_id"], name="event_guest_by_record", condition=Q(record_id__isnull=False)),
            models.Index(fields=["workspace", "email"], name="event_guest_by_email"),
        ]

    def __str__(self) -> str:
        return self.name


class Slot(models.Model):
    """A time to speak: who, on what, to whom, what is to be said, and what worked. It stays, with the speaker's name, when
    nothing names that person any more."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="slots")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="event_slots")
    speaker = models.CharField(max_length=300, blank=True)
    topic = models.CharField(max_length=300)
    audience = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    pitch = models.TextField(blank=True)
    worked = models.TextField(blank=True)

    data_marks = marks(
        personal="person speaker", plain="id workspace event topic audience starts_at minutes pitch worked", kept="as the event"
    )

    def __str__(self) -> str:
        return self.topic


class Jotting(models.Model):
    """Something put down on a phone at an event. `client_id` is made there, so that sending it again stores it once.

    Without a person it waits until somebody says who is meant; a photo waits until it is typed.
    """

    class Kind(models.TextChoices):
        CHECK_IN = "check_in", _("came")
        NOTE = "note", _("talked")
        PROMISE = "promise", _("promise")
        CARD = "card", _("card")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="jottings")
    client_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="event_jottings")
    name = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    photo = models.BinaryField(default=bytes)
    interaction = models.ForeignKey(Interaction, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="person name text due_on at photo",
        plain="id workspace event client_id kind interaction settled_at member received_at",
        kept="as the person, at most as the event",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "client_id"], name="jotting_once")]
        indexes = [models.Index(fields=["event", "-at"], name="jotting_of_event")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class FollowUp(models.Model):
    """A word to somebody one talked to at an event, due two days after the talk. `about` is what it refers to."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="follow_ups")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="event_follow_ups")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    about = models.TextField(blank=True)
    talked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(
        personal="person about talked_at", plain="id workspace event member due_at done_at dropped_at", kept="as the person"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="follow_up_once")]
        indexes = [
            models.Index(
                fields=["workspace", "due_at"], name="follow_up_open", condition=Q(done_at__isnull=True, dropped_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.person_id}"


class DeclinedOrganisation(models.Model):
    """An organisation that was proposed to join and is not to be proposed again."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(plain="id workspace organisation member at", kept="as long as the workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "organisation"], name="declined_organisation_once")]

    def __str__(self) -> str:
        return str(self.organisation_id)


class FeedAddress(models.Model):
    """A secret address under which a member's events are given out as a calendar; only a digest of it is kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(plain="id workspace member name digest made_at read_at revoked_at", kept="until revoked")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="feed_address_once")]

    def __str__(self) -> str:
        return self.name
