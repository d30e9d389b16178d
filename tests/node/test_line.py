"""The certificate that a node shows to others, and what is told where it cannot be used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glacy.courier import CourierError, HttpCourier
from glacy.node.errors import NodeError
from glacy.node.line import line_context, own_context
from glacy.node.opened import Node
from tests.deploy.proxy import NGINX, Made, echo, proxy
from tests.node.neighbour import Neighbour


def test_without_a_table_it_is_as_the_machine_does(home: Node) -> None:
    assert own_context(home) is None
    assert line_context(home) is True


@pytest.mark.parametrize(
    "table",
    ["[line]\ncertificate = 'keys/none.pem'\nkey = 'keys/none.key'\n", "[line]\nproxy = 'x'\n", "line = 3\n"],
)
def test_a_line_that_cannot_be_used_is_told(home: Node, table: str) -> None:
    file = home.path / "node.toml"
    file.write_text(file.read_text() + table if table.startswith("[") else table + file.read_text())
    with pytest.raises(NodeError, match=r"\[line\] in .* cannot be used"):
        own_context(home)


@pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not here: apt-get install nginx-light")
def test_a_node_shows_its_certificate_through_a_real_nginx(
    home: Node, chile: Neighbour, tmp_path: Path
) -> None:
    web, peers = Made(folder=tmp_path, name="web"), Made(folder=tmp_path, name="peers")
    certificate, key = peers.issue("GH")
    (home.path / "keys" / "line.pem").write_bytes(certificate.read_bytes())
    (home.path / "keys" / "line.key").write_bytes(key.read_bytes())
    (home.path / "peers.pem").write_bytes(web.file.read_bytes())
    place = tmp_path / "nginx"
    place.mkdir()
    with (
        echo() as behind,
        proxy(place, behind=behind.port, tls=web.issue("node"), peers=peers.file) as (_, sealed),
    ):
        to = replace(chile.node.entry, url=f"https://localhost:{sealed}")
        with HttpCourier() as courier, pytest.raises(CourierError):
            courier.carry(b"x", to=to)
        table = "[line]\ncertificate = 'keys/line.pem'\nkey = 'keys/line.key'\nauthorities = 'peers.pem'\n"
        (home.path / "node.toml").write_text((home.path / "node.toml").read_text() + table)
        with HttpCourier(verify=line_context(home)) as courier:
            assert courier.carry(b"x", to=to) == b"ok"
    assert behind.calls[-1][1]["x-client-name"] == ["CN=GH"]
