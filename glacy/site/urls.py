"""Addresses of a node: those that machines call here, the pages from the desks."""

from __future__ import annotations

from django.urls import include, path

from glacy.site import machines

urlpatterns = [
    path("exchange/envelopes", machines.take_envelope),
    path("exchange/held", machines.answer_restored),
    path("exchange/pieces/<uuid:envelope>/<int:number>", machines.give_piece),
    path("exchange/pieces/<uuid:envelope>/done", machines.end_pieces),
    path("exchange/directory-entry", machines.directory_entry),
    path("journal/checkpoint", machines.checkpoint),
    path("journal/tile/<path:tile>", machines.tile),
    path("witness/add-checkpoint", machines.add_checkpoint),
    path("witness/<slug:origin>/checkpoint", machines.witnessed),
    path("health", machines.health),
    path("health/ready", machines.ready),
    path("metrics", machines.meters),
    path("", include("glacy.desks.urls")),
]
