"""A public log, the purchases of CDNOW's new customers of early 1997, through the real intake: its published counts.

Fader and Hardie's set ships with the distribution `lifetimes`; nothing of that program is run.
"""

from __future__ import annotations

import csv
import importlib.util
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from data.settings import Windows
from data.warehouse.generations import Generation, current
from metrics import publishing
from metrics.analyses.cohorts import cohorts
from metrics.analyses.lifetime_value import lifetime_value
from metrics.analyses.order_steps import order_steps
from metrics.question import Question
from metrics.repurchase import REPURCHASE_RATE
from tests.pipeline import asked, settings_at

NOW = datetime(1998, 7, 1)
WEEKS_1_TO_39 = Question(metrics=(REPURCHASE_RATE,), start=date(1997, 1, 1), end=date(1997, 10, 1))
EVER = Question(metrics=(REPURCHASE_RATE,), start=date(1997, 1, 1), end=date(1998, 7, 1))


def log(name: str) -> list[list[str]]:
    """The words of each line: (ids,) day as YYYYMMDD, how many, for how much; skipped without the set."""
    spec = importlib.util.find_spec("lifetimes")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("the CDNOW set is not here: it ships with `lifetimes`, of requirements-dev.txt")
    path = Path(spec.submodule_search_locations[0]) / "datasets" / name
    return [
        line.split() for line in path.read_text().splitlines() if line.split()[-3:-2] and line.split()[-3].isdigit()
    ]


def imported(lines: list[list[str]], home: Path, windows: Windows) -> Generation:
    """The log as a file of orders, brought in as a user would."""
    path = home / "orders.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["订单号", "客户编号", "下单时间", "实付金额", "件数"])
        for number, (*ids, day, quantity, amount) in enumerate(lines):
            writer.writerow([f"D{number:06d}", ids[0], datetime.strptime(day, "%Y%m%d").date(), amount, quantity])
    settings = settings_at(home, NOW, windows)
    (result,) = publishing.import_files(settings, [path])
    assert isinstance(result, publishing.Imported), result
    assert (result.rows_read, result.rows_rejected) == (len(lines), 0)
    generation = current(settings)
    assert generation is not None
    return generation


def test_the_whole_set(tmp_path: Path) -> None:
    """23,570 customers and 69,659 transactions, as Fader and Hardie tell; and the rest as counted from the lines."""
    lines = log("CDNOW_master.txt")
    generation = imported(lines, tmp_path, Windows())
    found = asked(generation, "orders", "buyers", start=EVER.start, end=EVER.end)[()]
    assert found["orders"]["value"] == 69_659
    assert found["buyers"]["value"] == 23_570
    bought = Counter(line[0] for line in lines)
    steps = order_steps(generation, EVER)
    assert [step.people for step in steps[:6]] == [sum(n >= step for n in bought.values()) for step in range(1, 7)]
    whole = lifetime_value(generation, EVER)[0]
    cents = sum(int(line[-1].replace(".", "")) for line in lines)
    assert (whole.users, whole.orders, int(whole.gmv * 100)) == (23_570, 69_659, cents)
    assert {one.cohort.month for one in cohorts(generation, EVER)} == {1, 2, 3}  # all bought first in one quarter


def test_the_tenth_by_days(tmp_path: Path) -> None:
    """Of 2,357 customers 1,411 do not come again on another day in weeks 1 to 39 (Fader, Hardie and Lee 2005)."""
    lines = [line[1:] for line in log("CDNOW_sample.txt")]
    generation = imported(lines, tmp_path, Windows(orders_by="day"))
    first, second = order_steps(generation, WEEKS_1_TO_39)[:2]
    assert (first.people, first.people - second.people) == (2_357, 1_411)
