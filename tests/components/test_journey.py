"""The funnel: shares of the stage that each is a part of, gaps where one was never brought, and where most are lost."""

from __future__ import annotations

import pytest

from components.journey import biggest_loss, shares
from metrics.funnel import Reached


def stages(*people: int | None, within: tuple[str | None, ...] | None = None) -> list[Reached]:
    """A way of so many people a stage, each a part of the one before or of the one named."""
    within = within or (None, *(str(n) for n in range(len(people) - 1)))[: len(people)]
    return [
        Reached(key=str(n), title=(f"第{n}步", f"step {n}"), within=of, people=count)
        for n, (count, of) in enumerate(zip(people, within, strict=True))
    ]


def found(*people: int | None, within: tuple[str | None, ...] | None = None) -> list[tuple[float | None, float | None]]:
    return [(one.share, one.of_all) for one in shares(stages(*people, within=within))]


def test_shares_of_the_stage_before_and_of_the_first() -> None:
    assert found(2000, 1000, 300) == [(None, 1.0), (0.5, 0.5), (0.3, 0.15)]


def test_who_bought_without_a_talk_is_no_share_of_those_talked_with() -> None:
    assert found(1280, 530, 219, within=(None, "0", "0"))[2] == (219 / 1280, 219 / 1280)


def test_a_stage_never_brought_has_no_share_and_gives_none() -> None:
    assert found(2000, None, 300) == [(None, 1.0), (None, None), (None, 0.15)]


def test_nobody_divides_nothing() -> None:
    assert found(0, 0) == [(None, None), (None, None)]
    assert found() == []


def test_the_biggest_loss_is_that_of_most_people() -> None:
    loss = biggest_loss(stages(2000, 1900, 300, 10))
    assert loss is not None
    before, after, share = loss
    assert (before.people, after.people, share) == (1900, 300, pytest.approx(0.1579, abs=1e-4))


def test_nobody_is_lost_between_stages_that_are_no_parts_of_each_other() -> None:
    loss = biggest_loss(stages(2000, 1900, 300, 10, within=(None, "0", "0", "2")))
    assert loss is not None
    assert (loss[0].people, loss[1].people) == (300, 10)


def test_without_two_stages_there_is_no_loss() -> None:
    assert biggest_loss(stages(2000, None)) is None
    assert biggest_loss(stages(0, 0)) is None
