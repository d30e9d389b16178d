"""The question of a restored node and its answer: who may ask, and what fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from glacy.canon import digest_of
from glacy.errors import GlacyError
from glacy.exchange import (
    ExerciseMixedError,
    HeldQuestion,
    HeldState,
    HeldThread,
    KnownThread,
    MalformedQuestionError,
    ThreadPlace,
    UnknownSenderError,
    WrongKeyError,
    WrongReceiverError,
    read_held,
    read_question,
    write_held,
    write_question,
)
from tests.nodes import MemoryNode, TwoCountries, id_of, make_node, two_countries

ASKED = tuple(sorted((id_of("one"), id_of("two"))))


def question(world: TwoCountries) -> HeldQuestion:
    threads = tuple(KnownThread(thread=one, received=2, sent=0) for one in ASKED)
    return HeldQuestion(by="GH", to="CL", exercise=True, asked_at=world.clock(), threads=threads)


def held(world: TwoCountries, asked: bytes) -> HeldState:
    place = ThreadPlace(sequence=3, digest=digest_of(b"three"))
    thread = HeldThread(thread=ASKED[0], taken=place, waiting=(digest_of(b"five"),), sent=None)
    return HeldState(
        by="CL",
        to="GH",
        exercise=True,
        question=digest_of(asked),
        told_at=world.clock(),
        checkpoint="gh.example/journal\n3\nAAAA\n\n— gh.example/journal AAAA\n",
        journal=None,
        threads=(thread,),
    )


def sealed(asked: HeldQuestion, by: MemoryNode) -> bytes:
    return write_question(asked, by=by.signer, at=by.clock(), stamper=by.stamper)


def test_a_question_and_its_answer_are_read_back() -> None:
    world = two_countries()
    data = sealed(question(world), world.ghana)
    read = read_question(data, directory=world.directory, receiver="CL", at=world.clock())
    assert read == question(world)
    told = held(world, data)
    answer = write_held(told, by=world.chile.signer, at=world.clock(), stamper=world.chile.stamper)
    back = read_held(
        answer,
        directory=world.directory,
        receiver="GH",
        at=world.clock(),
        giver="CL",
        question=digest_of(data),
    )
    assert back == told


def stranger(world: TwoCountries) -> bytes:
    return sealed(replace(question(world), by="BR"), make_node("BR", clock=world.clock))


def forged(world: TwoCountries) -> bytes:
    return sealed(question(world), world.chile)


def for_another(world: TwoCountries) -> bytes:
    return sealed(replace(question(world), to="BR"), world.ghana)


def of_real_cases(world: TwoCountries) -> bytes:
    return sealed(replace(question(world), exercise=False), world.ghana)


def disordered(world: TwoCountries) -> bytes:
    asked = question(world)
    return sealed(replace(asked, threads=asked.threads[::-1]), world.ghana)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (stranger, UnknownSenderError),
        (forged, WrongKeyError),
        (for_another, WrongReceiverError),
        (of_real_cases, ExerciseMixedError),
        (disordered, MalformedQuestionError),
        (lambda _: b"PK nothing", MalformedQuestionError),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_who_may_not_ask_is_refused(make: Callable[[TwoCountries], bytes], error: type[GlacyError]) -> None:
    world = two_countries()
    with pytest.raises(error):
        read_question(make(world), directory=world.directory, receiver="CL", at=world.clock())


def test_an_answer_to_another_question_or_by_another_node_is_refused() -> None:
    world = two_countries()
    asked = sealed(question(world), world.ghana)
    answer = write_held(
        held(world, asked), by=world.chile.signer, at=world.clock(), stamper=world.chile.stamper
    )
    for giver, about in (("CL", digest_of(b"another")), ("BR", digest_of(asked))):
        with pytest.raises(MalformedQuestionError):
            read_held(
                answer,
                directory=world.directory,
                receiver="GH",
                at=world.clock(),
                giver=giver,
                question=about,
            )


def test_any_flipped_byte_of_a_question_is_caught() -> None:
    world = two_countries()
    data = sealed(question(world), world.ghana)
    for place in range(0, len(data), 97):
        spoiled = bytearray(data)
        spoiled[place] ^= 1
        with pytest.raises(GlacyError):
            read_question(bytes(spoiled), directory=world.directory, receiver="CL", at=world.clock())
