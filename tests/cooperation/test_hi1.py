"""HI-1 out and in, against ETSI's own schemas and for the content that they do not demand."""

from __future__ import annotations

import contextlib
import copy
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from glacy.cooperation import (
    Approval,
    Draft,
    EmailTarget,
    IpTarget,
    NoProfileError,
    Request,
    export_hi1,
    import_hi1,
    read_hi1,
    write_request,
)
from tests.cooperation.story import ASSISTANCE, PRESERVATION, SENT_AT
from tests.cooperation.values import advice, every_target, live

ETSI = "1.15.1"


def mended(node: Any) -> Any:
    """ETSI's V1.15.1 schemas write the type of an object as an `enum` that is a text; an enum is a list."""
    if isinstance(node, dict):
        return {
            key: [value] if key == "enum" and isinstance(value, str) else mended(value)
            for key, value in node.items()
        }
    return [mended(item) for item in node] if isinstance(node, list) else node


@pytest.fixture(scope="module")
def etsi() -> Draft202012Validator:
    """The validator of an HI-1 message, from the files in the wheel `ts103120` (its code is not used)."""
    spec = importlib.util.find_spec("ts103120")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "data" / ETSI / "json"
    schemas = [mended(json.loads(path.read_text())) for path in sorted(folder.glob("*.json"))]
    assert len(schemas) == 9
    from referencing.jsonschema import DRAFT202012

    resources = [(schema["$id"], Resource(contents=schema, specification=DRAFT202012)) for schema in schemas]
    registry: Registry[Any] = Registry().with_resources(resources)
    core = next(schema for schema in schemas if schema["$id"] == "ts_103120_Core_2019_10")
    return Draft202012Validator(core, registry=registry)


def exported(request: Request) -> Any:
    """A request as HI-1, as a plain tree that a test may change."""
    return json.loads(json.dumps(export_hi1(request)))


def actions(message: Any) -> list[Any]:
    return message["Payload"]["RequestPayload"]["ActionRequests"]["ActionRequest"]  # type: ignore[no-any-return]  # JSON of ETSI


@pytest.mark.parametrize(
    "request_", [PRESERVATION, ASSISTANCE, live("ETS185-33"), live("ETS185-34"), every_target()]
)
def test_what_we_export_is_valid_after_etsi_and_comes_back_equal(
    request_: Request, etsi: Draft202012Validator
) -> None:
    message = exported(request_)
    assert [fault.message for fault in etsi.iter_errors(message)] == []
    assert import_hi1(message) == request_
    assert read_hi1(json.dumps(message).encode()) == request_


@pytest.mark.parametrize(
    ("request_", "kind"),
    [(PRESERVATION, "LPTaskObject"), (ASSISTANCE, "LDTaskObject"), (live("ETS185-33"), "LITaskObject")],
)
def test_each_measure_has_its_own_task(request_: Request, kind: str) -> None:
    found = [each["CREATE"]["HI1Object"]["@xsi:type"] for each in actions(exported(request_))]
    assert [name for name in found if name.endswith(kind)] == found[2:]
    assert len(found[2:]) == len(request_.targets)


def test_approvals_stand_on_the_authorisation() -> None:
    message = json.loads(
        json.dumps(export_hi1(PRESERVATION, approvals=(Approval(name="A", role="Prosecutor", at=SENT_AT),)))
    )
    authorisation = actions(message)[0]["CREATE"]["HI1Object"]
    assert authorisation["auth:AuthorisationApprovalDetails"][0]["common:ApproverDetails"] == {
        "common:ApproverName": "A",
        "common:ApproverRole": "Prosecutor",
    }


def test_an_article_35_message_has_no_hi1_form() -> None:
    with pytest.raises(NoProfileError, match="no form in ETSI"):
        export_hi1(advice())


