"""Addresses of all desks. A name that is here stays for ever."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("glacy.desks.people.urls")),
    path("shift", include("glacy.desks.shift.urls")),
    path("cases", include("glacy.desks.cases.urls")),
    path("routes", include("glacy.desks.routes.urls")),
    path("check", include("glacy.desks.verification.urls")),
    path("statistics", include("glacy.desks.statistics.urls")),
    path("api/", include("glacy.desks.api.urls")),
]
