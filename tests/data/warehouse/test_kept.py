"""Kept statements: sent straight to the driver, they say what the same statement says on the long way."""

from __future__ import annotations

import gc
import weakref
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.generations import Generation, LostGenerationError, current
from data.warehouse.tables import MILESTONES
from metrics import publishing
from tests.oracle.pools import NOW
from tests.pipeline import settings_at

NAMES = ("100%", "x:y", "o'clock", "$1", "店长")
ORDERS = MILESTONES["orders"]
MANY = 6  # generations, more than are kept open


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Orders of five customers with names that a driver could take for its own marks."""
    folder = tmp_path_factory.mktemp("kept")
    settings = settings_at(folder / "home", NOW)
    rows = [f'D{n},"{name}",2026-03-0{n + 1},{n}.10' for n, name in enumerate(NAMES)]
    file = Path(folder) / "orders.csv"
    file.write_text("\n".join(["order_id,customer_id,ordered_at,amount", *rows, ""]), encoding="utf-8")
    publishing.import_files(settings, [file])
    return settings


@pytest.fixture
def generation(home: Settings) -> Generation:
    """Them, published."""
    found = current(home)
    assert found is not None
    return found


def _asked(*only: Any) -> sa.Select[Any]:
    day = sa.cast(ORDERS.c["at"], sa.Date)
    since, until = (sa.bindparam(name, type_=sa.Date) for name in ("since", "until"))
    columns = (day.label("day"), ORDERS.c.customer_id, ORDERS.c.net, sa.literal("50%").label("half"))
    return sa.select(*columns).where(day >= since, day < until, *only).order_by(day)


@pytest.mark.parametrize("names", [None, ("100%", "$1"), NAMES])
def test_as_on_the_long_way(generation: Generation, names: tuple[str, ...] | None) -> None:
    """With a list that belongs to the statement and without, and again with the values of other days."""
    query = _asked() if names is None else _asked(ORDERS.c.customer_id.in_(names))
    for since, until in ((1, 31), (2, 4), (9, 31), (1, 3)):
        days = {"since": date(2026, 3, since), "until": date(2026, 3, until)}
        with generation.engine.connect() as connection:
            wanted = [tuple(row) for row in connection.execute(query, days)]
        assert generation.lines(query, days) == (("day", "customer_id", "net", "half"), wanted)


def test_a_list_of_days_is_a_value(generation: Generation) -> None:
    query = sa.select(ORDERS.c.customer_id).where(
        sa.cast(ORDERS.c["at"], sa.Date) == sa.any_(sa.bindparam("days", type_=sa.ARRAY(sa.Date)))
    )
    for days in ([1], [1, 3], [], [2, 4, 5]):
        _, rows = generation.lines(query, {"days": [date(2026, 3, day) for day in days]})
        assert sorted(rows) == sorted((NAMES[day - 1],) for day in days)


def test_an_error_is_said_as_ever(generation: Generation) -> None:
    """Of a table that is not there: in SQLAlchemy's words or in ours; and the next question is answered."""
    query = sa.select(sa.column("a")).select_from(sa.table("never")).where(sa.column("a") == sa.bindparam("b"))
    for _ in range(2):
        with pytest.raises((sa.exc.DBAPIError, LostGenerationError)):
            generation.lines(query, {"b": 1})
    assert generation.lines(sa.select(sa.bindparam("n", type_=sa.Integer).label("n")), {"n": 3})[1] == [(3,)]


def test_a_value_that_is_lacking_is_an_error(generation: Generation) -> None:
    query, since = _asked(), {"since": date(2026, 3, 1)}
    assert len(generation.lines(query, {**since, "until": date(2026, 3, 3)})[1]) == 2
    with pytest.raises(sa.exc.InvalidRequestError, match="until"):
        generation.lines(query, since)


def test_no_statement_keeps_a_generation_open(home: Settings) -> None:
    """Or the file of each that was replaced would stay open for as long as the server runs: but a few are let go."""
    engines = []
    for _ in range(MANY):
        publishing.refresh(home, full=True)
        opened = current(home)
        assert opened is not None
        opened.lines(_asked(), {"since": date(2026, 3, 1), "until": date(2026, 3, 3)})
        engines.append(weakref.ref(opened.engine))
        del opened
    gc.collect()
    held = [engine() is not None for engine in engines]
    assert held[0] is False
    assert held[-1] is True, "the last is still open, so that what was measured is the letting go"
