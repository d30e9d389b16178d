"""Addresses of the request desk."""

from __future__ import annotations

from django.urls import path

from glacy.desks.requests import (
    act_views,
    import_views,
    offer_views,
    payload_views,
    show_views,
    target_views,
    views,
)

app_name = "requests"
urlpatterns = [
    path("cases/<str:case_id>/requests/hi1", import_views.take_in, name="import"),
    path("requests/hi1", import_views.take_in, name="import_theirs"),
    path("cases/<str:case_id>/requests/new", views.start, name="start"),
    path("cases/<str:case_id>/offers/new", offer_views.offer, name="offer"),
    path("drafts/<str:draft_id>", views.tasks, name="tasks"),
    path("drafts/<str:draft_id>/check", views.check, name="check"),
    path("drafts/<str:draft_id>/preview", views.preview, name="preview"),
    path("drafts/<str:draft_id>/propose", views.propose, name="propose"),
    path("drafts/<str:draft_id>/approval", views.approval, name="approval"),
    path("drafts/<str:draft_id>/approve", views.approve, name="approve"),
    path("drafts/<str:draft_id>/give-back", views.give_back, name="give_back"),
    path("drafts/<str:draft_id>/send", views.send, name="send"),
    path("drafts/<str:draft_id>/discard", views.discard, name="discard"),
    path("drafts/<str:draft_id>/extension", act_views.extension, name="extension"),
    path("drafts/<str:draft_id>/targets", target_views.targets, name="targets"),
    path("drafts/<str:draft_id>/targets/<int:index>/remove", target_views.remove, name="target_remove"),
    path("drafts/<str:draft_id>/targets/<str:kind>/<str:which>", target_views.target, name="target"),
    path("drafts/<str:draft_id>/sections/<str:name>", views.section, name="section"),
    path("requests/<str:request_id>", show_views.show, name="show"),
    path("requests/<str:request_id>/moved", show_views.moved, name="moved"),
    path("requests/<str:request_id>/files/<str:what>", show_views.file, name="file"),
    path("requests/<str:message_id>/payload", payload_views.payload, name="payload"),
    path("requests/<str:request_id>/follow-up", show_views.follow_up, name="follow_up"),
    path("requests/<str:request_id>/extend", act_views.extend, name="extend"),
    path("requests/<str:request_id>/supplement", act_views.supplement, name="supplement"),
    path("requests/<str:request_id>/conditions", act_views.conditions, name="conditions"),
    path("requests/<str:request_id>/offer-content", act_views.offer_content, name="offer_content"),
    path("requests/<str:request_id>/third-state", act_views.third_state, name="third_state"),
    path("requests/<str:request_id>/withdraw", act_views.withdraw, name="withdraw"),
    path("requests/<str:request_id>/try-again", act_views.try_again, name="try_again"),
    path("requests/<str:request_id>/close", act_views.close, name="close"),
]
