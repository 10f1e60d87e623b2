"""A small competition that can be ranked by hand: two leagues of two guides, four orders, two days."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from data.settings import Settings
from metrics import publishing
from metrics.competitions.register import keep
from metrics.competitions.rules import Rules, checked

SPRING: dict[str, Any] = {
    "id": "spring",
    "title": "春季大赛",
    "starts_on": "2026-03-02",
    "ends_on": "2026-03-08",
    "cut_offs": ["12:00", "22:00"],
    "leagues": "entries",
    "scores": [{"what": "orders", "points": 10}, {"what": "gmv", "points": "0.1"}],
    "rewards": [
        {"kind": "rank", "pots": [300, 200, 100]},
        {"kind": "daily_best", "amount": 50},
        {"kind": "opening_order", "amount": 10},
    ],
}
NAMES = {"G1": "王一", "G2": "李二", "G3": "张三", "G4": "赵四"}
STORES = [("S1", "东店", "华东"), ("S2", "北店", "华北")]
GUIDES = [("G1", NAMES["G1"], "S1", "红队"), ("G2", NAMES["G2"], "S2", "蓝队")]
GUIDES += [("G3", NAMES["G3"], "S1", "红队"), ("G4", NAMES["G4"], "S2", "蓝队")]
ORDERS = [
    ("O1", "C1", "2026-03-02 10:00:00", 100, "G1"),
    ("O2", "C2", "2026-03-03 10:00:00", 200, "G1"),
    ("O3", "C3", "2026-03-02 11:00:00", 300, "G2"),
    ("O4", "C4", "2026-03-03 13:00:00", 50, "G3"),
]
ENTRIES = [
    ("spring", "G1", "A组", "G2"),
    ("spring", "G2", "A组", "G1"),
    ("spring", "G3", "B组", ""),
    ("spring", "G4", "B组", ""),
]
POINTS = {"G1": 50, "G2": 40, "G3": 15, "G4": 0}  # 10 for an order, 1 for ten yuan


def written(home: Path, name: str, heading: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Path:
    """A file of rows in a home."""
    text = io.StringIO()
    csv.writer(text).writerows([heading, *rows])
    path = home / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def brought(home: Path, *files: Path) -> None:
    """Bring files into a home, and publish once."""
    results = publishing.import_files(Settings(home=home), list(files))
    assert all(isinstance(result, publishing.Imported) for result in results), results


ORDER_HEADING = ("order_id", "customer_id", "ordered_at", "amount", "guide_id")


def run(home: Path, names: dict[str, str] | None = None) -> Rules:
    """Bring the world into a home and keep its rules."""
    named = names or NAMES
    guides = [(code, named[code], store, team) for code, _, store, team in GUIDES]
    brought(
        home,
        written(home, "stores.csv", ("store_id", "store_name", "region"), STORES),
        written(home, "guides.csv", ("guide_id", "guide_name", "store_id", "team"), guides),
        written(home, "orders.csv", ORDER_HEADING, ORDERS),
        written(home, "entries.csv", ("competition_id", "entrant_id", "league", "opponent_id"), ENTRIES),
    )
    rules = checked(SPRING)
    keep(Settings(home=home), rules, "trainer")
    return rules
