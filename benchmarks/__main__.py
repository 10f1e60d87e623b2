"""Run a benchmark by name and write what it measured into `docs/performance.md`."""

from __future__ import annotations

import sys
from collections.abc import Callable

from benchmarks import engines, flat, groups, increment, intake, limit, page

BENCHMARKS: dict[str, Callable[..., None]] = {
    "engines": engines.run,
    "flat": flat.run,
    "groups": groups.run,
    "increment": increment.run,
    "intake": intake.run,
    "limit": limit.run,
    "page": page.run,
}


def main(arguments: list[str]) -> int:
    """Run what was asked; without a name, say what there is."""
    if not arguments or arguments[0] not in BENCHMARKS:
        print(f"usage: python -m benchmarks {'|'.join(BENCHMARKS)} [size]")
        return 2
    BENCHMARKS[arguments[0]](*(int(word) for word in arguments[1:]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
