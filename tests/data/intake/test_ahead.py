"""What is made ahead comes in order, fails in its place, and is let go of when nobody asks for more."""

from __future__ import annotations

import threading
from collections.abc import Generator

import pytest

from data.intake.ahead import ahead


def test_the_next_is_made_on_another_thread_while_one_is_in_use() -> None:
    makers: list[int] = []
    is_second_made = threading.Event()

    def numbers() -> Generator[int, None, None]:
        for number in range(5):
            makers.append(threading.get_ident())
            if number == 1:
                is_second_made.set()
            yield number

    found = ahead(numbers())
    assert next(found) == 0
    assert is_second_made.wait(10), "nothing was made ahead"
    assert [*found] == [1, 2, 3, 4]
    assert threading.get_ident() not in makers


def test_what_making_one_raises_is_raised_after_those_before_it() -> None:
    def numbers() -> Generator[int, None, None]:
        yield 1
        yield 2
        raise ValueError("three")

    seen: list[int] = []
    with pytest.raises(ValueError, match="three"):
        seen.extend(ahead(numbers()))
    found = ahead(numbers())
    assert [next(found), next(found)] == [1, 2]
    with pytest.raises(ValueError, match="three"):
        next(found)


def test_where_no_more_are_asked_for_the_maker_is_closed() -> None:
    closed: list[bool] = []
    threads = threading.active_count()

    def numbers() -> Generator[int, None, None]:
        try:
            yield from range(1_000_000)
        finally:
            closed.append(True)

    found = ahead(numbers())
    assert next(found) == 0
    found.close()
    assert closed == [True]
    assert threading.active_count() == threads


def test_nothing_gives_nothing() -> None:
    assert [*ahead(number for number in ())] == []
