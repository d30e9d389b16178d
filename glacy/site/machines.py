"""The endpoints that other machines call: envelopes in, receipts out, and the journal to read."""

from __future__ import annotations

import logging
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from glacy.courier import HAVE, TICKET
from glacy.desks.people.throttle import place_of
from glacy.errors import GlacyError
from glacy.exchange import MAX_QUESTION_SIZE, MAX_SEALED_SIZE, ExchangeError, write_node_entry
from glacy.journal import MAX_SUBMISSION_SIZE
from glacy.node import Node, metrics
from glacy.node.errors import FloodError, PayloadError
from glacy.node.floods import admit, came_from
from glacy.node.gate import receive
from glacy.node.holding import answer_question
from glacy.node.opened import current_node
from glacy.node.payload_serving import end_payload, open_piece
from glacy.node.readiness import readiness
from glacy.node.sequencer import published_checkpoint, published_tile
from glacy.node.witnessing import answer_submission, latest_checkpoint

_log = logging.getLogger(__name__)
_BYTES = "application/octet-stream"


def this_node() -> Node:
    """The node that this process serves."""
    if settings.NODE_PATH is None:
        raise Http404("no node")
    return current_node(settings.NODE_PATH)


@csrf_exempt
@require_POST
def take_envelope(request: HttpRequest) -> HttpResponse:
    """The signed answer to a sealed envelope; who sent it is told by its seal, not by the line."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > MAX_SEALED_SIZE:
        return HttpResponse(
            b"An envelope with a Content-Length of at most 256 MiB was expected.\n", status=413
        )
    node, size = this_node(), int(length)
    place = place_of(request, node.sign_in)
    try:
        admit(node, place, size)
        sealed = request.read(size + 1)
        if len(sealed) != size:
            return HttpResponse(b"The line broke before the envelope was whole.\n", status=503)
        answer = receive(node, sealed, known=lambda country: came_from(node, country, place, size))
    except FloodError as fault:
        return _held_back(fault)
    except (GlacyError, DatabaseError, OSError):
        _log.exception("an envelope could not be taken")
        return HttpResponse(b"This node cannot take anything just now.\n", status=503)
    return HttpResponse(answer, content_type=_BYTES)


@csrf_exempt
@require_POST
def answer_restored(request: HttpRequest) -> HttpResponse:
    """What this node holds of another that was restored and asks; sealed to that one's keys."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > MAX_QUESTION_SIZE:
        return HttpResponse(b"A question with a Content-Length was expected.\n", status=413)
    node = this_node()
    try:
        admit(node, place_of(request, node.sign_in), int(length))
        answer = answer_question(node, request.read(int(length)))
    except FloodError as fault:
        return _held_back(fault)
    except ExchangeError as fault:
        return HttpResponse(f"{fault.says}\n".encode(), status=403, content_type="text/plain")
    except (GlacyError, DatabaseError, OSError):
        _log.exception("a question could not be answered")
        return HttpResponse(b"This node cannot answer just now.\n", status=503)
    return HttpResponse(answer, content_type=_BYTES)


@require_GET
def give_piece(request: HttpRequest, envelope: UUID, number: int) -> HttpResponseBase:
    """A piece of a large payload, from the place on that is wanted; only who shows its ticket gets it."""
    shown = request.headers.get(TICKET, "")
    wanted, have = request.headers.get("Range", ""), request.headers.get(HAVE, "")
    try:
        file, offset, size = open_piece(
            this_node(), str(envelope), number, shown=shown, wanted=wanted, have=have
        )
    except PayloadError:
        return _published(None, "", "")
    except (GlacyError, DatabaseError, OSError):
        _log.exception("a piece could not be given")
        return HttpResponse(b"This node cannot give anything just now.\n", status=503)
    answer = FileResponse(file, content_type=_BYTES, status=206 if offset else 200)
    answer.headers["Content-Length"] = str(size - offset)
    if offset:
        answer.headers["Content-Range"] = f"bytes {offset}-{size - 1}/{size}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@csrf_exempt
@require_POST
def end_pieces(request: HttpRequest, envelope: UUID) -> HttpResponse:
    """The receiver of a large payload has all of it: its pieces are let go."""
    try:
        end_payload(this_node(), str(envelope), shown=request.headers.get(TICKET, ""))
    except PayloadError:
        return _published(None, "", "")
    except (GlacyError, DatabaseError, OSError):
        _log.exception("the end of a payload could not be noted")
        return HttpResponse(b"This node cannot take anything just now.\n", status=503)
    return HttpResponse(status=204)


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


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """This node's cosignature on a checkpoint of another journal (C2SP tlog-witness)."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > MAX_SUBMISSION_SIZE:
        return HttpResponse(b"A checkpoint with a Content-Length was expected.\n", status=413)
    try:
        answer = answer_submission(this_node(), request.read(int(length)))
    except (GlacyError, DatabaseError, OSError):
        _log.exception("a checkpoint could not be witnessed")
        return HttpResponse(b"This node cannot witness anything just now.\n", status=503)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)


@require_GET
def witnessed(request: HttpRequest, origin: str) -> HttpResponse:
    """The checkpoint that this node cosigned last of the journal whose origin has this SHA-256."""
    return _published(latest_checkpoint(origin), "text/plain; charset=utf-8", "no-cache")


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """That the web of this node is up."""
    this_node()
    return HttpResponse(b"ok\n", content_type="text/plain")


@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """Whether each part of this node works, without a word more; 503 where one does not."""
    found = dict(readiness(this_node()))
    is_ready = all(found.values())
    return JsonResponse({"ready": is_ready, "parts": found}, status=200 if is_ready else 503)


@require_GET
def meters(request: HttpRequest) -> HttpResponse:
    """The meters of this node, for whoever shows its token."""
    node = this_node()
    if not metrics.is_allowed(node, request.headers.get("Authorization", "")):
        return HttpResponse(b"not found\n", status=404, content_type="text/plain")
    return HttpResponse(metrics.write_meters(metrics.all_meters(node)), content_type=metrics.CONTENT_TYPE)


def _published(found: bytes | None, content_type: str, cached: str) -> HttpResponse:
    if found is None:
        return HttpResponse(b"not found\n", status=404, content_type="text/plain")
    return HttpResponse(found, content_type=content_type, headers={"Cache-Control": cached})


def _held_back(fault: FloodError) -> HttpResponse:
    """That the caller handed in its share of this minute, and when to come again."""
    answer = HttpResponse(f"{fault}\n".encode(), status=429, content_type="text/plain")
    answer.headers["Retry-After"] = str(fault.fields["wait"])
    return answer
