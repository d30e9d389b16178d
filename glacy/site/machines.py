"""The endpoints that other machines call: envelopes in, receipts out, and the journal to read."""

from __future__ import annotations

import logging
from functools import cache

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from glacy.errors import GlacyError
from glacy.exchange import MAX_SEALED_SIZE, write_node_entry
from glacy.node import Node, open_node
from glacy.node.gate import receive
from glacy.node.sequencer import published_checkpoint, published_tile

_log = logging.getLogger(__name__)
_BYTES = "application/octet-stream"


@cache
def this_node() -> Node:
    """The node that this process serves."""
    if settings.NODE_PATH is None:
        raise Http404("no node")
    return open_node(settings.NODE_PATH)


@csrf_exempt
@require_POST
def take_envelope(request: HttpRequest) -> HttpResponse:
    """The signed answer to a sealed envelope; who sent it is told by its seal, not by the line."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > MAX_SEALED_SIZE:
        return HttpResponse(
            b"An envelope with a Content-Length of at most 256 MiB was expected.\n", status=413
        )
    try:
        sealed = request.read(int(length) + 1)
        if len(sealed) != int(length):
            return HttpResponse(b"The line broke before the envelope was whole.\n", status=503)
        answer = receive(this_node(), sealed)
    except (GlacyError, DatabaseError, OSError):
        _log.exception("an envelope could not be taken")
        return HttpResponse(b"This node cannot take anything just now.\n", status=503)
    return HttpResponse(answer, content_type=_BYTES)


@require_GET
def directory_entry(request: HttpRequest) -> HttpResponse:
    """What this node hands to the operator of a directory."""
    return HttpResponse(write_node_entry(this_node().entry), content_type="application/json")


@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The checkpoint of this node's journal."""
    return _published(published_checkpoint(this_node()), "text/plain; charset=utf-8", "no-cache")


@require_GET
def tile(request: HttpRequest, tile: str) -> HttpResponse:
    """A tile of the journal's hashes; entries stay inside the node."""
    try:
        found = published_tile(this_node(), f"tile/{tile}")
    except GlacyError:
        found = None
    return _published(found, _BYTES, "public, max-age=31536000, immutable")


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """That the web of this node is up."""
    this_node()
    return HttpResponse(b"ok\n", content_type="text/plain")


def _published(found: bytes | None, content_type: str, cached: str) -> HttpResponse:
    if found is None:
        return HttpResponse(b"not found\n", status=404, content_type="text/plain")
    return HttpResponse(found, content_type=content_type, headers={"Cache-Control": cached})
