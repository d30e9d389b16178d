"""Addresses of all desks. A name that is here stays for ever."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("glacy.desks.people.urls")),
    path("", include("glacy.desks.shift.urls")),
    path("", include("glacy.desks.cases.urls")),
    path("", include("glacy.desks.routes.urls")),
    path("", include("glacy.desks.requests.urls")),
    path("", include("glacy.desks.inbox.urls")),
    path("", include("glacy.desks.paper.urls")),
    path("", include("glacy.desks.evidence.urls")),
    path("", include("glacy.desks.carriers.urls")),
    path("", include("glacy.desks.verification.urls")),
    path("", include("glacy.desks.statistics.urls")),
    path("", include("glacy.desks.treaty.urls")),
    path("", include("glacy.desks.legislation.urls")),
    path("", include("glacy.desks.journal.urls")),
    path("", include("glacy.desks.authority.urls")),
    path("", include("glacy.desks.directory.urls")),
    path("", include("glacy.desks.api.urls")),
]
