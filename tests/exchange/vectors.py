"""Writes the files of tests/vectors/exchange anew: `python -m tests.exchange.vectors`.

All but `envelope.age` are the same at every run; age takes fresh randomness, so that one is written anew only
when the envelope has changed.
"""

from __future__ import annotations

from pathlib import Path

from glacy.exchange import open_sealed, seal_envelope
from tests.directory_operator import directory_file
from tests.nodes import TwoCountries, two_countries

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "exchange"
PARTS = {"body.json": b'{"format":"glacy.request/1"}', "document.pdf": b"%PDF"}


def make_vectors() -> tuple[TwoCountries, dict[str, bytes]]:
    """The world of the vectors, and each file but the encrypted one."""
    world = two_countries()
    sealed = world.ghana.send(PARTS, to=world.chile)
    answer = world.chile.receive(sealed)
    return world, {
        "directory.json": directory_file(world.directory),
        "envelope.asice": world.ghana.outbox[0].envelope,
        "receipt.asice": answer,
    }


def main() -> None:
    world, files = make_vectors()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (FOLDER / name).write_bytes(data)
    sealed = FOLDER / "envelope.age"
    envelope, keys = files["envelope.asice"], [world.chile.identity]
    if not sealed.is_file() or open_sealed(sealed.read_bytes(), identities=keys) != envelope:
        sealed.write_bytes(seal_envelope(envelope, to=world.chile.entry.age_recipients))


if __name__ == "__main__":
    main()
