"""Addresses of the log."""

from __future__ import annotations

from django.urls import path

from glacy.desks.journal import views

app_name = "journal"
urlpatterns = [
    path("log", views.log, name="log"),
    path("log/forks/<int:fork_id>", views.fork, name="fork"),
]
