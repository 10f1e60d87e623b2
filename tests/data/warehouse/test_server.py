"""The warehouse in a PostgreSQL server: published at once or not at all, read only, and every letter as it was."""

from __future__ import annotations

import csv
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest
import sqlalchemy as sa

from data.databases import UnusableStoreError
from data.settings import Settings
from data.warehouse.engines import WarehouseBusyError, load_arrow, writer
from data.warehouse.generations import KEPT, Generation, LostGenerationError, current
from data.warehouse.server import PIECE
from data.warehouse.tables import FACTS, MILESTONES, STANDING
from metrics import publishing
from tests.oracle.pools import NOW
from tests.pipeline import asked, settings_at

PERIOD = {"start": date(2026, 3, 1), "end": date(2026, 4, 1)}
HOSTILE = (
    "反\\斜\\N\\.",
    'a "quoted" word',
    "it's; DROP TABLE facts.customers",
    "tab\there",
    "line\nbreak\r\nand\n\\.\nmore",
    "𠮷野家 🐟",
    "%s %(x)s {} :name",
    ",",
    "\\",
)


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """A home with one contact and one order in its first generation."""
    settings = settings_at(tmp_path / "home", NOW, engine="postgresql")
    import_more(settings, tmp_path, 1)
    return settings


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same, for tests that change nothing in it."""
    folder = tmp_path_factory.mktemp("still")
    settings = settings_at(folder / "home", NOW, engine="postgresql")
    import_more(settings, folder, 1)
    return settings


def import_more(settings: Settings, tmp_path: Path, number: int) -> None:
    """One contact and one order more, so that generation N has N of each."""
    contacts, orders = tmp_path / f"contacts-{number}.csv", tmp_path / f"orders-{number}.csv"
    contacts.write_text(f"customer_id,guide_id,added_at\nK{number},G1,2026-03-0{number}\n")
    orders.write_text(f"order_id,customer_id,ordered_at,amount\nD{number},K{number},2026-03-0{number},10\n")
    publishing.import_files(settings, [contacts, orders])


def published(settings: Settings) -> Generation:
    """What readers see."""
    found = current(settings)
    assert found is not None
    return found


def raw(settings: Settings) -> psycopg.Connection[Any]:
    """The database without any of our code between."""
    return psycopg.connect(str(settings.warehouse_url), autocommit=True)


def schemas(settings: Settings) -> list[str]:
    """The generations that are there."""
    with raw(settings) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'marts%' ORDER BY oid")
        return [row[0] for row in found]


def test_readers_see_one_generation_while_others_are_published(here: Settings, tmp_path: Path) -> None:
    """They never err, never see two at once, and the oldest go; who holds one that is gone is told so."""
    first = published(here)
    seen: list[set[Any]] = []
    errors: list[BaseException] = []
    is_over = threading.Event()

    def read() -> None:
        try:
            while not is_over.wait(0.005):
                generation = published(here)
                cells = asked(generation, "added_contacts", "orders", "buyers", **PERIOD)[()]
                seen.append({generation.number, *(cells[key]["value"] for key in cells)})
        except BaseException as error:
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(2, KEPT + 2):
        import_more(here, tmp_path, number)
    is_over.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert [one for one in seen if len(one) != 1] == []
    assert published(here).number == KEPT + 1
    assert schemas(here) == [f"marts_{number}" for number in range(2, KEPT + 2)]
    with pytest.raises(LostGenerationError, match="marts_1; run refresh"):
        asked(first, "orders", **PERIOD)


def test_a_torn_publication_leaves_nothing(here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted half-way, the generation before stands; the next run finishes."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("data.warehouse.continuing.write_about", interrupted)
        patch.setattr("data.warehouse.generations.write_about", interrupted)
        with pytest.raises(KeyboardInterrupt):
            import_more(here, tmp_path, 2)
        assert schemas(here) == ["marts_1"]
        with pytest.raises(KeyboardInterrupt):
            publishing.refresh(here, full=True)
    assert schemas(here) == ["marts_1"]
    assert published(here).row_counts["orders"] == 1
    assert publishing.refresh(here) == 2
    assert published(here).row_counts["orders"] == 2


def test_a_lost_generation_is_said_in_words_and_mended(here: Settings) -> None:
    """This program cannot read it, or somebody dropped it while it was open."""
    harms = ("ALTER TABLE marts_1.about DROP COLUMN layout", "DROP SCHEMA marts_2 CASCADE")
    for number, harm in enumerate(harms, start=1):
        with raw(here) as connection:
            connection.execute(harm)
        with pytest.raises(LostGenerationError, match=f"marts_{number}; run refresh"):
            current(here)
        assert publishing.refresh(here) == number + 1
        assert published(here).row_counts["orders"] == 1


def test_a_generation_somebody_looks_into_goes_the_next_time(here: Settings) -> None:
    """A publication does not wait for a reader that takes long."""
    with raw(here) as reader, reader.transaction():
        reader.execute("SELECT * FROM marts_1.about")
        for _ in range(KEPT):
            publishing.refresh(here, full=True)
        assert schemas(here)[0] == "marts_1"
    publishing.refresh(here, full=True)
    assert schemas(here) == [f"marts_{number}" for number in range(3, KEPT + 3)]


def test_readers_cannot_write_and_hold_no_connection_each(still: Settings) -> None:
    """The pointer is asked all the time: on connections that are tstill already."""
    generation = published(still)
    with pytest.raises(sa.exc.InternalError, match="read-only"), generation.engine.connect() as connection:
        connection.execute(sa.delete(FACTS["contacts"]))
    opened: list[object] = []
    sa.event.listen(generation.engine, "connect", lambda *connection: opened.append(connection))
    for _ in range(30):
        assert published(still) is generation
        asked(generation, "orders", **PERIOD)
    assert opened == []


def test_one_writer_at_a_time(still: Settings) -> None:
    """The second says for how long it waited; when the first is done it may."""
    with writer(still), pytest.raises(WarehouseBusyError, match="gave up after 1 s"), writer(still, patience=1):
        pass
    with writer(still) as connection, connection.begin():
        assert connection.execute(sa.select(sa.func.count()).select_from(STANDING)).scalar_one() > 1


def test_text_is_in_byte_order_everywstill(still: Settings) -> None:
    """However the database was made: which id comes first decides figures."""
    with raw(still) as connection:
        found = connection.execute(
            "SELECT table_schema, collation_name, count(*) FROM information_schema.columns "
            "WHERE table_schema ~ '^(facts|history|derived|marts_1)$' AND data_type = 'text' GROUP BY 1, 2"
        ).fetchall()
    assert {(schema, collation) for schema, collation, _ in found} == {
        (schema, "C") for schema in ("facts", "history", "derived", "marts_1")
    }


def test_sums_of_whole_numbers_are_whole_numbers(still: Settings) -> None:
    """… and sums of money are exact."""
    contacts, orders = MILESTONES["contacts"], MILESTONES["orders"]
    counted = sa.select(sa.func.sum(sa.case((contacts.c.guide_id == "G1", 1), else_=0))).select_from(contacts)
    big = sa.select(sa.func.sum(sa.cast(orders.c.ordinal, sa.BigInteger)), sa.func.sum(orders.c.net))
    assert [type(row[0]) for row in published(still).rows(counted)] == [int]
    ((whole, money),) = published(still).rows(big)
    assert (type(whole), type(money), money) == (int, Decimal, Decimal("10.00"))


def test_every_letter_comes_through(tmp_path: Path) -> None:
    """Chinese, quotes, backslashes, tabs and line breaks in a text; empty cells stay empty; again is no news."""
    settings = settings_at(tmp_path / "home", NOW, engine="postgresql")
    seen = []
    for encoding in ("gb18030", "utf-8"):
        path = tmp_path / f"{encoding}.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            out = csv.writer(file)
            out.writerow(["客户编号", "昵称", "城市"])
            out.writerows([f"K{n}", text, ""] for n, text in enumerate(HOSTILE))
        (done,) = publishing.import_files(settings, [path])
        assert isinstance(done, publishing.Imported)
        seen.append((done.encoding, done.rows_added, done.rows_unchanged, done.rows_rejected, done.batch))
    assert seen == [("gb18030", len(HOSTILE), 0, 0, 1), ("utf-8", 0, len(HOSTILE), 0, None)]
    customers = FACTS["customers"]
    with writer(settings) as connection:
        found = connection.execute(sa.select(customers.c.nickname, customers.c.city).order_by(customers.c.customer_id))
        assert [tuple(row) for row in found] == [(text, None) for text in HOSTILE]


def test_a_zero_byte_is_refused_in_an_id_and_shown_as_damage_in_a_text(tmp_path: Path) -> None:
    """No text of the server can hold one; the row says so instead of the database."""
    settings = settings_at(tmp_path / "home", NOW, engine="postgresql")
    path = tmp_path / "customers.csv"
    filler = "".join(f"F{n},名{n}\n" for n in range(9_000))  # beyond the sample that tells text from UTF-16
    path.write_text(f"客户编号,昵称\n{filler}K\0Z,好\nK2,a\0b\n", encoding="utf-8")
    (result,) = publishing.import_files(settings, [path])
    assert isinstance(result, publishing.Imported)
    assert (result.rows_added, result.rows_rejected) == (9_001, 1)
    customers = FACTS["customers"]
    with writer(settings) as connection:
        query = sa.select(customers.c.nickname).where(customers.c.customer_id == "K2")
        assert connection.execute(query).scalar_one() == "a\ufffdb"


def test_loading_takes_every_kind_of_cell(still: Settings) -> None:
    """More rows than one piece, sliced and in several chunks; days, moments, money, numbers, flags, and nothing."""
    training, costs = FACTS["training"], FACTS["costs"]
    rows = PIECE + 3
    money = pa.table(
        {
            "on": pa.array([date(2026, 3, 1)] * rows, pa.date32()),
            "kind": pa.array(["gift"] * rows),
            "amount": pa.array([Decimal("0.10")] * rows, pa.decimal128(18, 2)),
            "channel_id": pa.nulls(rows, pa.string()),
            "ordinal": pa.array(range(rows), pa.int32()),
            "batch": pa.array([1] * rows, pa.int32()),
        }
    )
    lessons = pa.table(
        {
            "guide_id": ["G1", "G2", ""],
            "lesson": ["一", "二", "三"],
            "on": pa.array([date(2026, 3, 1), date(9999, 12, 31), date(1900, 1, 1)], pa.date32()),
            "attended": pa.array([True, False, True]),
            "exam": pa.array([0.1, 1e-7, None]),
            "batch": pa.array([1, 1, 1], pa.int32()),
        }
    )
    with writer(still) as connection, connection.begin():
        load_arrow(connection, costs, pa.concat_tables([money.slice(1, 5), money.slice(6), money.slice(0, 1)]))
        count, total = connection.execute(sa.select(sa.func.count(), sa.func.sum(costs.c.amount))).one()
        assert (count, total) == (rows, rows * Decimal("0.10"))
        assert connection.execute(sa.select(sa.func.count(costs.c.channel_id))).scalar_one() == 0
        load_arrow(connection, training, lessons)
        names = ("guide_id", "on", "attended", "exam")
        query = sa.select(*(training.c[name] for name in names)).order_by(training.c.lesson)
        assert sorted(map(tuple, connection.execute(query)), key=repr) == sorted(
            [
                ("G1", date(2026, 3, 1), True, 0.1),
                ("G2", date(9999, 12, 31), False, 1e-7),
                ("", date(1900, 1, 1), True, None),
            ],
            key=repr,
        )
        connection.rollback()


def test_nobody_there_is_said_without_the_password(tmp_path: Path) -> None:
    """Readers and writers name the address, not what opens it."""
    url = f"postgresql://boss:geheim@/nowhere?host={tmp_path}&connect_timeout=1"
    settings = Settings(home=tmp_path, warehouse_url=url)
    for reach in (current, lambda here: writer(here).__enter__()):
        with pytest.raises(UnusableStoreError, match=r"cannot be reached: postgresql://boss:\*\*\*@") as refused:
            reach(settings)
        assert "geheim" not in str(refused.value)
    assert "geheim" not in repr(settings)
