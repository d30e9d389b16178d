"""Addresses of the rules, of broken glass, of erasure, of alarms and notices."""

from __future__ import annotations

from django.urls import path

from glacy.desks.authority import alarm_views, erasure_views, glass_views, views

app_name = "authority"
urlpatterns = [
    path("rules", views.rules, name="rules"),
    path("rules/change", views.change, name="change"),
    path("rules/changes/<int:change_id>/agree", views.agree, name="agree"),
    path("rules/changes/<int:change_id>/refuse", views.refuse, name="refuse"),
    path("notices", alarm_views.channel, name="channel"),
    path("watch", alarm_views.watch, name="watch"),
    path("alarms/<str:message_id>/take", alarm_views.take, name="take"),
    path("requests/<str:request_id>/without-call", alarm_views.waive, name="waive"),
    path("requests/<str:request_id>/without-call/agree", alarm_views.agree, name="agree_waiver"),
    path("glass", glass_views.glasses, name="glasses"),
    path("glass/ask", glass_views.ask, name="ask_glass"),
    path("glass/<str:glass_id>", glass_views.glass, name="glass"),
    path("glass/<str:glass_id>/agree", glass_views.agree, name="agree_glass"),
    path("glass/<str:glass_id>/refuse", glass_views.refuse, name="refuse_glass"),
    path("glass/<str:glass_id>/end", glass_views.end, name="end_glass"),
    path("glass/<str:glass_id>/review", glass_views.review, name="review_glass"),
    path("erasures", erasure_views.erasures, name="erasures"),
    path("erasures/ask", erasure_views.ask, name="ask_erasure"),
    path("erasures/person", erasure_views.ask_person, name="ask_person_erasure"),
    path("erasures/<str:erasure_id>", erasure_views.erasure, name="erasure"),
    path("erasures/<str:erasure_id>/agree", erasure_views.agree, name="agree_erasure"),
    path("erasures/<str:erasure_id>/refuse", erasure_views.refuse, name="refuse_erasure"),
]
