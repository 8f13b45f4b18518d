"""Connected accounts: what can be connected, how each is, and reading them now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Room
from hustings.apps.channels import actions, queries
from hustings.apps.channels.queries import StreamView
from hustings.apps.channels.signing_in import begin_sign_in, finish_sign_in
from hustings.apps.intake.actions import enqueue_sync

room = Room(tags=["channels"])


class Budget(Schema):
    """So many of so many points were spent in so many seconds."""

    spent: int
    points: int
    seconds: int


class ChannelShape(Schema):
    """A connected account. `state` is connected, paused, revoked or disconnected; `error` says what to mend.

    `hears_at_once`: somebody listens to it now, so that what is new is here within seconds.
    """

    id: int
    platform: str
    title: str
    account: str
    member: str
    purpose: str
    audience: str
    state: str
    error: str
    may: list[str]
    own: bool
    connected_at: datetime
    expires_at: datetime | None
    budgets: list[Budget]
    streams: list[StreamView]
    hears_at_once: bool


class CredentialShape(Schema):
    """What a platform asks for."""

    name: str
    title: str
    secret: bool
    needed: bool
    help: str


class PlatformShape(Schema):
    """A platform that can be connected."""

    name: str
    title: str
    asks: list[CredentialShape]
    can: list[str]
    may_not: str
    signs_in: bool


class NewChannel(Given):
    """An account to connect. `credentials` by the names that the platform asks for; they are verified, sealed, never shown."""

    platform: str = Field(max_length=32)
    credentials: dict[str, str]
    purpose: str = Field("", max_length=200)
    audience: str = Field("", max_length=200)


class NewCredentials(Given):
    """What is new of an account's credentials; the rest stays."""

    credentials: dict[str, str]


class SignInGiven(Given):
    """What is known of an account whose platform asks the member themselves. `return_to` is registered with their app."""

    platform: str = Field(max_length=32)
    credentials: dict[str, str]
    return_to: str = Field(max_length=2_000)
    purpose: str = Field("", max_length=200)
    audience: str = Field("", max_length=200)
    channel_id: int | None = None


class Agree(Schema):
    """Where the member agrees, once and within a quarter of an hour."""

    address: str


class Agreed(Given):
    """What the platform sent back with the member."""

    state: str = Field(max_length=500)
    code: str = Field(max_length=4_000)


class Asked(Schema):
    """How many streams are read in the background now."""

    streams: int


@room.get("/channels", response=list[ChannelShape], summary="List connected accounts")
def list_channels(request: Call) -> Any:
    """Your own; those of all members for managers and owners."""
    return [_shape(view) for view in queries.channels_of(request.auth)]


@room.get("/channels/platforms", response=list[PlatformShape], summary="What can be connected")
def list_platforms(request: Call) -> Any:
    """With what each asks for."""
    return queries.platforms(request.auth)


@room.post("/channels", response=ChannelShape, summary="Connect an account")
def connect(request: Call, given: NewChannel) -> Any:
    """The credentials are verified with the platform first."""
    made = actions.connect(
        request.auth, platform=given.platform, credentials=given.credentials, purpose=given.purpose, audience=given.audience
    )
    return _shape(queries.channel_view(request.auth, made.pk))


@room.post("/channels/sync", response=Asked, summary="Read accounts now")
def sync(request: Call) -> Any:
    """In the background; waits that a platform asked for are kept."""
    return {"streams": enqueue_sync(request.auth)}


@room.post("/channels/sign-in", response=Agree, summary="Begin to sign in at a platform")
def sign_in(request: Call, given: SignInGiven) -> Any:
    """For platforms that sign members in. With `channel_id` for an account that needs new access."""
    address = begin_sign_in(
        request.auth, platform=given.platform, given=given.credentials, return_to=given.return_to, purpose=given.purpose,
        audience=given.audience, channel_id=given.channel_id,
    )  # fmt: skip
    return {"address": address}


@room.post("/channels/sign-in/finish", response=ChannelShape, summary="End a sign-in")
def finish(request: Call, given: Agreed) -> Any:
    """Connects the account for which the member has agreed."""
    made = finish_sign_in(request.auth, state=given.state, code=given.code)
    return _shape(queries.channel_view(request.auth, made.pk))


@room.get("/channels/{channel_id}", response=ChannelShape, summary="One connected account")
def show_channel(request: Call, channel_id: Id) -> Any:
    """With the state of its streams."""
    return _shape(queries.channel_view(request.auth, channel_id))


@room.post("/channels/{channel_id}/reconnect", response=ChannelShape, summary="Give new credentials")
def reconnect(request: Call, channel_id: Id, given: NewCredentials) -> Any:
    """For the same account, where the old ones hold no more."""
    actions.reconnect(request.auth, channel_id, credentials=given.credentials)
    return _shape(queries.channel_view(request.auth, channel_id))


@room.post("/channels/{channel_id}/pause", response=ChannelShape, summary="Pause an account")
def pause(request: Call, channel_id: Id) -> Any:
    """Nothing is read or sent until it is resumed."""
    actions.pause(request.auth, channel_id)
    return _shape(queries.channel_view(request.auth, channel_id))


@room.post("/channels/{channel_id}/resume", response=ChannelShape, summary="Resume an account")
def resume(request: Call, channel_id: Id) -> Any:
    """Reads and sends again, from where it stopped."""
    actions.resume(request.auth, channel_id)
    return _shape(queries.channel_view(request.auth, channel_id))


@room.delete("/channels/{channel_id}", response=ChannelShape, summary="Let an account go")
def disconnect(request: Call, channel_id: Id) -> Any:
    """Its credentials are forgotten; conversations stay."""
    actions.disconnect(request.auth, channel_id)
    return _shape(queries.channel_view(request.auth, channel_id))


def _shape(view: queries.ChannelView) -> dict[str, Any]:
    told = {name: getattr(view, name) for name in ChannelShape.model_fields if name != "budgets"}
    return told | {"budgets": [Budget(spent=spent, points=points, seconds=seconds) for spent, points, seconds in view.spent]}
