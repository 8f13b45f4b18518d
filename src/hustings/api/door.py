"""What every operation goes through: the token, the errors of the kernel's tree as JSON, and what their documentation shares."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import ConfigDict, Field, field_validator

from hustings.apps.accounts.actions import actor_from_token
from hustings.apps.accounts.actor import Actor
from hustings.kernel.errors import (
    ForbiddenByUseRule,
    HustingsError,
    NeverRetry,
    NotFound,
    NotPermitted,
    RetryLater,
    WrongInput,
)

DESCRIPTION = """Everything that the pages can do, for programs.

Make a token under *API tokens* and send it as `Authorization: Bearer hst_...`. It acts as you, with your role; one of scope
`read` changes nothing. Lists come in pages: give the `next` of one page as `after` of the following; it is empty at the end.
Times are ISO 8601; those that you give need an offset. What changes something answers with a `step`; `POST /undo/{step}` takes
it back. What you may not see answers exactly as what does not exist."""

REFUSALS: tuple[tuple[type[HustingsError], int, str], ...] = (
    (WrongInput, 400, "wrong_input"),
    (NotPermitted, 403, "not_permitted"),
    (NotFound, 404, "not_found"),
    (ForbiddenByUseRule, 409, "forbidden_by_use_rule"),
    (NeverRetry, 502, "never_retry"),
    (RetryLater, 503, "retry_later"),
)
"""The tree of errors with the status and the code that each has here."""

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""A number by which something is known; greater ones never exist."""


class Call(HttpRequest):
    """A request whose token was good: `auth` is the member who acts."""

    auth: Actor


class Given(Schema):
    """What a program sends. Unknown keys are refused, so that a slip of the pen is noticed."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        if _holds_null(value):
            raise ValueError("A text cannot hold the character U+0000.")
        return value


def _holds_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_null(each) for pair in value.items() for each in pair)
    return any(map(_holds_null, value)) if isinstance(value, list) else isinstance(value, str) and "\0" in value


class Step(Schema):
    """What can be taken back with `POST /undo/{step}`."""

    step: int


class Made(Step):
    """What was made, and the step that takes it back."""

    id: int


class Refusal(Schema):
    """Why something was refused. `field` names the part of the input that is wrong, where it is one."""

    code: str
    message: str
    field: str = ""


class Refused(Schema):
    """The body of every answer that is an error."""

    error: Refusal


EXAMPLES = {
    400: Refusal(code="wrong_input", message="Say in, out or mutual for the direction.", field="direction"),
    401: Refusal(code="not_signed_in", message="Send a token: Authorization: Bearer hst_..."),
    403: Refusal(
        code="not_permitted", message="Your role (viewer) does not allow this. Ask an owner or a manager of the workspace."
    ),
    404: Refusal(code="not_found", message="There is no such person."),
}


class BearerToken(HttpBearer):
    """The actor behind `Authorization: Bearer ...`. Reading tokens are stopped here before anything that changes something."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        try:
            actor = actor_from_token(token.strip(), door="api")
        except NotPermitted:
            return None
        if actor.read_only and request.method not in ("GET", "HEAD"):
            raise NotPermitted("This token only reads. Make one of scope write under API tokens.")
        return actor


class Room(Router):
    """A router that documents with each operation how it can be refused."""

    def api_operation(self, methods: list[str], path: str, *, response: Any = None, **choices: Any) -> Any:
        refusals = dict.fromkeys(EXAMPLES, Refused)
        examples = {
            status: {"content": {"application/json": {"example": {"error": example.model_dump()}}}}
            for status, example in EXAMPLES.items()
        }
        choices["openapi_extra"] = {"responses": examples}
        return super().api_operation(methods, path, response={200: response, **refusals}, **choices)


def translate_errors(api: NinjaAPI) -> None:
    """Says once how each error looks to a program."""
    for kind, status, code in REFUSALS:
        api.add_exception_handler(kind, _refusing(api, status, code))

    def wrong(request: HttpRequest, error: Any) -> HttpResponse:
        first = error.errors[0]
        place = [str(part) for part in first["loc"] if str(part) not in ("body", "query", "path", "form", "file", "given")]
        return refused(api, request, 400, Refusal(code="wrong_input", message=first["msg"], field=".".join(place)))

    def unsigned(request: HttpRequest, _: Any) -> HttpResponse:
        response = refused(api, request, 401, EXAMPLES[401])
        response.headers["WWW-Authenticate"] = 'Bearer realm="Hustings"'
        return response

    def unread(request: HttpRequest, error: Any) -> HttpResponse:
        return refused(api, request, error.status_code, Refusal(code="wrong_input", message=str(error)))

    api.add_exception_handler(ValidationError, wrong)
    api.add_exception_handler(AuthenticationError, unsigned)
    api.add_exception_handler(HttpError, unread)


def _refusing(api: NinjaAPI, status: int, code: str) -> Any:
    def answer(request: HttpRequest, error: Any) -> HttpResponse:
        response = refused(api, request, status, Refusal(code=code, message=str(error), field=getattr(error, "field", "")))
        if isinstance(error, RetryLater) and error.after is not None:
            response.headers["Retry-After"] = str(max(1, round(error.after)))
        return response

    return answer


def refused(api: NinjaAPI, request: HttpRequest, status: int, refusal: Refusal) -> HttpResponse:
    """The answer that an error becomes."""
    return api.create_response(request, {"error": refusal.model_dump()}, status=status)
