"""Addresses of the API and of its tokens; its description is at /api/openapi.json."""

from __future__ import annotations

from django.urls import path

from glacy.desks.api.pages import token
from glacy.desks.api.views import api

urlpatterns = [path("token", token, name="token"), path("api/", api.urls)]
