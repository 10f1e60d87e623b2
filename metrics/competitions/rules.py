"""Rules: what a competition is, checked as it is written.

A wrong rule is refused with its place, what was found and what would do; a rule that stands can be counted by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from metrics.competitions.scorables import SCORABLES
from metrics.nearest import nearest

Kind = Literal["guide", "team", "store"]
POINTS = "points"
LONGEST = 366  # days


class RulesError(ValueError):
    """Rules that cannot be counted by: each fault with its place."""


def _scorable(word: Any) -> Any:
    """A key of SCORABLES; one letter of plural more or less is forgiven."""
    if not isinstance(word, str) or word == POINTS:
        return word
    for one in (word, word.removesuffix("s"), f"{word}s"):
        if one in SCORABLES:
            return one
    raise ValueError(
        f"没有计分项 {word}{nearest(word, SCORABLES)}；可用：{'、'.join(SCORABLES)} · "
        f"nothing scores as {word}; there are: {', '.join(SCORABLES)}"
    )


def _cut_off(at: time) -> time:
    if at.tzinfo is not None or at.microsecond:
        raise ValueError("截止时间写成 12:00，按业务所在地时间 · a cut-off is written like 12:00, in local time")
    return at


CutOff = Annotated[time, AfterValidator(_cut_off)]
What = Annotated[str, BeforeValidator(_scorable)]
Money = Annotated[Decimal, Field(ge=0, decimal_places=2, max_digits=12)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Score(_Frozen):
    """So many points for one of something; a cap holds for each entrant and day."""

    what: What
    points: Decimal = Field(max_digits=12, decimal_places=6)
    cap_per_day: Decimal | None = Field(None, gt=0, max_digits=12, decimal_places=4)

    @model_validator(mode="after")
    def _counts(self) -> Self:
        if self.what == POINTS:
            raise ValueError("points 不能再计分 · points do not score points")
        if not self.points:
            raise ValueError("分值为 0 的计分项不起作用 · an item worth 0 points does nothing")
        return self


class Stage(_Frozen):
    """A named part of the competition, ranked by itself."""

    title: str = Field(min_length=1)
    starts_on: date
    ends_on: date


class Layer(_Frozen):
    """Stores with at most so many guides at the start; the last layer takes the rest."""

    title: str = Field(min_length=1)
    guides_up_to: int | None = Field(None, ge=1)


class RankReward(_Frozen):
    """Pots by place, at the end or every day, in each league."""

    kind: Literal["rank"] = "rank"
    pots: tuple[Money, ...] = Field(min_length=1)
    what: What = POINTS
    per: Literal["end", "day"] = "end"


class DailyBest(_Frozen):
    """A red packet for the best of each day, in each league."""

    kind: Literal["daily_best"] = "daily_best"
    amount: Money
    what: What = POINTS


class OpeningOrder(_Frozen):
    """A bonus for each guide's first sale in the competition."""

    kind: Literal["opening_order"] = "opening_order"
    amount: Money


class Step(_Frozen):
    """From so many on, so much."""

    at: Decimal = Field(gt=0, max_digits=12, decimal_places=4)
    amount: Money


class Ladder(_Frozen):
    """Steps: the highest reached is paid, or, where they add up, all that were reached."""

    kind: Literal["ladder"] = "ladder"
    what: What = POINTS
    steps: tuple[Step, ...] = Field(min_length=1)
    adds_up: bool = False

    @model_validator(mode="after")
    def _rises(self) -> Self:
        marks = [step.at for step in self.steps]
        if marks != sorted(set(marks)):
            raise ValueError("阶梯须逐级升高 · the steps of a ladder must rise")
        return self


class Commission(_Frozen):
    """A share of the GMV, to the cent."""

    kind: Literal["commission"] = "commission"
    rate: Decimal = Field(gt=0, le=1, decimal_places=6)


class TeamPot(_Frozen):
    """Pots for the teams by place, split among their guides evenly or by their points."""

    kind: Literal["team_pot"] = "team_pot"
    pots: tuple[Money, ...] = Field(min_length=1)
    split: Literal["even", "points"] = "even"


class Pk(_Frozen):
    """So much for the winner of each pair; who draws shares it."""

    kind: Literal["pk"] = "pk"
    amount: Money
    what: What = POINTS
    per: Literal["end", "day"] = "end"


Reward = Annotated[
    RankReward | DailyBest | OpeningOrder | Ladder | Commission | TeamPot | Pk, Field(discriminator="kind")
]


