"""The files in tests/vectors/request, for a second implementation: what we write, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glacy.canon import write_canonical
from glacy.cooperation import (
    MalformedMessageError,
    export_hi1,
    extract_of,
    read_hi1,
    read_message,
    write_message,
)
from glacy.cooperation.form import write_form
from tests.cooperation.story import ASSISTANCE, PRESERVATION, PRESERVED
from tests.cooperation.test_wire import REFUSED, WHOLE
from tests.cooperation.values import every_target

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "request"
WRITTEN = {
    "preservation.json": write_message(PRESERVATION),
    "assistance.json": write_message(ASSISTANCE),
    "every_target.json": write_message(every_target()),
    "answer.json": write_message(PRESERVED),
    "extract.json": write_canonical(write_form(extract_of(PRESERVATION))),
    "hi1.json": write_canonical(export_hi1(PRESERVATION)),
    "refused.json": write_canonical(
        [
            {"says": says, "field": field.replace("\\", ""), "message": {**WHOLE, **change}}
            for says, change, field in REFUSED
        ]
    ),
}


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_the_vector_is_what_we_write(name: str) -> None:
    assert (FOLDER / name).read_bytes() == WRITTEN[name]


def test_the_vectors_are_read_back() -> None:
    assert read_message((FOLDER / "preservation.json").read_bytes()) == PRESERVATION
    assert read_hi1((FOLDER / "hi1.json").read_bytes()) == PRESERVATION
    for case in json.loads((FOLDER / "refused.json").read_bytes()):
        with pytest.raises(MalformedMessageError):
            read_message(write_canonical(case["message"]))
