"""Fetches the files of a directory's repository over HTTPS, or from a folder or a stick.

The Update Framework asks for one file after the other and says how large each may be; what it gets it judges.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import httpx
from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.ngclient import FetcherInterface

from glacy.courier.errors import fault
from glacy.sayings import say

FOLDER = "folder:/"
"""How the addresses of files in a folder begin."""
CONNECT_WITHIN = 15.0
SILENT_FOR = 20.0
FETCH_WITHIN = 120.0
_NOT_FOUND = 404


class HttpRepository(FetcherInterface):
    """A repository on a plain web server. No proxy is taken from the environment, no redirect followed."""

    def __init__(self, *, verify: ssl.SSLContext | bool = True, fetch_within: float = FETCH_WITHIN) -> None:
        self._within = fetch_within
        self._client = httpx.Client(
            verify=verify,
            timeout=httpx.Timeout(SILENT_FOR, connect=CONNECT_WITHIN),
            trust_env=False,
            follow_redirects=False,
            headers={"Accept-Encoding": "identity"},
        )

    def _fetch(self, url: str) -> Iterator[bytes]:
        ends_at = time.monotonic() + self._within
        try:
            with self._client.stream("GET", url) as response:
                if response.status_code != httpx.codes.OK:
                    raise DownloadHTTPError(
                        say("{url} answered {status}.", url=url, status=response.status_code),
                        response.status_code,
                    )
                for piece in response.iter_raw():
                    if time.monotonic() > ends_at:
                        raise DownloadError(say("{url} did not end in time.", url=url))
                    yield piece
        except (httpx.HTTPError, httpx.InvalidURL) as cause:
            raise DownloadError(say("There is no way to {url}: {why}.", url=url, why=cause)) from cause


class FolderRepository(FetcherInterface):
    """A repository in a folder, as it lies on a stick; nothing outside of the folder is read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = PurePosixPath(url.removeprefix(FOLDER))
        file = self._folder / name
        if name.is_absolute() or ".." in name.parts or file.is_symlink() or not file.is_file():
            raise DownloadHTTPError(say("There is no file {name}.", name=name), _NOT_FOUND)
        with file.open("rb") as opened:
            while piece := opened.read(65536):
                yield piece


def open_repository(source: str, *, verify: ssl.SSLContext | bool = True) -> tuple[FetcherInterface, str]:
    """What fetches from a source, and how the addresses of its files begin: a folder, or an https address."""
    parts = urlsplit(source)
    if parts.scheme in ("http", "https"):
        is_near = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if parts.scheme == "https" or is_near:
            return HttpRepository(verify=verify), source.rstrip("/") + "/"
    elif Path(source).is_dir():
        return FolderRepository(Path(source)), FOLDER
    raise fault(
        "unreachable",
        say("{source} is neither a folder nor an https address.", source=source),
        remedy=say("Name the folder or the address from which the operator serves the directory."),
    )
