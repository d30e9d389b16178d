"""Addresses of the paper desk."""

from __future__ import annotations

from django.urls import path

from glacy.desks.paper import views

app_name = "paper"
urlpatterns = [
    path("paper/requests/new", views.paper_request, name="request"),
    path("paper/requests/<str:draft_id>/record", views.record, name="record"),
    path("requests/<str:request_id>/dispatched", views.dispatched, name="dispatched"),
    path("requests/<str:request_id>/paper-answer", views.answer, name="answer"),
]
