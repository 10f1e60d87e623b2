"""The nearest word to one that is not known: “Did you mean …”."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint in brackets, or nothing where no known word is near.

    >>> nearest("stroe", ["store", "guide"])
    '（您是不是想找 store？）'
    """
    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"（您是不是想找 {found[0]}？）" if found else ""
