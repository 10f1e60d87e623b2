"""The magic number: the first order from which the chance of another stays on its plateau – where the rows show one.

Method. Of the order steps, the share that buys again within 90 days among those who had the time; the steps up to the
first with fewer than 30 such people are used. For every candidate n the steps below n keep a share of their own and
the steps from n on – three at least – have one in common, which none below may reach (a piecewise fit). Taken is the
n with the least binomial deviance plus 6.63, the 1 % point of χ² with one degree of freedom, for each step left on
its own. If even so the steps from n on differ beyond chance (at 0.1 %), there is no plateau. No step weighs more than
2,500 people, so that a difference of a point or two is no habit. The interval is that of 400 samples in which each
step's share is drawn anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from data.settings import Settings
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column
from metrics.analyses.order_steps import Step, order_steps
from metrics.model import Text, Unit
from metrics.question import Question
from metrics.repurchase import REPURCHASE_RATE

WAIT = 90  # days
LEAST_PEOPLE, LEAST_STEPS, LEAST_PLATEAU = 30, 4, 3
PRICE, WEIGHT = 6.63, 2_500
UNLIKELY = 3.0902  # standard deviations: 0.1 %
SAMPLES, SEED = 400, 7


class Refusal(Enum):
    """Why the rows show no magic number."""

    TOO_FEW = "too_few"
    LEVEL = "level"
    FALLS = "falls"
    NO_PLATEAU = "no_plateau"

    @property
    def text(self) -> Text:
        """The reason in words."""
        return _REASONS[self]


_REASONS = {
    Refusal.TOO_FEW: (
        f"满 {WAIT} 天且有 {LEAST_PEOPLE} 人以上的阶梯不足 {LEAST_STEPS} 级，还看不出来",
        f"fewer than {LEAST_STEPS} steps have {LEAST_PEOPLE} people who had {WAIT} days: too few to tell",
    ),
    Refusal.LEVEL: (
        "从第一单起复购概率就没有上升，这门生意没有魔法数字",
        "the chance of another order does not rise after the first: there is no magic number",
    ),
    Refusal.FALLS: (
        "复购概率随单数下降，没有越买越稳的习惯",
        "the chance of another order falls with the orders made: no habit forms",
    ),
    Refusal.NO_PLATEAU: (
        "复购概率到数据尽头还没有稳定下来，看不到平台",
        "the chance of another order does not settle within the steps that can be seen: no plateau yet",
    ),
}

METHOD: Text = (
    f"分段拟合：{WAIT} 天内又下单率，第 n 单以前各自一个水平，从第 n 单起同一个水平；区间由 {SAMPLES} 次重抽样得出",
    f"Piecewise fit of the share that buys again within {WAIT} days: a level of its own for each step below n, one for "
    f"all from n on; the interval is of {SAMPLES} samples.",
)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A plateau from the n-th order on, or the reason why there is none."""

    n: int | None
    low: int | None
    high: int | None
    plateau: float | None  # the share that buys again within the wait, from n on
    refusal: Refusal | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The magic number beside one step: how many stand there now, and what is known of the step."""

    step: int
    people: int
    below: int | None  # how many steps below the magic number; None without one
    n: int | None
    low: int | None
    high: int | None
    plateau: float | None
    method: str
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class MagicNumber:
    """The fit, and the steps that it stands on."""

    fit: Fit
    steps: tuple[Step, ...]

    @property
    def n(self) -> int | None:
        """The magic number; None where there is none."""
        return self.fit.n


def magic_number(generation: Generation, question: Question) -> MagicNumber:
    """The magic number of the orders that a question keeps."""
    return of_steps(tuple(order_steps(generation, question)))


def of_steps(steps: tuple[Step, ...]) -> MagicNumber:
    """The magic number that order steps show."""
    return MagicNumber(fit=fit([(s.in_time[WAIT].returned, s.in_time[WAIT].eligible) for s in steps]), steps=steps)


def fit(steps: Sequence[tuple[int, int]]) -> Fit:
    """The plateau of (returned, eligible) people per step, from the first order on.

    >>> fit([(420, 1000), (270, 500), (190, 300), (160, 200), (121, 150), (80, 100), (65, 80)]).n
    4
    >>> fit([(500, 1000), (250, 500), (125, 250), (62, 125)]).refusal
    <Refusal.LEVEL: 'level'>
    """
    used = []
    for returned, eligible in steps:
        if eligible < LEAST_PEOPLE:
            break
        used.append((returned, eligible))
    if len(used) < LEAST_STEPS:
        return _refused(Refusal.TOO_FEW)
    hits, people = np.array(used, dtype=float).T
    shares = hits / people
    (chosen,), (lost,) = _first_steps(hits[None, :], people)
    plateau = float(hits[chosen:].sum() / people[chosen:].sum())
    if lost > _chance(len(used) - int(chosen) - 1):
        falls = shares[0] > hits[1:].sum() / people[1:].sum()
        return _refused(Refusal.FALLS if falls else Refusal.NO_PLATEAU)
    if chosen == 0:
        return _refused(Refusal.LEVEL)
    samples = np.random.default_rng(SEED).binomial(people.astype(int), shares, (SAMPLES, len(used)))
    bounds = np.quantile(_first_steps(samples, people)[0], (0.025, 0.975), method="nearest")
    low, high = (int(bound) + 1 for bound in bounds)
    return Fit(n=int(chosen) + 1, low=low, high=high, plateau=plateau, refusal=None)


def _chance(degrees: int) -> float:
    """What a deviance does not exceed by chance, but once in a thousand (Wilson and Hilferty's χ²)."""
    spread = 2 / (9 * degrees)
    return float(degrees * (1 - spread + UNLIKELY * spread**0.5) ** 3)


def _refused(refusal: Refusal) -> Fit:
    return Fit(n=None, low=None, high=None, plateau=None, refusal=refusal)


def _first_steps(returned: Any, eligible: Any) -> tuple[Any, Any]:
    """For each row of shares the position from which one level fits best, and the deviance that remains."""
    weight = np.minimum(1.0, WEIGHT / eligible)
    hits, people = returned * weight, eligible * weight
    shares = hits / people
    lost, costs = [], []
    for first in range(len(eligible) - LEAST_PLATEAU + 1):
        level = hits[:, first:].sum(axis=1, keepdims=True) / people[first:].sum()
        deviance = _deviance(hits[:, first:], people[first:], level)
        is_risen = shares[:, :first].max(axis=1, initial=-1.0) < level[:, 0]
        lost.append(deviance)
        costs.append(np.where(is_risen, deviance + PRICE * first, np.inf))
    chosen = np.argmin(np.stack(costs), axis=0)
    return chosen, np.take_along_axis(np.stack(lost), chosen[None, :], axis=0)[0]


def _deviance(hits: Any, people: Any, level: Any) -> Any:
    """Twice the log-likelihood that the common level loses against each step's own."""
    misses = people - hits
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = np.where(hits > 0, hits * np.log(hits / (people * level)), 0.0)
        lost += np.where(misses > 0, misses * np.log(misses / (people * (1 - level))), 0.0)
    return 2 * lost.sum(axis=1)


def standings(found: MagicNumber) -> list[Standing]:
    """The steps with the people who stand on each now, beside the magic number."""
    one = found.fit
    return [
        Standing(
            step=step.n,
            people=step.standing,
            below=None if one.n is None else max(one.n - step.n, 0),
            n=one.n,
            low=one.low,
            high=one.high,
            plateau=one.plateau,
            method=METHOD[0],
            reason=one.refusal and one.refusal.text[0],
        )
        for step in found.steps
    ]


def _rows(generation: Generation, question: Question, settings: Settings) -> list[Standing]:
    return standings(magic_number(generation, question))


MAGIC_NUMBER = Analysis(
    key="magic-number",
    title=("魔法数字", "Magic number"),
    meaning=METHOD,
    columns=(
        column("step", "第几单", "Step", Unit.COUNT),
        column("people", "现停在这一单", "Standing here now", Unit.COUNT),
        column("below", "还差几单", "Steps below", Unit.COUNT),
        column("n", "魔法数字", "Magic number", Unit.COUNT),
        column("low", "下限", "Low", Unit.COUNT),
        column("high", "上限", "High", Unit.COUNT),
        column("plateau", "平台复购率", "Plateau", Unit.PERCENT),
        column("method", "方法", "Method"),
        column("reason", "没有的原因", "Why there is none"),
    ),
    rows=_rows,
    metric=REPURCHASE_RATE,
)
