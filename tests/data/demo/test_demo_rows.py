"""The rows of a demo world keep the contract: tables, types, required cells, choices, keys, times, determinism."""

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from data.demo import generate
from data.demo.chunk import ARROW_TYPES
from data.schema import FACT_TABLES, Identity, Kind

SMALL = {"stores": 2, "guides": 3, "customers": 50, "days": 14}
WORLDS = [
    pytest.param(SMALL, id="small"),
    pytest.param({"stores": 1, "guides": 1, "customers": 1, "days": 7}, id="least"),
    pytest.param({"stores": 6, "guides": 20, "customers": 1500, "days": 45, "seed": 3}, id="middle"),
    pytest.param({}, id="default"),
]
PLANNED = {("campaigns", "ends_on"), ("groups", "closes_on")}  # plans, which may lie ahead


@pytest.fixture(params=WORLDS)
def drawn(request, draw, default_tables):
    return draw(**request.param) if request.param else default_tables


def test_every_table_has_its_typed_columns(drawn):
    assert set(drawn) == set(FACT_TABLES)
    for name, table in drawn.items():
        expected = {column.name: ARROW_TYPES[column.kind] for column in FACT_TABLES[name].columns}
        assert {field.name: field.type for field in table.schema} == {**expected, "line": pa.int64()}, name
        table.validate(full=True)


def test_lines_run_from_one_to_the_end(drawn):
    for name, table in drawn.items():
        assert table["line"].to_pylist() == list(range(1, len(table) + 1)), name


def test_required_cells_are_filled_and_choices_known(drawn):
    for name, table in drawn.items():
        for column in FACT_TABLES[name].columns:
            cells = table[column.name]
            if column.is_required:
                assert cells.null_count == 0, (name, column.name)
            if column.kind is Kind.CHOICE:
                assert set(pc.unique(cells).to_pylist()) <= {*column.choices.values(), None}, (name, column.name)
            if pa.types.is_string(cells.type):
                assert "" not in pc.unique(cells).to_pylist(), (name, column.name)
            if column.kind is Kind.COUNT and len(cells) > cells.null_count:
                assert pc.min(cells).as_py() >= 0, (name, column.name)


def test_keys_are_unique(drawn):
    for name, table in drawn.items():
        fact = FACT_TABLES[name]
        key = list(fact.key) if fact.identity is not Identity.ROW else []
        if key:
            assert table.group_by(key).aggregate([]).num_rows == table.num_rows, name


def test_nothing_has_happened_later_than_this_morning(drawn):
    for name, table in drawn.items():
        for column in FACT_TABLES[name].times:
            latest = pc.max(table[column.name]).as_py()
            if latest is None or (name, column.name) in PLANNED:
                continue
            last = datetime(2026, 11, 24, 9, 0, 0) if isinstance(latest, datetime) else date(2026, 11, 24)
            assert latest <= last, (name, column.name)


def test_milestones_lie_inside_the_life(drawn):
    contacts = drawn["contacts"].to_pandas().sort_values("added_at")
    assert (contacts.removed_at.isna() | (contacts.removed_at > contacts.added_at)).all()
    assert (contacts.greeted_at.isna() | (contacts.greeted_at > contacts.added_at)).all()
    assert (contacts.removed_at.isna() == contacts.removed_by.isna()).all()
    next_add = contacts.groupby(["customer_id", "guide_id"]).added_at.shift(-1)
    assert (next_add.isna() | (next_add > contacts.removed_at)).all()


def test_no_fact_names_a_customer_or_group_unknown_to_the_registers(drawn):
    customers = set(drawn["customers"]["customer_id"].to_pylist())
    for name in ("contacts", "messages", "orders", "participants", "referrals"):
        assert set(drawn[name]["customer_id"].to_pylist()) <= customers, name
    groups = set(drawn["groups"]["group_id"].to_pylist())
    for name in ("invitations", "memberships", "group_events", "orders"):
        assert set(drawn[name]["group_id"].to_pylist()) - {None} <= groups, name


def test_the_same_arguments_give_the_same_rows(draw):
    first, again = draw(**SMALL), draw(**SMALL)
    assert all(first[name].equals(again[name]) for name in FACT_TABLES)


def test_another_seed_or_day_gives_another_world(draw):
    first = draw(**SMALL)
    assert not first["contacts"].equals(draw(**SMALL, seed=8)["contacts"])
    assert not first["contacts"].equals(draw(**SMALL, today=date(2026, 11, 25))["contacts"])


def test_blocks_of_customers_join_without_a_seam(draw):
    world = draw(stores=6, guides=20, customers=41_000, days=30)
    assert world["customers"]["customer_id"][-1].as_py() == "U041000"
    assert pc.count_distinct(world["customers"]["customer_id"]).as_py() == 41_000
    for name in ("contacts", "messages", "orders", "groups", "group_events"):
        key = list(FACT_TABLES[name].key)
        assert world[name].group_by(key).aggregate([]).num_rows == world[name].num_rows, name
        assert world[name]["line"].to_pylist() == list(range(1, len(world[name]) + 1)), name


def test_cells_look_as_exports_do(default_tables):
    orders = default_tables["orders"]
    assert pc.all(pc.match_substring_regex(orders["order_id"], r"^\d{18}$")).as_py()
    assert isinstance(orders["amount"][0].as_py(), Decimal)
    phones = pc.drop_null(default_tables["customers"]["phone"])
    assert pc.all(pc.match_substring_regex(phones, r"^1\d\d\*{4}\d{4}$")).as_py()
    nicknames = default_tables["customers"]["nickname"].to_pylist()[:60]
    assert {"*小鱼*", "=1+1", "<b>琪</b>"} <= set(nicknames)


def test_a_world_too_small_is_refused_with_the_least_size():
    with pytest.raises(ValueError, match=r"3 days was asked for; it takes 7 or more"):
        generate(days=3, today=date(2026, 11, 24))
