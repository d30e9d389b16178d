"""What others say of addresses is taken over with its source, or refused; contradictions are shown."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.tracing.errors import MalformedTagsError
from glacy.tracing.tags import Tag, as_of, conflicts, read_list, read_pack, write_list, write_pack
from tests.shared_data import SHARED
from tests.tracing.test_clusters import ask, invented  # noqa: F401  # a fixture of the tests of clusters

ADDRESS = "1Archive1n2C579dMsAu3iC6tWzuQJz8dN"
OTHER = "1A8JiWcwvpY7tAopUkSnGuEYHmzGYfZPiq"
PACK = f"""
title: An invented pack
creator: Somebody (invented)
source: https://example.org/list
label: Invented archive
confidence: service_data
lastmod: 2021-11-12
currency: BTC
tags:
- address: {ADDRESS}
- address: {OTHER}
  label: Somebody else
  category: exchange
  lastmod: 2023-01-02
"""


def test_what_a_pack_says_of_all_its_tags_holds_for_each() -> None:
    (first, second), bad = read_pack(PACK.encode())
    assert not bad
    assert (first.label, first.said_on, first.category) == ("Invented archive", date(2021, 11, 12), None)
    assert (second.label, second.said_on, second.category) == ("Somebody else", date(2023, 1, 2), "exchange")
    assert {one.source for one in (first, second)} == {"https://example.org/list"}


BAD = {
    "no source": PACK.replace("source: https://example.org/list\n", ""),
    "no label": PACK.replace("label: Invented archive\n", ""),
    "an address of another chain": PACK.replace(ADDRESS, "TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq"),
    "a slip of the pen": PACK.replace(ADDRESS, ADDRESS[:-1] + "M"),
    "no confidence that is known": PACK.replace("service_data", "very sure"),
    "a number for a label": PACK.replace("label: Invented archive", "label: 7"),
    "a day that there is not": PACK.replace("lastmod: 2021-11-12", "lastmod: soon"),
    "a tag that is no row": PACK.replace(f"- address: {ADDRESS}", "- archive"),
}


@pytest.mark.parametrize("says", BAD)
def test_a_tag_is_refused_and_the_others_are_not_lost_without_need(says: str) -> None:
    tags, bad = read_pack(BAD[says].encode())
    assert bad
    assert bad[0].place == 0
    assert len(tags) + len(bad) == 2


BOMB = "a: &a [x, x, x]\n" + "".join(f"b{at}: &b{at} [*a, *a]\n" for at in range(9)) + "tags: []\n"
NO_PACKS = {
    "no YAML": b"a: [",
    "a bomb": BOMB.encode(),
    "nested without end": b"[" * 100_000,
    "a program": b"!!python/object/apply:os.system ['true']",
    "no list": b"title: x",
    "not text": b"\xff\xfe\x00\xd8",
    "a day that there is not": b"tags: [{lastmod: 2021-99-99}]",
    "nothing": b"",
}


@pytest.mark.parametrize("says", NO_PACKS)
def test_is_no_pack(says: str) -> None:
    with pytest.raises(MalformedTagsError):
        read_pack(NO_PACKS[says])


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=80), st.text(alphabet="ab:-{}[]&*!\n #'\"0", max_size=60).map(str.encode))
)
def test_any_bytes_are_a_pack_or_refused(data: bytes) -> None:
    try:
        read_pack(data)
    except MalformedTagsError:
        return


def test_a_pack_is_written_and_read_back() -> None:
    tags, _ = read_pack(PACK.encode())
    back, bad = read_pack(write_pack(tags, title="An invented pack", creator="Somebody (invented)"))
    assert (back, bad) == (tags, ())


def tag_of(**fields: Any) -> Tag:
    (first, _), _ = read_pack(PACK.encode())
    return Tag(**{**{name: getattr(first, name) for name in Tag.__slots__}, **fields})


def test_tags_that_contradict_each_other_are_shown_side_by_side() -> None:
    same, other = tag_of(), tag_of(label="Mixer", category="mixing_service")
    assert conflicts([same, same]) == []
    (found,) = conflicts([same, other])
    assert found.tags == (same, other)
    assert conflicts([same, tag_of(address=OTHER, label="Mixer")]) == []


def test_what_was_said_later_does_not_count_yet() -> None:
    tags = [tag_of(said_on=date(2020, 1, 1)), tag_of(said_on=date(2022, 1, 1)), tag_of(said_on=None)]
    assert as_of(tags, date(2021, 1, 1)) == tags[:1]


def test_a_list_of_an_authority_is_read_and_written() -> None:
    data = f"{ADDRESS}\n{OTHER}\n".encode()
    tags, bad = read_list(data, currency="XBT", source="https://example.org", said_on=date(2024, 9, 27))
    assert not bad
    assert [(one.currency, one.confidence) for one in tags] == [("BTC", "authority_data")] * 2
    assert write_list(tags) == data
    _, bad = read_list(b'{"addresses": ["0x12"]}', currency="ETH", source="x", said_on=None)
    assert [one.place for one in bad] == [0]
    for data in (b"[1]", b"{}", b"\xff", b"[" * 99_999):
        with pytest.raises(MalformedTagsError):
            read_list(data, currency="BTC", source="x", said_on=None)


def test_the_command_finds_tags_in_a_data_set(invented: Path, tmp_path: Path) -> None:  # noqa: F811  # the fixture
    with (invented / "story" / "owners.csv").open(encoding="utf-8") as file:
        address = next(line.split(",")[0] for line in file if ",exchange" in line)
    pack = yaml.safe_load(PACK) | {"currency": "rBTC", "tags": [{"address": address}]}
    (tmp_path / "pack.yaml").write_text(yaml.safe_dump(pack))
    code, told = ask(
        "tag", tmp_path / "pack.yaml", "--dataset", invented / "set", "--out", tmp_path / "out.yaml"
    )
    assert (code, told["tags"], [one["address"] for one in told["in_dataset"]]) == (0, 1, [address])
    assert read_pack((tmp_path / "out.yaml").read_bytes())[0][0].address == address
    assert ask("tag", tmp_path / "pack.yaml", "--as-of", "2020-01-01")[1]["left_out"] == 1
    assert ask("tag", tmp_path / "pack.yaml", "--as-of", "soon")[0] == 2
    (tmp_path / "list.txt").write_text("nobody\n")
    code, told = ask("tag", tmp_path / "list.txt", "--list", "BTC")
    assert (code, told["refused"][0]["place"]) == (1, 0)


@pytest.mark.skipif(SHARED is None, reason="the collection of real tags is not beside the project")
def test_real_packs_and_lists() -> None:
    assert SHARED is not None
    refused: dict[str, list[str]] = {}
    every = 0
    for path in sorted((SHARED / "tracing" / "tagpacks").glob("*.yaml")):
        if "actorpack" in path.name:
            continue
        tags, bad = read_pack(path.read_bytes())
        every += len(tags)
        if bad:
            refused[path.name] = [one.address for one in bad]
    assert every > 10_000
    assert set(refused) == {"exchange-wallets-kucoin.yaml", "ofac.yaml", "plustoken.yaml"}
    assert refused["ofac.yaml"] == ["TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq"]
    folder = SHARED / "tracing" / "ofac"
    for ticker in ("XBT", "ETH", "LTC"):
        names = [f"sanctioned_addresses_{ticker}.{form}" for form in ("txt", "json")]
        read = [
            read_list((folder / name).read_bytes(), currency=ticker, source="x", said_on=None)
            for name in names
        ]
        assert read[0] == read[1]
        assert read[0][0]
    assert (
        json.loads((folder / "sanctioned_addresses_XBT.json").read_text())[0]
        == read_list(
            (folder / "sanctioned_addresses_XBT.txt").read_bytes(), currency="XBT", source="x", said_on=None
        )[0][0].address
    )
