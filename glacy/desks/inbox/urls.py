"""Addresses of the receiving desk."""

from __future__ import annotations

from django.urls import path

from glacy.desks.inbox import answer_views, kept_views, release_views, views

app_name = "inbox"
urlpatterns = [
    path("inbox", views.waiting, name="list"),
    path("inbox/kept/nameless", kept_views.settle_nameless, name="settle_nameless"),
    path("inbox/kept/<str:digest>", kept_views.settle_kept, name="settle_kept"),
    path("inbox/<str:message_id>/open", views.open_one, name="open"),
    path("requests/<str:request_id>/call-back", views.call_back, name="call_back"),
    path("requests/<str:request_id>/accept", views.accept, name="accept"),
    path("requests/<str:request_id>/ask", views.ask, name="ask"),
    path("requests/<str:request_id>/refuse", views.refuse, name="refuse"),
    path("requests/<str:request_id>/settle-offer", views.settle_offer, name="settle_offer"),
    path("requests/<str:request_id>/answer", answer_views.answer, name="answer"),
    path("requests/<str:request_id>/disclose", answer_views.disclose, name="disclose"),
    path("answers/<str:answer_id>", answer_views.prepared, name="prepared"),
    path("answers/<str:answer_id>/preview", answer_views.preview, name="preview"),
    path("answers/<str:answer_id>/give-back", answer_views.give_back, name="give_back"),
    path("answers/<str:answer_id>/propose", answer_views.propose, name="propose"),
    path("answers/<str:answer_id>/release", release_views.release, name="release"),
    path("answers/<str:answer_id>/stop", release_views.stop, name="stop_release"),
]
