"""All rows of a node as lines of JSON, out of whatever database and back into whatever database.

Not a copy of pages: the lines say tables, columns and values, so that what was kept in SQLite is restored
into PostgreSQL and the reverse (docs/specs/backup.md, 4). They are read through the tables as they stand in
the database, not as the program of today would have them.
"""

from __future__ import annotations

import base64
import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any  # a column may hold any value

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from glacy.sayings import say
from glacy.store.errors import StoreError

FORMAT = "glacy.rows/1"
SNAPSHOT = "snapshot"
KEYS_FORMAT = "glacy.content-keys/1"
_AT_ONCE = 2000
_APART = "store.ContentKeyRow"
"""Keys of content: their rows are in a file of their own, which each backup writes over."""
_MADE_ANEW = frozenset(("store.WordRow", "store.TargetRow"))
"""What leads to cases lies in the clear, and is made anew from them."""
_PASSING = frozenset(("sessions.Session",))
"""Tables whose rows mean nothing after a restore: whoever was signed in signs in again."""
_WAIT = say("Take today's version of this program, and try again.")
Migration = tuple[str, str]


class ForeignRowsError(StoreError):
    """The rows are not in the form that this program reads, or come from a newer one."""


class FullDatabaseError(StoreError):
    """The database into which rows were to be restored holds some already."""


@contextlib.contextmanager
def snapshot(folder: Path) -> Iterator[str]:
    """The alias of a connection that sees one instant of the whole database, while others go on writing.

    Of SQLite it is a copy, made by its online backup and removed at the end; on PostgreSQL it is a
    transaction that repeats its reads.
    """
    line = connections["default"]
    if line.in_atomic_block:  # SQLite would wait for itself without end
        raise StoreError(say("A snapshot is not taken inside a transaction."))
    settings = {**connections.databases["default"], "CONN_MAX_AGE": 0}
    copy = folder / "snapshot.sqlite3"
    if line.vendor == "sqlite":
        copy.unlink(missing_ok=True)
        _copy_sqlite(line, copy)
        settings |= {"NAME": str(copy), "OPTIONS": {}}
    connections.databases[SNAPSHOT] = settings
    try:
        with transaction.atomic(using=SNAPSHOT):
            if line.vendor == "postgresql":
                with connections[SNAPSHOT].cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT]
        del connections.databases[SNAPSHOT]
        copy.unlink(missing_ok=True)


def applied_migrations(using: str = "default") -> tuple[Migration, ...]:
    """The migrations that a database has had, in order."""
    return tuple(sorted(MigrationLoader(connections[using]).applied_migrations))


def missing_migrations(using: str = "default") -> tuple[Migration, ...]:
    """The migrations of this program that the database has not had."""
    loader = MigrationLoader(connections[using])
    return tuple(sorted(set(loader.graph.nodes) - set(loader.applied_migrations)))


def unknown_migrations(applied: Iterable[Migration]) -> tuple[Migration, ...]:
    """Those that this program does not know: the rows were written by a newer one."""
    known = MigrationLoader(None).graph.nodes
    return tuple(sorted(one for one in applied if one not in known))


def dump_rows(using: str) -> Iterator[bytes]:
    """The lines of every table: the form, then each table with its columns and its rows, then the end."""
    applied = applied_migrations(using)
    verify_known(applied)
    yield _line({"format": FORMAT, "migrations": [list(one) for one in applied]})
    counts: dict[str, int] = {}
    for model in _models(applied):
        label = model._meta.label
        if label in _PASSING:
            continue
        columns = model._meta.concrete_fields
        yield _line({"table": label, "columns": [one.attname for one in columns]})
        counts[label] = 0
        if label == _APART or label in _MADE_ANEW:
            continue
        rows = model._base_manager.using(using).order_by("pk")
        for row in rows.values_list(*(one.attname for one in columns)).iterator(chunk_size=_AT_ONCE):
            yield _line([_out(value) for value in row])
            counts[label] += 1
    yield _line({"end": counts})


