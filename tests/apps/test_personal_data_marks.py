"""Every stored field is marked as personal or plain, once, and every model says how long its rows are kept."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from hustings.kernel.privacy import Marks

OURS = [model for model in apps.get_models() if model.__module__.startswith("hustings.")]


def test_our_models_are_found() -> None:
    assert {"accounts.Member", "people.Person", "intake.Import", "today.TodayItem"} <= {model._meta.label for model in OURS}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_marked_exactly_once(model: type[models.Model]) -> None:
    marks: Marks | None = getattr(model, "data_marks", None)
    assert marks is not None, f"{model._meta.label} has no data_marks (hustings.kernel.privacy.marks)."
    fields = {field.name for field in model._meta.concrete_fields} | {field.name for field in model._meta.many_to_many}
    assert marks.personal | marks.plain == fields, "marked and stored fields differ"
    assert not marks.personal & marks.plain, "fields marked twice"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_says_how_long_its_rows_are_kept(model: type[models.Model]) -> None:
    assert model.data_marks.kept.strip()  # type: ignore[attr-defined]
