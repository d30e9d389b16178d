"""Addresses of the evidence desk."""

from __future__ import annotations

from django.urls import path

from glacy.desks.evidence import (
    apart_views,
    consent_views,
    copy_views,
    ending_views,
    handing_views,
    paper_views,
    renewing_views,
    views,
)

app_name = "evidence"
_CASE = "cases/<str:case_id>"
_ONE = f"{_CASE}/evidence/<str:exhibit_id>"
urlpatterns = [
    path("evidence/checks", views.checks_of_vault, name="checks"),
    path(f"{_CASE}/evidence", views.show_list, name="list"),
    path(f"{_CASE}/evidence/new", views.add, name="add"),
    path(f"{_CASE}/evidence/apart", apart_views.add, name="apart"),
    path(f"{_CASE}/evidence/apart/take", apart_views.take, name="take_apart"),
    path(f"{_CASE}/evidence/renew", renewing_views.file, name="renew_file"),
    path(f"{_CASE}/evidence/consent", consent_views.give, name="give_consent"),
    path(f"{_CASE}/evidence/openers", apart_views.openers, name="openers"),
    path(f"{_CASE}/evidence/defence", copy_views.defence, name="defence"),
    path(f"{_CASE}/evidence/bag", copy_views.bag, name="bag"),
    path(f"{_CASE}/evidence/description", copy_views.describe, name="describe"),
    path(f"{_CASE}/evidence/record", paper_views.record, name="record"),
    path(f"{_CASE}/evidence/labels", paper_views.labels, name="labels"),
    path(f"{_CASE}/evidence/certificate", paper_views.certify, name="certify"),
    path(f"{_CASE}/evidence/papers/new", paper_views.add, name="add_paper"),
    path(f"{_CASE}/evidence/papers/<str:act_id>", paper_views.show, name="paper"),
    path(f"{_CASE}/hand-overs/<str:act_id>", handing_views.show, name="hand_over"),
    path(f"{_CASE}/hand-overs/<str:act_id>/confirm", handing_views.confirm, name="confirm"),
    path(f"{_CASE}/hand-overs/<str:act_id>/decline", handing_views.decline, name="decline"),
    path(f"{_CASE}/hand-overs/<str:act_id>/form", handing_views.form, name="receipt_form"),
    path(f"{_CASE}/hand-overs/<str:act_id>/signed", handing_views.signed, name="signed"),
    path(f"{_CASE}/destructions/<str:act_id>", ending_views.decide, name="destruction"),
    path(_ONE, views.show, name="show"),
    path(f"{_ONE}/check", views.check, name="check"),
    path(f"{_ONE}/content", views.read, name="read"),
    path(f"{_ONE}/compare", views.compare, name="compare"),
    path(f"{_ONE}/hand-over", handing_views.give, name="give"),
    path(f"{_ONE}/redact", copy_views.redact, name="redact"),
    path(f"{_ONE}/consent", consent_views.consent, name="consent"),
    path(f"{_ONE}/consents/<int:index>", consent_views.consent_file, name="consent_file"),
    path(f"{_ONE}/consents/<int:index>/confirm", consent_views.confirm, name="confirm_consent"),
    path(f"{_ONE}/renew", renewing_views.exhibit, name="renew"),
    path(f"{_ONE}/destroy", ending_views.ask, name="destroy"),
    path(f"{_ONE}/border", apart_views.border, name="border"),
]
