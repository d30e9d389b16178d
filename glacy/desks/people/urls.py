"""Addresses of the people desk."""

from __future__ import annotations

from django.urls import path

from glacy.desks.people import views

app_name = "people"
urlpatterns = [
    path("", views.start, name="start"),
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("confirm", views.again, name="again"),
    path("language", views.language, name="language"),
]