class Rules(_Frozen):
    """A competition."""

    id: str = Field(min_length=1, max_length=64)
    title: str = Field(min_length=1)
    starts_on: date
    ends_on: date
    cut_offs: tuple[CutOff, ...] = ()
    entrants: Kind = "guide"
    takes_part: Literal["auto", "entries", "everyone"] = "auto"
    regions: tuple[str, ...] = ()
    roles: tuple[Literal["guide", "store_manager"], ...] = ()
    leagues: Literal["none", "entries", "layers"] = "none"
    layers: tuple[Layer, ...] = ()
    stages: tuple[Stage, ...] = ()
    tie_breakers: tuple[What, ...] = ()
    scores: tuple[Score, ...] = Field(min_length=1)
    rewards: tuple[Reward, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for is_wrong, fault in self._faults():
            if is_wrong:
                raise ValueError(fault)
        return self

    def _faults(self) -> list[tuple[bool, str]]:
        scored = [score.what for score in self.scores]
        kinds = {reward.kind for reward in self.rewards}
        marks = [layer.guides_up_to for layer in self.layers if layer.guides_up_to is not None]
        outside = [s.title for s in self.stages if not self.starts_on <= s.starts_on <= s.ends_on <= self.ends_on]
        return [
            (bool(re.search(r"[/\\\s]", self.id)), "编号里不能有空格或斜杠 · an id has no blanks or slashes"),
            (self.ends_on < self.starts_on, "结束日期早于开始日期 · it ends before it starts"),
            (
                (self.ends_on - self.starts_on).days >= LONGEST,
                f"赛期最长 {LONGEST} 天 · it lasts {LONGEST} days at most",
            ),
            (self.ends_on == date.max, "结束日期太晚 · it ends too late"),
            (list(self.cut_offs) != sorted(set(self.cut_offs)), "截止时间须由早到晚且不重复 · cut-offs must rise"),
            (len(set(scored)) < len(scored), "同一计分项只能写一次 · an item scores once"),
            (bool(outside), f"阶段不在赛期内：{'、'.join(outside)} · a stage lies outside the period"),
            (POINTS in self.tie_breakers, "积分本身不能用来破平 · points break no tie of points"),
            (self.leagues == "layers" and not self.layers, "按门店规模分层须写 layers · there are no layers"),
            (
                any(layer.guides_up_to is None for layer in self.layers[:-1]),
                "只有最后一层可以不写 guides_up_to · only the last layer takes the rest",
            ),
            (marks != sorted(set(marks)), "分层须逐层变大 · the layers must rise"),
            (
                self.leagues == "layers" and self.entrants == "team",
                "战队赛不能按门店规模分层 · a competition of teams has no layers of stores",
            ),
            (
                "team_pot" in kinds and self.entrants == "store",
                "门店赛没有战队奖池 · a competition of stores has no team pots",
            ),
        ]

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the competition."""
        return tuple(self.starts_on + timedelta(days=n) for n in range((self.ends_on - self.starts_on).days + 1))

    @property
    def counted(self) -> tuple[str, ...]:
        """Everything that must be counted: what scores, what breaks ties, what rewards look at."""
        found = [score.what for score in self.scores] + list(self.tie_breakers)
        for reward in self.rewards:
            match reward:
                case OpeningOrder():
                    found.append("opening_order")
                case Commission():
                    found.append("gmv")
                case TeamPot():
                    pass
                case _:
                    found.append(reward.what)
        return tuple(key for key in SCORABLES if key in found)


def checked(written: Any) -> Rules:
    """Rules from plain values.

    Raises
    ------
    RulesError
        With one line per fault: where, what was found, what was expected.
    """
    try:
        return Rules.model_validate(written)
    except ValidationError as error:
        raise RulesError("\n".join(_told(fault) for fault in _own(error.errors()))) from error


def _own(faults: Sequence[Any]) -> list[Any]:
    """The faults without those that others bring with them: a list is not too short because an entry of it is wrong."""
    places = [fault["loc"] for fault in faults]

    def follows(fault: Any) -> bool:
        place = fault["loc"]
        return fault["type"] == "too_short" and any(p != place and p[: len(place)] == place for p in places)

    return [fault for fault in faults if not follows(fault)]


_EXPECTED = {
    "missing": "缺少这一项 · is missing",
    "extra_forbidden": "没有这一项 · there is no such item",
    "literal_error": "不在可选之列 · is none of the choices",
    "union_tag_invalid": "没有这种奖励 · there is no such reward",
    "union_tag_not_found": "要写 kind · needs a kind",
    "too_short": "不能为空 · must not be empty",
    "string_too_short": "不能为空 · must not be empty",
    "greater_than": "太小 · is too small",
    "greater_than_equal": "太小 · is too small",
    "less_than_equal": "太大 · is too large",
    "decimal_parsing": "不是数字 · is no number",
    "decimal_type": "不是数字 · is no number",
    "int_parsing": "不是整数 · is no whole number",
    "int_type": "不是整数 · is no whole number",
    "time_parsing": "不是时刻，应如 12:00 · is no time of day like 12:00",
    "date_type": "缺少日期 · needs a day",
    "date_from_datetime_parsing": "不是日期 · is no day",
    "string_type": "要写文字 · needs a text",
    "decimal_max_places": "小数位太多 · has too many decimals",
}


def _told(fault: Any) -> str:
    place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in fault["loc"]) or "rules"
    said = fault["msg"].removeprefix("Value error, ")
    expected = _EXPECTED.get(fault["type"])
    found = fault.get("input")
    shown = f" “{found}”" if isinstance(found, str | int | float | Decimal) and not isinstance(found, bool) else ""
    return f"{place}{shown}：{f'{expected} ({said})' if expected else said}"
