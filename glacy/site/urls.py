"""Addresses of a node: those that machines call here, the pages from the desks."""

from __future__ import annotations

from django.urls import include, path

from glacy.site import machines

urlpatterns = [
    path("exchange/envelopes", machines.take_envelope),
    path("exchange/directory-entry", machines.directory_entry),
    path("journal/checkpoint", machines.checkpoint),
    path("journal/tile/<path:tile>", machines.tile),
    path("health", machines.health),
    path("", include("glacy.desks.urls")),
]
