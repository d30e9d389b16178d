"""Addresses of cases."""

from __future__ import annotations

from django.urls import path

from glacy.desks.cases import views

app_name = "cases"
urlpatterns = [
    path("cases", views.show_list, name="list"),
    path("cases/new", views.new, name="new"),
    path("cases/search", views.search, name="search"),
    path("cases/<str:case_id>", views.show, name="show"),
    path("cases/<str:case_id>/people", views.people, name="people"),
    path("cases/<str:case_id>/people/<str:username>", views.leave, name="leave"),
    path("cases/<str:case_id>/victims", views.victims, name="victims"),
    path("cases/<str:case_id>/close", views.close, name="close"),
]
