"""A request exported as HI-1 names the people who stand for it, each at the instant of their own act."""

from __future__ import annotations

import json

import pytest

from glacy.cooperation import NoProfileError
from glacy.errors import GlacyError
from glacy.node.acts import cases, importing, requests
from glacy.node.drafting import ON_PAPER
from glacy.node.errors import SectionError
from glacy.node.opened import Node
from glacy.store.models import DraftRow
from glacy.times import whole_seconds, write_instant
from tests.node.people import draft_preservation, hire, send_preservation

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


def exported(home: Node) -> bytes:
    """A request of Ghana to Chile, as another system would hand it over."""
    ama = hire(home, "ama", "duty_officer")
    _, sent = send_preservation(home, ama)
    return json.dumps(requests.export_hi1(home, ama, sent), ensure_ascii=False).encode()


def test_our_own_message_becomes_a_draft_on_the_case_that_is_named(home: Node) -> None:
    data = exported(home)
    efua = hire(home, "efua", "case_officer")
    case = cases.open_case(home, efua, title="Another case (invented)")
    with pytest.raises(SectionError, match="no case is named"):
        importing.take_hi1(home, efua, data)
    made = importing.take_hi1(home, efua, data, case_id=case)
    view = requests.view_draft(home, efua, made.draft)
    assert (made.case, made.is_theirs, view.row.country) == (case, False, "CL")
    assert view.draft.targets
    assert view.draft.get("authority", "officer") == efua.name
    assert view.missing == ()


def test_a_message_of_another_state_is_keyed_in_in_a_case_of_its_own(home: Node) -> None:
    data = exported(home)
    turned = data.replace(b'"GH"', b'"??"').replace(b'"CL"', b'"GH"').replace(b'"??"', b'"CL"')
    bare = json.loads(turned)
    actions = bare["Payload"]["RequestPayload"]["ActionRequests"]["ActionRequest"]
    actions[:] = [one for one in actions if "DocumentObject" not in one["CREATE"]["HI1Object"]["@xsi:type"]]
    kofi = hire(home, "kofi", "duty_officer")
    made = importing.take_hi1(home, kofi, json.dumps(bare).encode())
    row = DraftRow.objects.get(pk=made.draft)
    assert made.is_theirs
    assert (row.kind, row.country) == (ON_PAPER, "CL")
    assert requests.view_draft(home, kofi, made.draft).draft.targets


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff", b'{"Payload": 1}'])
def test_what_is_no_message_is_refused_and_nothing_is_begun(data: bytes, home: Node) -> None:
    ama = hire(home, "ama", "duty_officer")
    with pytest.raises(NoProfileError):
        importing.take_hi1(home, ama, data)
    assert DraftRow.objects.count() == 0


def test_a_message_between_two_others_is_refused(home: Node) -> None:
    data = exported(home).replace(b'"GH"', b'"BR"')
    with pytest.raises(GlacyError):
        importing.take_hi1(home, hire(home, "efua", "case_officer"), data)