def dump_keys(using: str) -> bytes:
    """The keys of content as lines: id, wrapped key, and when it was destroyed."""
    lines = [_line({"format": KEYS_FORMAT})]
    tables = {model._meta.label: model for model in _models(applied_migrations(using))}
    if _APART in tables:
        rows = tables[_APART]._base_manager.using(using).order_by("pk")
        found = rows.values_list("id", "wrapped", "destroyed_at")
        lines += [_line([_out(value) for value in row]) for row in found.iterator(chunk_size=_AT_ONCE)]
    return b"".join(lines)


def read_keys(data: bytes) -> tuple[tuple[str, bytes, datetime | None], ...]:
    """The keys of content out of their lines."""
    first, *rest = data.splitlines() or [b""]
    form = _value(first)
    if not isinstance(form, dict) or form.get("format") != KEYS_FORMAT:
        raise ForeignRowsError(say("The rows are not in the form {form}.", form=KEYS_FORMAT), remedy=_WAIT)
    try:
        return tuple(
            (str(key), base64.b64decode(wrapped), None if at is None else datetime.fromisoformat(at))
            for key, wrapped, at in map(_value, rest)
        )
    except (ValueError, TypeError) as fault:
        raise _damaged() from fault


def load_rows(lines: Iterable[bytes], *, using: str = "default") -> Mapping[str, int]:
    """Puts rows into an empty database, with the tables that they had; how many into each table.

    All in one transaction: a run that is cut short leaves the database empty. Afterwards its tables may be
    brought up to this version.
    """
    source = iter(lines)
    applied = _read_form(next(source, b""))
    _make_tables(applied, using=using)
    return _fill(source, {model._meta.label: model for model in _models(applied)}, using=using)


def verify_known(applied: Iterable[Migration]) -> None:
    """Returns if this program knows all these migrations."""
    unknown = unknown_migrations(applied)
    if unknown:
        raise ForeignRowsError(
            say("The tables are newer than this program: it does not know {names}.", names=_names(unknown)),
            remedy=_WAIT,
            unknown=unknown,
        )


def demand_empty(using: str = "default") -> None:
    """Returns if no table of ours in the database holds a row."""
    loader = MigrationLoader(connections[using])
    applied = tuple(one for one in loader.applied_migrations if one in loader.graph.nodes)
    for model in _models(applied):
        ours = model._meta.app_label == "store"
        if ours and model._base_manager.using(using).exists():
            raise FullDatabaseError(
                say("The database holds rows of a node already ({table}).", table=model._meta.db_table),
                remedy=say("Restore into an empty database: nothing is ever written over."),
            )


def _copy_sqlite(line: BaseDatabaseWrapper, copy: Path) -> None:
    line.ensure_connection()
    copy.touch(mode=0o600)
    with contextlib.closing(sqlite3.connect(copy)) as new:
        line.connection.backup(new)


def _models(applied: Iterable[Migration]) -> list[type[models.Model]]:
    """The tables as these migrations leave them, in the order of their names."""
    loader = MigrationLoader(None)
    state = loader.graph.make_state(nodes=list(applied), real_apps=loader.unmigrated_apps)
    apps: Apps = state.apps
    found = [one for one in apps.get_models(include_auto_created=True) if _is_table(one)]
    for model in found:
        _lay_bare(model)
    return sorted(found, key=lambda model: model._meta.label)


def _lay_bare(model: type[models.Model]) -> None:
    """What lies sealed in a column is read and written as it lies: its key may be destroyed one day.

    These are models of a migration, made for this reading alone.
    """
    for column in model._meta.concrete_fields:
        column.__class__ = next(
            kind for kind in type(column).__mro__ if kind.__module__.startswith("django.")
        )


def _is_table(model: type[models.Model]) -> bool:
    return model._meta.managed and not model._meta.proxy and not model._meta.swapped


def _make_tables(applied: tuple[Migration, ...], *, using: str) -> None:
    executor = MigrationExecutor(connections[using])
    graph = executor.loader.graph
    inside = set(applied)
    ends = [one for one in applied if not any(child.key in inside for child in graph.node_map[one].children)]
    executor.migrate(ends)


