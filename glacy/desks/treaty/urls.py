"""Addresses of the treaty desk; each page has the same address with .csv, .json or .pdf."""

from __future__ import annotations

from django.urls import path

from glacy.desks.treaty import views

app_name = "treaty"
urlpatterns = [
    path("treaty", views.world, name="map"),
    path("treaty/map.<str:form>", views.world, name="map_as"),
    path("treaty/countries/<str:code>", views.country, name="country"),
    path("treaty/countries/<str:code>/facts.<str:form>", views.country, name="country_as"),
    path("treaty/pairs", views.pairs, name="matrix"),
    path("treaty/pairs.<str:form>", views.pairs, name="matrix_as"),
    path("treaty/accessions", views.accessions, name="curve"),
    path("treaty/accessions.<str:form>", views.accessions, name="curve_as"),
    path("treaty/articles", views.articles, name="articles"),
    path("treaty/articles.<str:form>", views.articles, name="articles_as"),
    path("treaty/unknown", views.unknown, name="unknown"),
    path("treaty/unknown.<str:form>", views.unknown, name="unknown_as"),
    path("treaty/roads", views.roads, name="roads"),
    path("treaty/roads.<str:form>", views.roads, name="roads_as"),
]
