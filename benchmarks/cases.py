"""List, search, case page and statistics with 100,000 cases in the database, on SQLite and on PostgreSQL.

Every case has a request, an answer, journal entries and a deadline; those that are asked for hold whole
requests. Each page is asked of the whole stack (middleware, permissions, templates) in this process, as an
officer who is on every tenth case, by turns, with nothing warmed but the connection.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from glacy.store.models import CaseRow
    from glacy.store.people import Officer

COMMAND = "python benchmarks/cases.py"
CASES = 100_000
SECTIONS = Path(__file__).resolve().parents[1] / "examples" / "preservation.json"
MESSAGE_ID = b"00000000-0000-4000-8000-000000000000"
HOUR = timedelta(hours=1)
ASKED = 60
FINE = 200
WORDS = (
    "mailbox",
    "payment",
    "clinic",
    "invoice",
    "wallet",
    "harbour",
    "school",
    "router",
    "domain",
    "ledger",
)
START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Measure on each database that is here, each in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--on", choices=("SQLite", "PostgreSQL"))
    chosen = parser.parse_args().on
    if chosen:
        measure(chosen)
        return
    for name in ("SQLite", "PostgreSQL"):
        environment = {
            key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "GLACY_NODE")
        }
        if name == "PostgreSQL":
            address = fresh_database()
            if address is None:
                print("PostgreSQL: no server here, not measured", file=sys.stderr)
                continue
            environment["DATABASE_URL"] = address
        subprocess.run([sys.executable, __file__, "--on", name], env=environment, check=True)


def fresh_database() -> str | None:
    """The address of an empty PostgreSQL database made for this run."""
    import psycopg

    given = os.environ.get("DATABASE_URL", "")
    local = ("postgresql:///postgres", "postgresql://postgres@127.0.0.1:5432/postgres")
    for address in (given,) if given.startswith("postgres") else local:
        try:
            with psycopg.connect(address, autocommit=True, connect_timeout=3) as connection:
                connection.execute("DROP DATABASE IF EXISTS glacy_bench")
                connection.execute("CREATE DATABASE glacy_bench")
        except psycopg.Error:
            continue
        return address.rsplit("/", 1)[0] + "/glacy_bench"
    return None


def measure(name: str) -> None:
    """Fill the database and print the 95th percentile of each page."""
    from glacy.node.making import make_node
    from glacy.node.start import start_django

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "node"
        make_node(path, country="GH", name="Bench", url="http://127.0.0.1:8109", exercise=True)
        start_django(path)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        officer = fill()
        print_figures(name, officer)


def fill() -> Officer:
    """All cases with their words and places; gives the officer who asks."""
    from django.db import connection, transaction

    from glacy.store.models import CaseMemberRow, CaseRow, WordRow
    from glacy.store.people import put_officer

    asking, other = (
        put_officer(
            username=name,
            name=name,
            roles=["case_officer"],
            authority="Bench",
            password=None,
            at=START,
            exercise=True,
        )
        for name in ("asking", "other")
    )
    chance, message = random.Random(7), whole_message()
    with transaction.atomic():
        for first in range(0, CASES, 5000):
            rows = [one_case(number, chance, asking.id) for number in range(first, first + 5000)]
            CaseRow.objects.bulk_create(rows, batch_size=400)
            places = [
                CaseMemberRow(
                    case=row, officer_id=(asking if number % 10 == 0 else other).id, added_at=row.opened_at,
                    added_by_id=asking.id, touched_at=row.touched_at,
                )
                for number, row in enumerate(rows)
            ]  # fmt: skip
            CaseMemberRow.objects.bulk_create(places, batch_size=400)
            words = [WordRow(word=word, case=row) for row in rows for word in set(row.title.lower().split())]
            WordRow.objects.bulk_create(words, batch_size=400)
            put_histories(rows, message)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return asking


def one_case(number: int, chance: random.Random, by: str) -> CaseRow:
    from glacy.store.models import CaseRow as Row

    at = START + timedelta(minutes=number)
    title = f"{chance.choice(WORDS)} {chance.choice(WORDS)} w{chance.randrange(CASES)}"
    return Row(
        id=str(uuid.UUID(int=chance.getrandbits(128))), reference=f"GH-2026-{number:06d}", title=title,
        language="en", opened_at=at, opened_by_id=by, touched_at=at, exercise=True,
    )  # fmt: skip


def put_histories(cases: Sequence[CaseRow], message: bytes) -> None:
    """A request and its answer to each case, with entries and a deadline; whole where a page shows them."""
    from glacy.store.models import DeadlineRow, EntryRow, MessageRow, ThreadRow

    threads, requests, answers, entries, deadlines = [], [], [], [], []
    for number, case in enumerate(cases):
        at, is_sent, key = case.opened_at, number % 2 == 0, f"{case.pk[:24]}{number:012x}"
        data = [["subscriber"], ["subscriber", "traffic"], ["content"]][number % 3]
        country = ("CL", "BR", "FR", "NG")[number % 4]
        common = {"case": case, "thread_id": key, "country": country, "changed_at": at, "exercise": True}
        ours, theirs = ("sent", "received") if is_sent else ("received", "sent")
        body = message.replace(MESSAGE_ID, key.encode()) if number % 10 == 0 else b"{}"
        threads.append(ThreadRow(id=key, case=case, country=country, opened_at=at))
        requests.append(
            MessageRow(
                id=key, direction=ours, kind="request", measure="ETS185-29", body=body, state="answered",
                carried="receipted", data=data, urgency="urgent", dated_at=at,
                arrived_at=None if is_sent else at, **common,
            )
        )  # fmt: skip
        answers.append(
            MessageRow(
                id=key[::-1], direction=theirs, kind="answer", body=b"{}", state="received",
                carried="receipted", about_id=key, outcomes=["preserved"], dated_at=at + HOUR,
                arrived_at=at + HOUR if is_sent else None, **common,
            )
        )  # fmt: skip
        for kind in ("case.opened", "request.sent", "receipt.got", "answer.taken"):
            entries.append(
                EntryRow(kind=kind, who="asking", what={"message": key}, at=at, data=b"", case=case)
            )
        deadlines.append(
            DeadlineRow(message_id=key, kind="preservation_ends", due_on=(at + HOUR * 1440).date())
        )
    ThreadRow.objects.bulk_create(threads, batch_size=400)
    MessageRow.objects.bulk_create(requests, batch_size=30)
    MessageRow.objects.bulk_create(answers, batch_size=30)
    EntryRow.objects.bulk_create(entries, batch_size=80)
    DeadlineRow.objects.bulk_create(deadlines, batch_size=100)


def whole_message() -> bytes:
    """A whole request, as an officer writes it."""
    from glacy.cooperation import Draft, complete, write_request
    from glacy.treaty import Measure, Wish, rule

    draft = Draft.empty(
        case_reference="GH-2026-0", measure="ETS185-29", requesting="GH", requested="CL", exercise=True
    )
    authority = {"country": "GH", "name": "Bench", "role": "contact_24_7", "zone": "Africa/Accra"}
    authority |= {"officer": "Asking", "phone": "+233 30 000 0000", "email": "duty@bench.example"}
    for name, values in {"authority": authority, **json.loads(SECTIONS.read_text("utf-8"))}.items():
        draft = draft.with_section(name, values)
    ruling = rule(
        Wish(requesting="GH", requested="CL", on=START.date(), urgency="urgent"), Measure("ETS185-29")
    )
    key = MESSAGE_ID.decode()
    return write_request(complete(draft, ruling=ruling, id=key, dated_at=START, thread=key))


def print_figures(name: str, officer: Officer) -> None:
    """Ask each page many times, by turns, and print the 95th percentile."""
    from django.test import Client

    from glacy.store.models import CaseMemberRow, OfficerRow

    client = Client(SERVER_NAME="localhost")
    client.force_login(OfficerRow.objects.get(pk=officer.id))
    mine = list(
        CaseMemberRow.objects.filter(officer_id=int(officer.id)).values_list("case_id", "case__title")[:5000]
    )
    chance = random.Random(11)
    pages: dict[str, list[float]] = {"list": [], "search": [], "case page": []}
    for turn in range(ASKED):
        case_id, title = chance.choice(mine)
        word = title.split()[turn % 3]
        asked = {"list": "/cases", "search": f"/cases/search?q={word}", "case page": f"/cases/{case_id}"}
        for page, address in asked.items():
            pages[page].append(seconds(client, address))
    print_statistics(name, client)
    for page, taken in pages.items():
        slowest = sorted(taken)[round(len(taken) * 0.95) - 1]
        print(
            f"{page} among 100,000 cases, p95, {name} | {slowest * 1000:.1f} | ms | < 150 | {COMMAND}",
            flush=True,
        )


def print_statistics(name: str, client: Client) -> None:
    """The page of statistics over all of the requests."""
    last = START + timedelta(minutes=CASES)
    span = f"since_day=1&since_month=1&since_year=2026&until_day=31&until_month=12&until_year={last.year}"
    taken = min(seconds(client, f"/statistics?{span}") for _ in range(3))
    print(f"statistics of 100,000 requests, {name} | {taken:.2f} | s |  | {COMMAND}", flush=True)


def seconds(client: Client, address: str) -> float:
    gc.collect()
    started = time.perf_counter()
    answer = client.get(address, follow=True)
    taken = time.perf_counter() - started
    if answer.status_code != FINE:
        raise SystemExit(f"{address} answered {answer.status_code}")
    return taken


if __name__ == "__main__":
    main()
