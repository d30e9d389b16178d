"""Addresses of the carriers."""

from __future__ import annotations

from django.urls import path

from glacy.desks.carriers import views

app_name = "carriers"
urlpatterns = [
    path("carriers", views.carriers, name="list"),
    path("carriers/stick", views.stick, name="stick"),
    path("carriers/stick/take", views.take, name="take"),
    path("carriers/<str:country>", views.choose, name="choose"),
]
