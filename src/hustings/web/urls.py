"""The addresses of the web door. Each room brings its own in its module."""

from __future__ import annotations

from hustings.web import accounts, imports, today

urlpatterns = [
    *today.urlpatterns,
    *accounts.urlpatterns,
    *imports.urlpatterns,
]
