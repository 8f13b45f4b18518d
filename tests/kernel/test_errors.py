"""One tree of errors, whose messages are for people."""

from __future__ import annotations

import pytest

from hustings.kernel import errors


@pytest.mark.parametrize("name", ["WrongInput", "NotPermitted", "NotFound", "ForbiddenByUseRule", "RetryLater", "NeverRetry"])
def test_every_error_is_of_one_tree_and_says_its_message(name: str) -> None:
    error = getattr(errors, name)("Give a date.")
    assert isinstance(error, errors.HustingsError)
    assert str(error) == "Give a date."


def test_wrong_input_names_its_field_and_a_passing_trouble_its_wait() -> None:
    assert (errors.WrongInput("x").field, errors.WrongInput("x", field="at").field) == ("", "at")
    assert (errors.RetryLater("x").after, errors.RetryLater("x", after=3).after) == (None, 3)
