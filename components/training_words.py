"""Words of the training page: guides, kinds, presence and sales as they stand in sentences and tables."""

from __future__ import annotations

from collections.abc import Iterable

from components import formats
from components.escape import markdown
from components.language import current, pick, t
from metrics.training.help import Kind, Pupil
from metrics.training.marks import Mark
from metrics.training.seats import Presence, Seat

MOST_NAMES = 6
UNBROKEN = "\u2060"  # a line must not break between a sign and its figure
KINDS = {
    Kind.EXAMPLE: "training.example",
    Kind.SKILL: "training.skill",
    Kind.DRIVE: "training.drive",
    Kind.NATURAL: "training.natural",
    Kind.MIDDLE: "training.middle",
}
COLOURS = {
    Kind.EXAMPLE: "green",
    Kind.SKILL: "orange",
    Kind.DRIVE: "red",
    Kind.NATURAL: "blue",
    Kind.MIDDLE: "gray",
}
_PRESENCE = {
    Presence.CAME: "training.came",
    Presence.ABSENT: "training.absent",
    Presence.UNRECORDED: "training.unrecorded",
}


def kind(one: Kind | None) -> str:
    """A kind in plain words; of one that sales cannot tell, that it is unknown."""
    return t(KINDS[one]) if one is not None else formats.NOTHING


def presence(seat: Seat) -> str:
    """Whether she came, in plain words."""
    return t(_PRESENCE[seat.presence])


def place(seat: Seat, dimension: str) -> str:
    """The name of her store, team or region on that day; a dash where nobody said."""
    return pick(dict(seat.places)[dimension]) if seat.codes[dimension] is not None else formats.NOTHING


def names(listed: Iterable[Mark | Seat], most: int = MOST_NAMES) -> str:
    """The first names of a list as Markdown, and how many more there are; each guide once."""
    once = list({one.guide_id: pick(one.name) for one in listed}.values())
    told = t("filter.list_comma").join(markdown(name) for name in once[:most])
    return told + (t("training.more_people", number=len(once) - most) if len(once) > most else "")


def attended(mark: Mark) -> str:
    """Lessons attended of those expected."""
    return f"{mark.attended}/{mark.expected}"


def score(value: float | None) -> str:
    """A score or a mean of scores."""
    return formats.NOTHING if value is None else formats.plain(value, current(), 0 if value == int(value) else 1)


def daily(pupil: Pupil) -> str:
    """What she sold a day."""
    return formats.money(pupil.gmv_per_day, current())


def why(pupil: Pupil) -> str:
    """The figures that make her what she is, in a few words."""
    said = [t("training.why_attended", attended=attended(pupil.mark))]
    if pupil.mark.exam is not None:
        said.append(t("training.why_exam", score=score(pupil.mark.exam)))
    if pupil.sold is not None:
        said.append(t("training.why_sold", money=daily(pupil), orders=formats.plain(pupil.sold.orders, current())))
    return t("training.comma").join(said)


def signed(value: float, text: str) -> str:
    """A difference with its sign before the words of its size."""
    return text if not value else f"{'+' if value > 0 else '−'}{UNBROKEN}{text}"


def yuan(value: float) -> str:
    """A difference of yuan with its sign, to the cent: it stands beside what it is the difference of."""
    cents = round(value, 2)
    return signed(cents, cents_of(abs(cents)))


def cents_of(value: float) -> str:
    """Yuan to the cent, however many."""
    return f"¥{formats.plain(value, current(), 2)}"


def orders(value: float) -> str:
    """A difference of orders a day with its sign."""
    hundredths = round(value, 2)
    return signed(hundredths, formats.plain(abs(hundredths), current(), 2))
