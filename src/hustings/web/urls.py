"""The addresses of the web door. Each room brings its own in its module."""

from __future__ import annotations

from hustings.web import (
    accounts,
    bulk,
    channels,
    conversations,
    dossier,
    exports,
    goals,
    import_tables,
    imports,
    invitations,
    labels,
    log_touch,
    officials,
    organisations,
    outbox,
    people,
    person_actions,
    reviews,
    segments,
    today,
)

urlpatterns = [
    *today.urlpatterns,
    *accounts.urlpatterns,
    *imports.urlpatterns,
    *import_tables.urlpatterns,
    *people.urlpatterns,
    *log_touch.urlpatterns,
    *person_actions.urlpatterns,
    *dossier.urlpatterns,
    *exports.urlpatterns,
    *organisations.urlpatterns,
    *officials.urlpatterns,
    *labels.urlpatterns,
    *segments.urlpatterns,
    *bulk.urlpatterns,
    *conversations.urlpatterns,
    *channels.urlpatterns,
    *outbox.urlpatterns,
    *invitations.urlpatterns,
    *goals.urlpatterns,
    *reviews.urlpatterns,
]
