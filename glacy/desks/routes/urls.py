"""Addresses of the route page."""

from __future__ import annotations

from django.urls import path

from glacy.desks.routes import views

app_name = "routes"
urlpatterns = [
    path("routes", views.ask, name="ask"),
    path("routes/start", views.start, name="start"),
]
