"""Addresses of the people desk."""

from __future__ import annotations

from django.urls import path

from glacy.desks.people import confirm_views, enrol_views, officer_views, own_views, staff_views, views

app_name = "people"
urlpatterns = [
    path("", views.start, name="start"),
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-in/second", views.second, name="second"),
    path("sign-in/passkey", views.passkey, name="passkey"),
    path("sign-in/first", own_views.first, name="first"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("enrol", enrol_views.enrol, name="enrol"),
    path("confirm", confirm_views.again, name="again"),
    path("password", own_views.password, name="password"),
    path("my-sign-in", own_views.mine, name="mine"),
    path("my-sign-in/app", own_views.app, name="app"),
    path("my-sign-in/passkey", own_views.passkey_add, name="passkey_add"),
    path("my-sign-in/codes", own_views.codes, name="codes"),
    path("my-sign-in/factors/<int:factor_id>/remove", own_views.remove, name="remove"),
    path("my-sign-in/sessions/end-others", own_views.end_others, name="end_others"),
    path("my-sign-in/sessions/<str:session_id>/end", own_views.end, name="end"),
    path("people", officer_views.people, name="people"),
    path("people/changes/new", staff_views.add, name="add"),
    path("people/changes/<int:change_id>", staff_views.change, name="change"),
    path("people/changes/<int:change_id>/agree", staff_views.agree, name="agree_change"),
    path("people/changes/<int:change_id>/refuse", staff_views.refuse, name="refuse_change"),
    path("people/<str:username>", officer_views.show, name="officer"),
    path("people/<str:username>/change", staff_views.edit, name="edit"),
    path("people/<str:username>/let-go", staff_views.let_go, name="let_go"),
    path("people/<str:username>/code", officer_views.issue, name="issue"),
    path("people/<str:username>/end-sessions", officer_views.end_sessions, name="end_sessions"),
    path("people/<str:username>/recover", officer_views.recover, name="recover"),
    path("recoveries/<str:recovery_id>", officer_views.recovery, name="recovery"),
    path("language", views.language, name="language"),
]
