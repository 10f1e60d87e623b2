"""Why a file cannot be taken in, said to the person who brought it."""

from __future__ import annotations


class IntakeError(ValueError):
    """A file that cannot be taken in at all; rows that cannot are rejections and stop nothing.

    Says the same in Chinese (`zh`) and in English (`en`): what was asked, what was found, and what to do.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return f"{self.zh}\n{self.en}"
