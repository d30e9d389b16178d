"""Addresses of the shift."""

from __future__ import annotations

from django.urls import path

from glacy.desks.shift import views

app_name = "shift"
urlpatterns = [
    path("shift", views.start, name="start"),
    path("shift/reviews/<str:act_id>", views.review, name="review"),
]
