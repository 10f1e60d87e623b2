"""Rows of a chart as columns, the shape in which they travel to the browser."""

from __future__ import annotations

import pyarrow as pa


def columns(rows: object) -> pa.Table | None:
    """Rows as columns, so that they need not become a frame on their way; None where they are of several shapes."""
    if not isinstance(rows, list) or not rows or any(row.keys() != rows[0].keys() for row in rows):
        return None
    try:
        return pa.Table.from_pylist(rows)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return None
