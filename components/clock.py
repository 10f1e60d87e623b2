"""The business-local day of today: how old the data is, which week is planned; nothing else follows the clock."""

from __future__ import annotations

from datetime import date

from data.settings import settings


def today() -> date:
    """Today, where the business is."""
    return settings().now().date()
