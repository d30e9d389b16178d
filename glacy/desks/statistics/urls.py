"""Addresses of the statistics."""

from __future__ import annotations

from django.urls import path

from glacy.desks.statistics import views

app_name = "statistics"
urlpatterns = [
    path("statistics", views.table, name="table"),
    path("statistics.csv", views.as_csv, name="csv"),
]
