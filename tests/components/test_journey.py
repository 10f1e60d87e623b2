"""The funnel: shares of the step before, gaps where a step was never brought, and where most are lost."""

from __future__ import annotations

import pytest

from components.journey import biggest_loss, shares
from metrics.funnel import Reached


def stages(*people: int | None) -> list[Reached]:
    """A way of so many people a step."""
    return [Reached(key=str(n), title=(f"第{n}步", f"step {n}"), people=count) for n, count in enumerate(people)]


def test_shares_of_the_step_before_and_of_the_first() -> None:
    found = [(step, whole) for _, step, whole in shares(stages(2000, 1000, 300))]
    assert found == [(None, 1.0), (0.5, 0.5), (0.3, 0.15)]


def test_a_step_never_brought_has_no_share_and_gives_none() -> None:
    found = [(step, whole) for _, step, whole in shares(stages(2000, None, 300))]
    assert found == [(None, 1.0), (None, None), (None, 0.15)]


def test_nobody_divides_nothing() -> None:
    assert [(step, whole) for _, step, whole in shares(stages(0, 0))] == [(None, None), (None, None)]
    assert shares([]) == []


def test_the_biggest_loss_is_that_of_most_people() -> None:
    found = biggest_loss(stages(2000, 1900, 300, 10))
    assert found is not None
    before, after, share = found
    assert (before.people, after.people, share) == (1900, 300, pytest.approx(0.1579, abs=1e-4))


def test_without_two_steps_there_is_no_loss() -> None:
    assert biggest_loss(stages(2000, None)) is None
    assert biggest_loss(stages(0, 0)) is None
