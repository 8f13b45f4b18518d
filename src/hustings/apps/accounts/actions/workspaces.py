"""Workspaces with their first owner, and the settings of a workspace and of a member."""

from __future__ import annotations

from datetime import date
from zoneinfo import available_timezones

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from hustings.apps.accounts.actions.audit import record_audit
from hustings.apps.accounts.actions.passwords import require_good_password
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member, Role, User, Workspace
from hustings.apps.accounts.queries import actor_of
from hustings.kernel.errors import WrongInput

MINUTES_A_DAY = range(5, 481)


@transaction.atomic
def create_workspace(
    *,
    name: str,
    owner_email: str,
    owner_name: str,
    password: str | None = None,
    time_zone: str = "UTC",
    language: str = "en",
    phone_region: str = "",
    door: str = "cli",
) -> Actor:
    """Makes a workspace and its owner, who acts in what is returned.

    A user with that address is taken as they are, their password untouched; a new one without a password signs in by a link.
    """
    workspace = Workspace.objects.create(
        name=named(name, field="name"),
        time_zone=known_zone(time_zone),
        language=known_language(language),
        phone_region=known_region(phone_region),
    )
    user = _owner(valid_email(owner_email), password)
    member = Member.objects.create(workspace=workspace, user=user, name=named(owner_name, field="owner_name"), role=Role.OWNER)
    actor = actor_of(member, door=door)
    record_audit(actor, "created workspace", subject=f"workspace {workspace.pk}")
    return actor


@transaction.atomic
def update_workspace(
    actor: Actor, *, name: str, time_zone: str, language: str, phone_region: str = "", election_on: date | None = None
) -> Workspace:
    """Changes the settings of the actor's workspace; needs `manage_workspace`."""
    actor.require("manage_workspace")
    workspace = Workspace.objects.select_for_update().get(pk=actor.workspace_id)
    wanted = {
        "name": named(name, field="name"),
        "time_zone": known_zone(time_zone),
        "language": known_language(language),
        "phone_region": known_region(phone_region),
        "election_on": election_on,
    }
    changed = [field for field, value in wanted.items() if getattr(workspace, field) != value]
    for field in changed:
        setattr(workspace, field, wanted[field])
    if changed:
        workspace.save(update_fields=changed)
        record_audit(actor, "changed settings", subject=f"workspace {workspace.pk}", detail={"fields": changed})
    return workspace


@transaction.atomic
def update_profile(actor: Actor, *, name: str, minutes_a_day: int, language: str = "", job_seeking: bool | None = None) -> None:
    """Changes what a member says about themselves; an empty language follows the workspace. Refused to read-only tokens.

    Recruiters are welcome to a member who is job-seeking; None leaves that as it is.
    """
    if actor.read_only:
        raise WrongInput("A read-only token changes nothing.")
    if minutes_a_day not in MINUTES_A_DAY:
        raise WrongInput(f"Minutes a day go from {MINUTES_A_DAY[0]} to {MINUTES_A_DAY[-1]}.", field="minutes_a_day")
    Member.objects.filter(pk=actor.member_id).update(
        name=named(name, field="name"), minutes_a_day=minutes_a_day, language=known_language(language) if language else ""
    )
    if job_seeking is not None:
        Member.objects.filter(pk=actor.member_id).update(job_seeking=job_seeking)
    record_audit(actor, "changed profile", subject=f"member {actor.member_id}")


def named(text: str, *, field: str) -> str:
    """A name without outer blanks; raises WrongInput for an empty or an overlong one."""
    name = " ".join(text.split())
    if not name or len(name) > 200 or "\0" in name:
        raise WrongInput("A name has between 1 and 200 letters, and no control signs.", field=field)
    return name


def valid_email(text: str) -> str:
    """The address in lower case; raises WrongInput where it is none."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise WrongInput(f"{text!r} is not an e-mail address.", field="email") from None
    return email


def known_zone(name: str) -> str:
    """The name of a time zone; raises WrongInput where it is not known."""
    if name not in available_timezones():
        raise WrongInput(f"{name!r} is not a time zone. Use a name such as Europe/Paris or America/Chicago.", field="time_zone")
    return name


def known_language(code: str) -> str:
    """The code of a language that the pages come in; raises WrongInput for another."""
    if code not in dict(settings.LANGUAGES):
        raise WrongInput(
            f"{code!r} is not a language of Hustings. There are: {', '.join(dict(settings.LANGUAGES))}.", field="language"
        )
    return code


def known_region(code: str) -> str:
    """A region in which phone numbers without a country are read, such as US, or nothing; raises WrongInput for another."""
    region = code.strip().upper()
    if region and region not in phonenumbers.SUPPORTED_REGIONS:
        raise WrongInput(f"{code!r} is not a region with phone numbers. Use two letters such as US or DE.", field="phone_region")
    return region


def _owner(email: str, password: str | None) -> User:
    user = User.objects.filter(email=email).first()
    if user is not None:
        return user
    if password is not None:
        require_good_password(password, email=email)
    return User.objects.create_user(email, password)