def _fill(
    source: Iterator[bytes], tables: Mapping[str, type[models.Model]], *, using: str
) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    with transaction.atomic(using=using):
        for model in tables.values():  # a migration may have put rows that the node has in another form
            model._base_manager.using(using).all()._raw_delete(using)
        table: type[models.Model] | None = None
        columns: list[models.Field[Any, Any]] = []  # columns of any type
        waiting: list[list[Any]] = []  # values of any type
        for line in source:
            value = _value(line)
            if isinstance(value, dict):
                _put(table, columns, waiting, using=using)
                waiting = []
                if "end" in value:
                    _verify_end(value["end"], counts)
                    _reset_sequences(tables.values(), using=using)
                    return counts
                table, columns = _open_table(value, tables)
                counts[table._meta.label] = 0
                continue
            if table is None or not isinstance(value, list) or len(value) != len(columns):
                raise _damaged()
            waiting.append(value)
            counts[table._meta.label] += 1
            if len(waiting) >= _AT_ONCE:
                _put(table, columns, waiting, using=using)
                waiting = []
    raise _damaged()


def _open_table(
    value: dict[str, Any],  # as read from JSON
    tables: Mapping[str, type[models.Model]],
) -> tuple[type[models.Model], list[models.Field[Any, Any]]]:  # columns of any type
    model = tables.get(str(value.get("table")))
    if model is None:
        raise _damaged()
    known = {one.attname: one for one in model._meta.concrete_fields}
    if [*known] != value.get("columns"):
        raise _damaged()
    for column in known.values():
        if isinstance(column, (models.DateField, models.TimeField)):
            column.auto_now = column.auto_now_add = False  # what was kept stands, not the hour of the restore
    return model, list(known.values())


def _put(
    table: type[models.Model] | None,
    columns: list[models.Field[Any, Any]],  # columns of any type
    rows: list[list[Any]],  # values of any type
    *,
    using: str,
) -> None:
    if table is None or not rows:
        return
    made = [
        table(**{one.attname: _in(one, value) for one, value in zip(columns, row, strict=True)})
        for row in rows
    ]
    table._base_manager.using(using).bulk_create(made)


def _reset_sequences(tables: Iterable[type[models.Model]], *, using: str) -> None:
    """The numbers of new rows go on after those that were restored."""
    line = connections[using]
    with line.cursor() as cursor:
        for statement in line.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)


def _out(value: Any) -> Any:  # a column may hold any value
    match value:
        case None | bool() | int() | float() | str():
            return value
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
        case datetime() | date():
            return value.isoformat()
        case dict() | list():
            return value
        case _:
            return str(value)


def _in(column: models.Field[Any, Any], value: Any) -> Any:  # a column may hold any value
    if value is None or isinstance(column, models.JSONField):
        return value
    if isinstance(column, models.BinaryField):
        return base64.b64decode(value, validate=True)
    if isinstance(column, models.ForeignKey):
        return column.target_field.to_python(value)
    return column.to_python(value)


def _read_form(line: bytes) -> tuple[Migration, ...]:
    value = _value(line)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ForeignRowsError(say("The rows are not in the form {form}.", form=FORMAT), remedy=_WAIT)
    applied = tuple((str(app), str(name)) for app, name in value["migrations"])
    verify_known(applied)
    return applied


def _verify_end(told: object, found: Mapping[str, int]) -> None:
    if told != dict(found):
        raise _damaged()


def _value(line: bytes) -> Any:  # as read from JSON
    try:
        return json.loads(line)
    except ValueError as fault:
        raise _damaged() from fault


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _names(migrations: Iterable[Migration]) -> tuple[str, ...]:
    return tuple(f"{app}.{name}" for app, name in migrations)


def _damaged() -> ForeignRowsError:
    return ForeignRowsError(
        say("The rows are damaged or cut short."), remedy=say("Use another backup; nothing was restored.")
    )
