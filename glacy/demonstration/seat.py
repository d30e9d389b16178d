"""An officer's seat at a desk: opens pages, follows links, fills in forms, over HTTP without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Protocol, TypeAlias

import httpx

from glacy.demonstration.errors import PageError
from glacy.demonstration.pages import Filled, Form, Page, Pairs

_WAIT = 60.0
_FINE = 300


Upload: TypeAlias = tuple[str, tuple[str, bytes, str]]
"""The field that takes a file, and the name, content and media type of the file."""


class Seat(Protocol):
    """Where an officer sits: `HttpSeat` here, a real browser in the tests. The page before them is `page`."""

    @property
    def page(self) -> Page:
        """The page before the officer."""
        ...

    def go(self, address: str) -> Page:
        """Open an address of the node."""
        ...

    def press(self, button: str, values: Mapping[str, Filled] = {}, files: Sequence[Upload] = ()) -> Page:
        """Fill in fields and press the button of that form."""
        ...

    def take(self, address: str) -> bytes:
        """The bytes behind an address: a file that the page offers."""
        ...


class HttpSeat:
    """A seat that speaks HTTP itself, with the cookies and hidden fields that a browser would keep."""

    def __init__(self, base: str) -> None:
        self._client = httpx.Client(base_url=base, follow_redirects=True, timeout=_WAIT, trust_env=False)
        self._page: Page | None = None

    def __enter__(self) -> HttpSeat:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    @property
    def page(self) -> Page:
        """The page before the officer."""
        if self._page is None:
            raise PageError("No page is open yet.", remedy="Go to an address first.")
        return self._page

    def go(self, address: str) -> Page:
        """Open an address of the node."""
        return self._show(self._client.get(address))

    def press(self, button: str, values: Mapping[str, Filled] = {}, files: Sequence[Upload] = ()) -> Page:
        """Fill in fields and press the button of that form."""
        form, pressed = self.page.form_with(button)
        pairs = form.filled(values, pressed=pressed)
        fields = _grouped(pairs)
        if form.method == "get":
            return self._show(self._client.get(form.action, params=fields), tried=True)
        uploads = _uploads(form, files)
        return self._show(
            self._client.post(form.action, data=fields, files=uploads, headers=self._from()), tried=True
        )

    def take(self, address: str) -> bytes:
        """The bytes behind an address: a file that the page offers."""
        answer = self._client.get(address)
        if answer.status_code >= _FINE:
            raise PageError(f"{address} answered {answer.status_code}.", status=answer.status_code)
        return answer.content

    def _from(self) -> dict[str, str]:
        return {"Referer": self.page.address, "Origin": str(self._client.base_url).rstrip("/")}

    def _show(self, answer: httpx.Response, *, tried: bool = False) -> Page:
        """The page that came; a fault of the server is one, and so are problems with what was tried."""
        page = Page.read(answer.text, address=str(answer.url), status=answer.status_code)
        self._page = page
        if answer.status_code >= _FINE or (tried and page.problems):
            said = "; ".join(page.problems) or page.words[:600]
            raise PageError(f"{answer.url} ({answer.status_code}) says: {said}", status=answer.status_code)
        return page


def _grouped(pairs: Pairs) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _uploads(form: Form, files: Sequence[Upload]) -> Sequence[Upload] | None:
    """The files as they are sent, or None where there are none."""
    unknown = ", ".join(sorted({field for field, _ in files} - set(form.files)))
    if unknown:
        raise PageError(f"The page takes no file {unknown!r}.", remedy=f"It takes {', '.join(form.files)}.")
    return files or None
