"""Addresses of a node: the machines' endpoints here, the pages from the desks."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from glacy.site import machines

urlpatterns: list[URLPattern | URLResolver] = [
    path("exchange/envelopes", machines.take_envelope),
    path("exchange/directory-entry", machines.directory_entry),
    path("journal/checkpoint", machines.checkpoint),
    path("journal/tile/<path:tile>", machines.tile),
    path("health", machines.health),
]
if find_spec("glacy.desks") and find_spec("glacy.desks.urls"):
    urlpatterns.append(path("", include("glacy.desks.urls")))
