"""Contracts of platforms without a description that machines can read: our own notes of what their documents say.

A contract (tests/fakes/contracts, JSON) names operations with method, path, parameters and body, and shapes of objects: what a
field holds (`string`, `integer`, `boolean`, `any`, a shape, `[shape]` for a list, `{shape}` for one of the Graph API), and by `!`
that it must be there. Whatever a contract does not name is refused, in requests and in the answers of the stand-in alike.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx

_KINDS = {"string": str, "integer": int, "boolean": bool, "any": object}


class OutsideOfContract(AssertionError):
    """Something was asked or answered that the documents do not name."""


class Contract:
    """One platform's contract."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.shapes: dict[str, dict[str, str]] = told["shapes"]

    def operation(self, request: httpx.Request) -> dict[str, Any]:
        """What the contract says of a request; a path without a blank to fill wins over one with."""
        fits = [each for each in self.told["operations"] if self._fits(each, request)]
        _sure(bool(fits), f"{request.method} {request.url.host}{request.url.path}")
        best: dict[str, Any] = min(fits, key=lambda each: each["path"].count("{"))
        return best

    def check_request(self, request: httpx.Request) -> None:
        """Raises OutsideOfContract for a path, header, parameter or body that is not named, and for what lacks."""
        told, path = self.operation(request), request.url.path
        for name, pattern in (self.told.get("headers", {}) if not told.get("form") else {}).items() | told.get(
            "headers", {}
        ).items():
            _sure(re.fullmatch(pattern, request.headers.get(name, "")) is not None, f"{path}: header {name}")
        given = dict(request.url.params.multi_items())
        self._check_values(given, told.get("query", {}), path)
        for alone, *others in told.get("never_with", ()):
            _sure(alone not in given or not set(others) & set(given), f"{path}: {alone} with {others}")
        content = request.content.decode()
        if told.get("form"):
            self._check_values(dict(parse_qsl(content)), told["form"], path)
        elif told.get("body"):
            self.check(json.loads(content), told["body"], f"body of {path}")
        else:
            _sure(not content, f"{path}: a body")

    def check_answer(self, request: httpx.Request, response: httpx.Response) -> None:
        """Raises OutsideOfContract for an answer whose status or fields the documents do not name."""
        told = self.operation(request)
        if response.status_code >= 400:
            shape = self.told["error"]
        else:
            _sure(response.status_code == told.get("status", 200), f"{request.url.path}: status {response.status_code}")
            shape = told["answer"]
        if response.content:
            self.check(response.json(), shape, f"answer of {request.url.path}")

    def check(self, value: Any, kind: str, place: str) -> None:
        """Whether a value is of a kind, all the way down."""
        if kind in _KINDS:
            fine = isinstance(value, _KINDS[kind]) and not (kind == "integer" and isinstance(value, bool))
            _sure(fine, f"{place} is {value!r}, not {kind}")
        elif kind.startswith("["):
            _sure(isinstance(value, list), f"{place} is no list")
            for each in value:
                self.check(each, kind[1:-1], place)
        elif kind.startswith("{"):
            self._check_fields(value, {"data": f"[{kind[1:-1]}]!", "paging": "Paging"}, place)
        else:
            self._check_fields(value, self.shapes[kind], place)

    def _check_fields(self, value: Any, fields: dict[str, str], place: str) -> None:
        _sure(isinstance(value, dict), f"{place} is no object")
        _sure(set(value) <= set(fields), f"{place}: {sorted(set(value) - set(fields))}")
        missing = {name for name, kind in fields.items() if kind.endswith("!")} - set(value)
        _sure(not missing, f"{place} lacks {sorted(missing)}")
        for name, inner in value.items():
            self.check(inner, fields[name].rstrip("!"), f"{place}.{name}")

    def _check_values(self, given: dict[str, str], known: dict[str, str], place: str) -> None:
        """Parameters by name: a pattern, `fields of SHAPE` for the field expansion of the Graph API; `!` where one is needed."""
        _sure(set(given) <= set(known), f"{place}: {sorted(set(given) - set(known))}")
        missing = {name for name, pattern in known.items() if pattern.endswith("!")} - set(given)
        _sure(not missing, f"{place} lacks {sorted(missing)}")
        for name, value in given.items():
            pattern = known[name].rstrip("!")
            if pattern.startswith("fields of "):
                self._check_expansion(value, pattern.removeprefix("fields of "), place)
            else:
                _sure(re.fullmatch(pattern, value, re.DOTALL) is not None, f"{place}: {name}={value}")

    def _check_expansion(self, text: str, shape: str, place: str) -> None:
        for name, inner in _expanded(text):
            _sure(name in self.shapes[shape], f"{place}: no field {name} of {shape}")
            if inner:
                self._check_expansion(inner, self.shapes[shape][name].strip("{}![]"), place)

    def _fits(self, told: dict[str, Any], request: httpx.Request) -> bool:
        pattern = re.sub(r"\\{\w+\\}", r"[^/]+", re.escape(told["path"]))
        path = request.url.raw_path.decode().partition("?")[0]
        fits = re.fullmatch(pattern, path) is not None and told["method"] == request.method
        return fits and request.url.host == told.get("host", self.told["host"])


def _expanded(text: str) -> list[tuple[str, str]]:
    """The fields that `a,b.limit(5){c,d}` names, each with what it names of its own."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(f"{text},"):
        depth += (letter in "{(") - (letter in "})")
        if letter == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    found = (re.fullmatch(r"(\w+)(?:\.\w+\(\w+\))*(?:\{(.*)\})?", part) for part in parts)
    return [(match[1], match[2] or "") if match else ("", "") for match in found]


def _sure(fine: bool, place: str) -> None:
    if not fine:
        raise OutsideOfContract(place)


@cache
def contract(name: str) -> Contract:
    """The contract of a platform by the name of its file."""
    return Contract(json.loads((Path(__file__).parent / "contracts" / f"{name}.json").read_text()))
