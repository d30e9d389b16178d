"""Addresses of the API; its description is at /api/openapi.json."""

from __future__ import annotations

from django.urls import path

from glacy.desks.api.views import api

urlpatterns = [path("", api.urls)]
