"""Address of the verification page."""

from __future__ import annotations

from django.urls import path

from glacy.desks.verification import views

app_name = "verification"
urlpatterns = [path("check", views.check, name="check")]
