"""Addresses of the legislation desk."""

from __future__ import annotations

from django.urls import path

from glacy.desks.legislation import (
    bills_views,
    comparing_views,
    policies_views,
    powers_views,
    putting_views,
    reviewing_views,
    tables_views,
    views,
)

app_name = "legislation"
_ACT = "legislation/acts/<str:law_id>"
_VERSION = "legislation/versions/<str:version_id>"
_STATE = "legislation/states/<str:country>"
urlpatterns = [
    path("legislation", views.start, name="start"),
    path("legislation/acts/new", putting_views.add, name="add"),
    path(_ACT, views.act, name="act"),
    path(f"{_ACT}/versions/new", putting_views.add_version, name="add_version"),
    path(f"{_ACT}/repeal", putting_views.repeal, name="repeal"),
    path(f"{_ACT}/difference", comparing_views.difference, name="difference"),
    path(f"{_ACT}/judgments/new", putting_views.judge, name="judge"),
    path(_VERSION, views.version, name="version"),
    path(f"{_VERSION}/confirm", putting_views.confirm, name="confirm"),
    path(f"{_VERSION}/discard", putting_views.discard, name="discard"),
    path(f"{_VERSION}/powers", powers_views.powers, name="powers"),
    path(f"{_VERSION}/files/<str:form>", views.file, name="file"),
    path(f"{_VERSION}/review", reviewing_views.review, name="review"),
    path(f"{_VERSION}/review/one", reviewing_views.matter, name="matter"),
    path(_STATE, tables_views.state, name="state"),
    path(f"{_STATE}/gaps", tables_views.gaps, name="gaps"),
    path(f"{_STATE}/table/<str:form>", tables_views.table, name="table"),
    path(f"{_ACT}/drafts/new", bills_views.add_draft, name="add_draft"),
    path(f"{_VERSION}/bill", bills_views.bill, name="bill"),
    path("legislation/bills", bills_views.bills, name="bills"),
    path("legislation/bills/new", bills_views.add_bill, name="add_bill"),
    path("legislation/policies", policies_views.policies, name="policies"),
    path("legislation/policies/new", policies_views.add_policy, name="add_policy"),
    path("legislation/policies/<str:policy_id>", policies_views.policy, name="policy"),
    path("legislation/policies/<str:policy_id>/file", policies_views.policy_file, name="policy_file"),
    path("legislation/grounds", policies_views.grounds, name="grounds"),
    path("legislation/compare", tables_views.compare, name="compare"),
    path("legislation/missing", tables_views.missing, name="missing"),
]
