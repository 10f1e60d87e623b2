"""The collector of cycles, kept from walking what holds none: what is loaded to stay, and a great many rows."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def settle() -> None:
    """Count what is there now as there to stay: a program's modules, which each full collection would walk again."""
    gc.collect()
    gc.freeze()


@contextmanager
def paused() -> Iterator[None]:
    """Rows hold no cycles; walking them again and again would halve the speed at which they are made."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
