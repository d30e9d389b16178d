"""Without a secret of its own a node answers this machine alone."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("address", "has_secret", "status"),
    [
        ("127.0.0.1", False, 200),
        ("::1", False, 200),
        ("", False, 200),
        ("203.0.113.7", False, 403),
        ("::ffff:203.0.113.7", False, 403),
        ("no address", False, 403),
        ("203.0.113.7", True, 200),
    ],
)
def test_who_may_call(address: str, has_secret: bool, status: int, settings: object) -> None:
    settings.LOCAL_ONLY = not has_secret  # type: ignore[attr-defined]  # pytest-django's settings take any name
    client = Client(HTTP_HOST="localhost", REMOTE_ADDR=address)
    assert client.get("/sign-in").status_code == status
