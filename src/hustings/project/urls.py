"""Which address leads to which door."""

from __future__ import annotations

urlpatterns: list = []
