"""Ahead: what comes next is made on another core while what came before is looked at."""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Generator[T, None, None]) -> Generator[T, None, None]:
    """The items of a generator in their order, each made while the one before it is in use.

    What making one raises is raised in its place. Where no more are asked for, the generator is closed.
    """
    try:
        with ThreadPoolExecutor(1) as maker:
            coming = maker.submit(next, items, None)
            while (item := coming.result()) is not None:
                coming = maker.submit(next, items, None)
                yield item
    finally:
        items.close()
