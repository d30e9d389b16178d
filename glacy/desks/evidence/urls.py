"""Addresses of the evidence desk."""

from __future__ import annotations

from django.urls import path

from glacy.desks.evidence import views

app_name = "evidence"
urlpatterns = [
    path("cases/<str:case_id>/evidence/new", views.add, name="add"),
    path("cases/<str:case_id>/evidence/<str:exhibit_id>", views.show, name="show"),
    path("cases/<str:case_id>/evidence/<str:exhibit_id>/check", views.check, name="check"),
    path("cases/<str:case_id>/evidence/<str:exhibit_id>/content", views.read, name="read"),
]
