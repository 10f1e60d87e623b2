"""The battle report as a poster: tall as a phone, dark, the first ten large."""

from __future__ import annotations

from collections.abc import Sequence

from components import competition_words
from components.drawing import Drawing, paint, short, wide
from components.language import t
from metrics.competitions.standings import Place

WIDTH, EDGE, LINE = 1080, 64, 84
MEDAL_COLOURS = {1: "yellowColor", 2: "grayTextColor", 3: "orangeColor"}

Leagues = Sequence[tuple[str | None, Sequence[Place]]]


def poster(
    title: str,
    moment: str,
    leagues: Leagues,
    rising: Sequence[Place],
    packets: Sequence[tuple[str, str, str]],
    family: str | None,
) -> Drawing:
    """The poster, as high as what it holds."""
    shown = [(name, places) for name, places in leagues if places]
    packets = packets[:8]
    height = 330 + sum(LINE * len(places) + (76 if name else 20) for name, places in shown)
    height += (150 if rising else 0) + (110 + 56 * len(packets) if packets else 0)
    sheet = Drawing(WIDTH, height, paint("backgroundColor"), family)
    sheet.box(0, 0, WIDTH, 230, paint("blueBackgroundColor"), radius=0)
    sheet.box(EDGE, 56, 8, 118, paint("yellowColor"), radius=4)
    size = 64 if wide(title) <= 14 else 48
    sheet.text(EDGE + 32, 118, short(title, (WIDTH - 2 * EDGE - 40) / size), size, paint("textColor"), weight=700)
    sheet.text(EDGE + 32, 170, short(moment, 27), 32, paint("blueTextColor"))
    y = 262.0
    for name, places in shown:
        y = _league(sheet, name, places, y)
    if rising:
        y = _rising(sheet, rising, y)
    if packets:
        y = _packets(sheet, packets, y)
    sheet.text(WIDTH / 2, height - 30, t("app.name"), 24, paint("grayColor"), anchor="middle")
    return sheet


def _league(sheet: Drawing, name: str | None, places: Sequence[Place], y: float) -> float:
    if name:
        sheet.text(EDGE, y + 44, name, 36, paint("yellowColor"), weight=700)
        y += 66
    most = max(float(place.points) for place in places)
    for place in places:
        row(sheet, place, EDGE, y, WIDTH - 2 * EDGE, LINE, most)
        y += LINE
    return y + 10


def row(
    sheet: Drawing, place: Place, x: float, y: float, width: float, line: float, most: float, *, has_store: bool = True
) -> None:
    """A line of a ranking: rank, name, a bar of the points behind them, movement."""
    size = line * 0.42
    middle = y + line * 0.64
    sheet.box(x, y + 5, width, line - 10, paint("secondaryBackgroundColor"))
    share = float(place.points) / most if most else 0.0
    sheet.box(x, y + 5, width * share, line - 10, paint("blueBackgroundColor"))
    medal = MEDAL_COLOURS.get(place.rank)
    sheet.text(
        x + line * 0.62, middle, str(place.rank), size * 1.1, paint(medal or "grayColor"), weight=700, anchor="middle"
    )
    left = x + line * 1.25
    room = width * 0.62 - line * 1.25
    name = short(place.entrant.name, room / size)
    sheet.text(left, middle, name, size, paint("textColor"), weight=650 if medal else 500)
    store = place.entrant.store if has_store and place.entrant.store != place.entrant.name else None
    spare = room - (wide(name) + 0.5) * size
    if store and spare > size * 3:
        small = size * 0.62
        sheet.text(left + (wide(name) + 0.5) * size, middle, short(store, spare / small), small, paint("grayColor"))
    points = competition_words.points(place.points, 1)
    sheet.text(x + width - line * 1.35, middle, points, size * 1.05, paint("textColor"), weight=700, anchor="end")
    if place.moved:
        colour = paint("greenColor" if place.moved > 0 else "redColor")
        said = competition_words.moved(place)
        sheet.text(x + width - line * 0.2, middle, said, size * 0.8, colour, weight=650, anchor="end")


def _rising(sheet: Drawing, rising: Sequence[Place], y: float) -> float:
    sheet.text(EDGE, y + 56, t("competition.rising"), 34, paint("greenColor"), weight=700)
    said = "   ".join(f"{one.entrant.name} ▲{one.moved}" for one in rising)
    sheet.text(EDGE, y + 110, short(said, (WIDTH - 2 * EDGE) / 36), 36, paint("textColor"))
    return y + 140


def _packets(sheet: Drawing, packets: Sequence[tuple[str, str, str]], y: float) -> float:
    sheet.text(EDGE, y + 56, t("report.packets_title"), 34, paint("redColor"), weight=700)
    y += 76
    for why, name, money in packets:
        sheet.text(EDGE, y + 40, why, 32, paint("grayTextColor"))
        sheet.text(EDGE + 300, y + 40, short(name, 12), 34, paint("textColor"), weight=500)
        sheet.text(WIDTH - EDGE, y + 40, money, 36, paint("yellowColor"), weight=700, anchor="end")
        y += 56
    return y
