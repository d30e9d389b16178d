"""What the tests of signing in need: a node's rules, an app that shows codes, and a browser of one's own."""

from __future__ import annotations

import base64
import hmac
import os
import re
import struct
import time
from hashlib import sha1

from django.test import Client

from glacy.desks.frame.here import this_node
from glacy.node.opened import Node
from tests.desks.conftest import PASSWORD

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def set_rules(node: Node, **rules: object) -> Node:
    """The node with another table [sign_in]."""
    file = node.path / "node.toml"
    facts = file.read_text("utf-8").partition("\n[sign_in]")[0]
    lines = "".join(
        f"{name} = {str(value).lower() if isinstance(value, bool) else repr(value)}\n"
        for name, value in rules.items()
    )
    file.write_text(f"{facts}\n[sign_in]\n{lines}", encoding="utf-8")
    os.utime(node.path / "keys", ns=(time.time_ns(), time.time_ns()))
    return this_node()


def browser(**more: str) -> Client:
    """A browser in which nobody is signed in."""
    return Client(HTTP_HOST="localhost", HTTP_USER_AGENT=AGENT, **more)


def give_password(client: Client, name: str, password: str = PASSWORD, **more: str) -> str:
    """Where the first step leads to."""
    answer = client.post("/sign-in", {"username": name, "password": password, **more})
    return answer.headers.get("Location", "")


class App:
    """An authenticator app, written anew from RFC 6238 so that it is no echo of the node's own code."""

    def __init__(self, secret: str) -> None:
        self.secret = secret.replace(" ", "")

    def code(self, *, ahead: int = 0) -> str:
        """What the app shows, or will show `ahead` steps from now."""
        step = int(time.time()) // 30 + ahead
        digest = hmac.new(base64.b32decode(self.secret), struct.pack(">Q", step), sha1).digest()
        at = digest[-1] & 15
        number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
        return f"{number % 10**6:06}"


def set_up_app(client: Client) -> App:
    """An app for the person who is signed in there; its code of now is used up by that."""
    page = client.get("/my-sign-in/app").content.decode()
    found = re.search(r'class="glacy-code">([A-Z2-7 ]+)<', page)
    assert found, page
    app = App(found[1])
    answer = client.post("/my-sign-in/app", {"code": app.code()})
    assert answer.status_code == 302, answer.content.decode()
    return app


def make_codes(client: Client) -> list[str]:
    """New recovery codes of the person who is signed in there."""
    return re.findall(r"<li>([0-9 ]+)</li>", client.post("/my-sign-in/codes").content.decode())
