"""Addresses of the directory."""

from __future__ import annotations

from django.urls import path

from glacy.desks.directory import joining_views, views

app_name = "directory"
urlpatterns = [
    path("directory", views.states, name="states"),
    path("directory/changes", views.changes, name="changes"),
    path("directory/refresh", views.refresh, name="refresh"),
    path("directory/joining", joining_views.joining, name="joining"),
    path("directory/joining/call", joining_views.call, name="call"),
    path("directory/joining/join", joining_views.join, name="join"),
    path("directory/states/<str:country>", views.state, name="state"),
]
