"""Words of a group: its health, its end, its place to the median; always words and signs, never colour alone."""

from __future__ import annotations

from typing import Any

from components import figures, formats
from components.escape import markdown
from components.language import current, pick, t
from metrics.group_wall import Against, Standing
from metrics.health import Health
from metrics.model import Metric
from metrics.targets import Targets, is_met

PAINTS: dict[Health, Any] = {
    Health.VALUE: "green",
    Health.MARGINAL: "orange",
    Health.DEAD: "gray",
    Health.SPAM: "red",
}
_SIGNS = {Health.VALUE: "✔", Health.MARGINAL: "～", Health.DEAD: "✖", Health.SPAM: "！"}
_ICONS = {
    Health.VALUE: ":material/verified:",
    Health.MARGINAL: ":material/remove_circle:",
    Health.DEAD: ":material/heart_broken:",
    Health.SPAM: ":material/report:",
}
_ARROWS = {Against.ABOVE: "▲", Against.LEVEL: "≈", Against.BELOW: "▼"}
SHORT = ("group.entry", "group.activity", "group.learning", "group.interest")


def health(kind: Health | None) -> str:
    """The class with its sign, for tables of plain text."""
    return f"{_SIGNS[kind]} {pick(kind.title)}" if kind else t("group.unjudged")


def badge(kind: Health | None) -> str:
    """The class as a badge with its icon."""
    if kind is None:
        return f":gray-badge[{t('group.unjudged')}]"
    return f":{PAINTS[kind]}-badge[{_ICONS[kind]} {pick(kind.title)}]"


def kind_of(standing: Standing) -> Health | None:
    """The class of a group, None where it is not judged."""
    return standing.verdict.health if standing.verdict else None


def left(standing: Standing) -> str:
    """How long a group still runs."""
    days = standing.days_left
    if days is None:
        return t("group.open_ended")
    if days < 0:
        return t("group.ended")
    return t("group.last_day") if days == 0 else t("group.days_left", days=days)


def unbroken(text: str) -> str:
    """A few words that a narrow cell may not break: Chinese would break between any two characters."""
    return "\u2060".join(text.replace(" ", formats.GAP))


def name(standing: Standing) -> str:
    """The name of a group, escaped."""
    return markdown(pick(standing.group.name))


def place(standing: Standing, dimension: str) -> str:
    """What a group's owner, store, campaign or kind is called; “—” where nobody said. Not escaped."""
    names = standing.group.names.get(dimension)
    return pick(names) if names else formats.NOTHING


def arrow(standing: Standing, metric: Metric) -> str:
    """The sign of a rate's place to its median alone; nothing without a median."""
    against = standing.against(metric)
    return _ARROWS[against] if against else ""


def compared(standing: Standing, metric: Metric) -> str:
    """The sign with the distance to the median in percentage points."""
    against, difference = standing.against(metric), standing.difference(metric)
    if against is None or difference is None:
        return ""
    return f"{_ARROWS[against]} {_points(difference)}"


def target_of(targets: Targets, standing: Standing, metric: Metric) -> float | None:
    """What a figure of a group is to reach: its campaign's, else its owner's, store's, kind's, else everybody's."""
    return targets.of(metric, standing.as_of, standing.group.codes)


def missed(targets: Targets, standing: Standing, metric: Metric) -> str:
    """The sign with the distance to the target in percentage points; empty where there is no target or no figure."""
    target, value = target_of(targets, standing, metric), standing[metric].value
    if target is None or value is None:
        return ""
    sign = "✓" if is_met(metric, float(value), target) else "✗"
    return f"{sign} {_points(float(value) - target)}"


def _points(difference: float) -> str:
    points = abs(difference) * 100
    return f"{'+' if difference >= 0 else '-'}{formats.plain(points, current(), 1 if points < 10 else 0)}"


def empty(standing: Standing, metric: Metric) -> str:
    """Why a rate has no figure, in the words of groups."""
    cell = standing[metric]
    if cell.reason == "no_rows" and standing.joined == 0:
        return t("group.nobody_joined")
    return figures.reason(cell)


def fellows(standing: Standing) -> str:
    """Whose median a group is compared with."""
    return t("group.of_campaign") if standing.is_of_campaign else t("group.of_kind", kind=place(standing, "group_kind"))
