"""A filter of many values, which travels as one list, keeps what each of its values alone would keep."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.warehouse.dialects import MANY
from tests.pipeline import asked, publish, settings_at

MANY_MORE = MANY + 8
BEGIN = datetime(2026, 5, 1, 9)
PERIOD: dict[str, Any] = {"start": date(2026, 5, 1), "end": date(2026, 6, 1)}


@pytest.mark.parametrize("engine", ["duckdb", "postgresql"])
def test_many_guides_days_and_the_unknown(engine: str, tmp_path: Path) -> None:
    """Guide n adds n customers on day n, and every second of the customers came through a channel of her own."""
    contacts = [
        {
            "customer_id": f"C{n}-{place}",
            "guide_id": f"G{n}",
            "added_at": BEGIN + timedelta(days=n),
            "channel_id": f"W{n}" if place % 2 else None,
        }
        for n in range(MANY_MORE)
        for place in range(n)
    ]
    source = publish(settings_at(tmp_path, datetime(2026, 7, 1), engine=engine), {"contacts": contacts})
    wanted = range(1, MANY + 3)
    codes: dict[str, tuple[Any, ...]] = {
        "guide": tuple(f"G{n}" for n in wanted),
        "day": tuple((BEGIN + timedelta(days=n)).date() for n in wanted),
        "channel": (None, *(f"W{n}" for n in wanted)),
    }
    names = {"guide": "guide_id", "day": "added_at", "channel": "channel_id"}
    for key, values in codes.items():
        cells = asked(source, "added_contacts", where={key: values}, **PERIOD)
        kept = [row[names[key]].date() if key == "day" else row[names[key]] for row in contacts]
        assert cells[()]["added_contacts"]["value"] == sum(code in values for code in kept), key
    narrowed = asked(source, "buyers", "added_contacts", by=("guide",), where={"guide": codes["guide"]}, **PERIOD)
    assert sorted(code for (code,) in narrowed) == sorted(codes["guide"])
