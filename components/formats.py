"""Numbers, times and intervals as people say them: 3,862.4 万, 15.0 %, ¥2,680, 2 天 4 小时.

Everything here is a pure function of a value and a language ("zh" or "en"); nothing is drawn.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

Number: TypeAlias = int | float | Decimal

NOTHING = "—"
GAP = "\u00a0"  # between a figure and its unit a line must not break
_LOCALES = {"zh": Locale.parse("zh_CN"), "en": Locale.parse("en_GB")}
# from which size on, divided by what, and the word for it
_STEPS: dict[str, tuple[tuple[float, float, str], ...]] = {
    "zh": ((1e8, 1e8, f"{GAP}亿"), (1e4, 1e4, f"{GAP}万")),
    "en": ((1e9, 1e9, "bn"), (1e6, 1e6, "M"), (1e5, 1e3, "k")),
}


def plain(value: Number, language: str, decimals: int = 0) -> str:
    """The figure in full, with the separators of the language.

    >>> plain(48210, "zh"), plain(6.25, "en", 1)
    ('48,210', '6.2')
    """
    return _plain(value, language, decimals)


@lru_cache(maxsize=20_000)  # a page writes the same numbers again at every run
def _plain(value: Number, language: str, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_LOCALES[language])


def count(value: Number | None, language: str) -> str:
    """How many, shortened the way the language counts.

    >>> count(38_624_000, "zh"), count(38_624_000, "en"), count(9999, "zh"), count(None, "zh")
    ('3,862.4\\xa0万', '38.6M', '9,999', '—')
    """
    if value is None:
        return NOTHING
    for least, size, unit in _STEPS[language]:
        if abs(value) >= least:
            scaled = float(value) / size
            decimals = 2 if language == "zh" and abs(round(scaled, 2)) < 10 else 1
            return plain(scaled, language, decimals) + unit
    return plain(value, language)


def percent(share: Number | None, language: str, decimals: int | None = None) -> str:
    """A share of one as a percentage; below 1 % a second decimal, so that small rates can be told apart.

    >>> percent(0.15, "zh"), percent(0.0043, "en"), percent(0, "zh"), percent(None, "en")
    ('15.0\\xa0%', '0.43\\xa0%', '0.0\\xa0%', '—')
    """
    if share is None:
        return NOTHING
    number = float(share) * 100
    if decimals is None:
        decimals = 2 if 0 < abs(number) < 1 else 1
    return plain(number, language, decimals) + f"{GAP}%"


def money(yuan: Number | None, language: str) -> str:
    """An amount of yuan.

    >>> money(2680, "zh"), money(38_624_000, "zh"), money(79.5, "en"), money(-1200, "en")
    ('¥2,680', '¥3,862.4\\xa0万', '¥79.50', '-¥1,200')
    """
    if yuan is None:
        return NOTHING
    sign, amount = ("-" if yuan < 0 else ""), abs(yuan)
    text = plain(amount, language, 2) if 0 < amount < 100 else count(amount, language)
    return f"{sign}¥{text}"


def duration(days: Number | None, language: str) -> str:
    """A length of time given in days, in the two units that matter.

    >>> duration(52 / 24, "zh"), duration(0.2, "en"), duration(41.6, "zh"), duration(None, "en")
    ('2\\xa0天\\xa04\\xa0小时', '5\\xa0h', '42\\xa0天', '—')
    """
    if days is None:
        return NOTHING
    day_word, hour_word = ("天", "小时") if language == "zh" else ("d", "h")
    if days >= 30:
        return f"{plain(days, language)}{GAP}{day_word}"
    whole, rest = divmod(round(float(days) * 24), 24)
    parts = [f"{number}{GAP}{word}" for number, word in ((whole, day_word), (rest, hour_word)) if number]
    return GAP.join(parts) or f"0{GAP}{hour_word}"


def per(value: Number | None, language: str) -> str:
    """So many of one for each of another.

    >>> per(6.1667, "zh"), per(120, "en"), per(None, "zh")
    ('6.17', '120.0', '—')
    """
    return NOTHING if value is None else plain(value, language, 2 if abs(value) < 100 else 1)


def day(value: date, language: str) -> str:
    """A day as it stands in running text.

    >>> day(date(2026, 3, 2), "zh"), day(date(2026, 3, 2), "en")
    ('2026-03-02', '2 Mar 2026')
    """
    return value.isoformat() if language == "zh" else format_date(value, "d MMM y", locale=_LOCALES["en"])


def moment(value: datetime, language: str) -> str:
    """A moment to the minute.

    >>> moment(datetime(2026, 3, 2, 18, 5), "zh"), moment(datetime(2026, 3, 2, 18, 5), "en")
    ('2026-03-02 18:05', '2 Mar 2026, 18:05')
    """
    clock = value.strftime("%H:%M")
    return f"{day(value.date(), language)} {clock}" if language == "zh" else f"{day(value.date(), language)}, {clock}"


def span(first: date, last: date, language: str) -> str:
    """Two days, both included, as one piece of text.

    >>> span(date(2026, 3, 2), date(2026, 3, 8), "zh"), span(date(2026, 3, 2), date(2026, 3, 2), "en")
    ('2026-03-02 至 2026-03-08', '2 Mar 2026')
    """
    if first == last:
        return day(first, language)
    return f"{day(first, language)} {'至' if language == 'zh' else 'to'} {day(last, language)}"
