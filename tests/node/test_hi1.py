"""A request exported as HI-1 names the people who stand for it, each at the instant of their own act."""

from __future__ import annotations

import json

import pytest

from glacy.node.acts import cases, requests
from glacy.node.opened import Node
from glacy.store.models import DraftRow
from glacy.times import whole_seconds, write_instant
from tests.node.people import draft_preservation, hire

pytestmark = pytest.mark.usefixtures("chile")


def test_the_approver_and_the_sender_are_its_approvals(home: Node) -> None:
    ama = hire(home, "ama", "duty_officer")
    efua = hire(home, "efua", "central_authority_lawyer")
    draft = draft_preservation(home, ama, cases.open_case(home, ama, title="A case (invented)"))
    requests.propose(home, ama, draft, to="efua")
    requests.approve(home, efua, draft, confirmed_at=home.clock())
    sent = requests.send(home, ama, draft, confirmed_at=home.clock())
    approved_at = DraftRow.objects.get(pk=draft).approved_at
    assert approved_at is not None
    told = json.dumps(requests.export_hi1(home, ama, sent), ensure_ascii=False)
    assert efua.name in told
    assert ama.name in told
    assert write_instant(whole_seconds(approved_at)) in told
