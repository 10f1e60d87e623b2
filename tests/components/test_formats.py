"""Figures as people say them, in both languages; nothing is “—” and never 0."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest

from components import address, charts, device, escape, formats, period
from components.formats import count, duration, money, per, percent


@pytest.mark.parametrize("module", [formats, escape, period, device, charts, address])
def test_examples_in_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (count(0, "zh"), "0"),
        (count(9_999, "zh"), "9,999"),
        (count(10_000, "zh"), "1.00 万"),
        (count(48_210, "zh"), "4.82 万"),
        (count(99_999, "zh"), "10.0 万"),
        (count(38_624_000, "zh"), "3,862.4 万"),
        (count(250_000_000, "zh"), "2.50 亿"),
        (count(48_210, "en"), "48,210"),
        (count(386_200, "en"), "386.2k"),
        (count(38_624_000, "en"), "38.6M"),
        (count(-12_000, "zh"), "-1.20 万"),
        (percent(0.15, "zh"), "15.0 %"),
        (percent(0.025, "en"), "2.5 %"),
        (percent(0.0043, "zh"), "0.43 %"),
        (percent(1, "en"), "100.0 %"),
        (money(Decimal("2680.00"), "zh"), "¥2,680"),
        (money(Decimal("79.50"), "zh"), "¥79.50"),
        (money(Decimal("0"), "zh"), "¥0"),
        (money(-386_240, "zh"), "-¥38.6 万"),
        (duration(52 / 24, "zh"), "2 天 4 小时"),
        (duration(2, "zh"), "2 天"),
        (duration(0, "zh"), "0 小时"),
        (duration(0.999, "en"), "1 d"),
        (per(6.1667, "zh"), "6.17"),
    ],
)
def test_figures_in_words(said: str, wanted: str) -> None:
    assert said.replace("\u00a0", " ") == wanted


@pytest.mark.parametrize("speak", [count, percent, money, duration, per])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_a_dash(speak: object, language: str) -> None:
    assert speak(None, language) == "—"  # type: ignore[operator]
