"""Addresses of the route page."""

from __future__ import annotations

from django.urls import path

from glacy.desks.routes import views

app_name = "routes"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("/start", views.start, name="start"),
]