def test_hi1_without_our_body_comes_in_as_a_draft() -> None:
    message = exported(PRESERVATION)
    del actions(message)[1]
    draft = import_hi1(message)
    assert isinstance(draft, Draft)
    assert (draft.measure, draft.requesting, draft.requested) == ("ETS185-29", "GH", "CL")
    assert draft.case_reference == "GH-2026-0117"
    connection, mailbox = draft.targets
    assert isinstance(connection, IpTarget)
    assert isinstance(mailbox, EmailTarget)
    assert (connection.address, connection.port, connection.destination) == (
        "203.0.113.77",
        51844,
        "198.51.100.20",
    )


def test_every_kind_of_target_survives_without_our_body() -> None:
    message = exported(every_target())
    del actions(message)[1]
    draft = import_hi1(message)
    assert isinstance(draft, Draft)
    assert [target.KIND for target in draft.targets] == [target.KIND for target in every_target().targets]


def test_values_of_the_same_format_are_all_kept() -> None:
    message = exported(PRESERVATION)
    del actions(message)[1]
    values = actions(message)[2]["CREATE"]["HI1Object"]["task:RequestDetails"]["task:RequestValues"]
    second = copy.deepcopy(values["task:RequestValue"][0])
    second["task:Value"] = "another@red-austral.example"
    values["task:RequestValue"].append(second)
    draft = import_hi1(message)
    assert isinstance(draft, Draft)
    assert len(draft.targets) == 3


@pytest.mark.parametrize("at", ["2026-19-20T22:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_month_19_passes_etsis_schemas_and_not_ours(at: str, etsi: Draft202012Validator) -> None:
    message = exported(PRESERVATION)
    del actions(message)[1]
    details = actions(message)[1]["CREATE"]["HI1Object"]["task:RequestDetails"]
    details["task:StartTime"] = at
    assert etsi.is_valid(message)
    with pytest.raises(NoProfileError, match="task:StartTime: an instant was expected"):
        import_hi1(message)


def test_tasks_that_say_something_else_than_the_body_are_refused() -> None:
    message = exported(PRESERVATION)
    details = actions(message)[3]["CREATE"]["HI1Object"]["task:RequestDetails"]
    details["task:RequestValues"]["task:RequestValue"][0]["task:Value"] = "other@red-austral.example"
    with pytest.raises(NoProfileError, match="something else"):
        import_hi1(message)


def test_a_body_that_fails_its_checksum_is_refused() -> None:
    message = exported(PRESERVATION)
    body = actions(message)[1]["CREATE"]["HI1Object"]["doc:DocumentBody"]
    body["doc:Checksum"] = "0" * 64
    with pytest.raises(NoProfileError, match="doc:Checksum"):
        import_hi1(message)


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"{}", b"[" * 100_000, b'{"Payload":{"RequestPayload":{}}}', b"\xff\xfe"]
)
def test_what_is_not_hi1_is_refused(data: bytes) -> None:
    with pytest.raises(NoProfileError):
        read_hi1(data)


def test_the_body_is_our_message_byte_for_byte() -> None:
    import base64

    body = actions(exported(PRESERVATION))[1]["CREATE"]["HI1Object"]["doc:DocumentBody"]["doc:Contents"]
    assert base64.b64decode(body) == write_request(PRESERVATION)


ODD = st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.just([]) | st.just({})


def _places(json: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a tree of JSON."""
    found = [path] if path else []
    inner = json.items() if isinstance(json, dict) else enumerate(json) if isinstance(json, list) else ()
    return found + [place for key, value in inner for place in _places(value, (*path, key))]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_hi1(data: bytes) -> None:
    with pytest.raises(NoProfileError):
        read_hi1(data)


@given(st.data())
def test_hi1_with_a_part_exchanged_is_read_or_refused(data: st.DataObject) -> None:
    message = exported(PRESERVATION)
    if data.draw(st.booleans()):
        del actions(message)[1]  # without our body it is read as a draft
    path = data.draw(st.sampled_from(_places(message)))
    inside = message
    for key in path[:-1]:
        inside = inside[key]
    if data.draw(st.booleans()):
        del inside[path[-1]]
    else:
        inside[path[-1]] = data.draw(ODD)
    with contextlib.suppress(NoProfileError):
        assert isinstance(read_hi1(json.dumps(message).encode()), (Draft, Request))
