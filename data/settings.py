"""What can be set from outside: environment variables with the prefix `YUTANG_`, or a `.env` file."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import BaseModel, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.databases import STATES, WAREHOUSES, UnusableStoreError, address

MOVED = "warehouse.toml"  # in home: where the warehouse was moved to
ROOT = Path(__file__).resolve().parent.parent


class Windows(BaseModel):
    """The time an event is waited for, in hours, and the choices that change what is counted.

    They are baked into the milestones and rollups of a generation; a generation remembers those it was built with.
    """

    model_config = {"frozen": True}

    greeting_hours: int = Field(24, gt=0, description="greeted within this time of the add")
    reply_hours: int = Field(24, gt=0, description="replied within this time of the greeting")
    private_chat_hours: int = Field(7 * 24, gt=0, description="talked with within this time of the add")
    first_purchase_hours: int = Field(7 * 24, gt=0, description="bought within this time of the add")
    loss_hours: int = Field(30 * 24, gt=0, description="removed within this time of the add")
    entry_hours: int = Field(7 * 24, gt=0, description="joined within this time of the invitation")
    repurchase_hours: int = Field(30 * 24, gt=0, description="bought again within this time of the first order")
    orders_by: Literal["order_id", "day"] = Field(
        "order_id", description="what makes two orders of a person different: their ids, or their days"
    )
    orders_belong_to: Literal["seller", "owner"] = Field(
        "seller", description="whose order it is: the guide who sold, or the guide who owns the customer"
    )


class HealthRules(BaseModel):
    """When a group is of value, marginal, dead or spam; shares are of the members present, or of the posts."""

    model_config = {"frozen": True}

    spam_adverts: float = Field(0.5, gt=0, le=1, description="spam: adverts are at least this share of recent posts")
    spam_posts: int = Field(5, ge=1, description="spam: of at least so many recent posts")
    dead_speakers: float = Field(0.01, ge=0, le=1, description="dead: recent speakers are less than this share")
    value_speakers: float = Field(0.1, ge=0, le=1, description="value: recent speakers are at least this share")
    value_peers: float = Field(0.4, ge=0, le=1, description="value: replies to members are at least this share")


class TrainingRules(BaseModel):
    """Who counts as having learned, and how many it takes to compare the trained with the others."""

    model_config = {"frozen": True}

    attends: float = Field(0.6, gt=0, le=1, description="attends: came to at least this share of the lessons")
    passes: float = Field(60, ge=0, description="learned: the mean exam score is at least this, where there is one")
    leads: float = Field(
        0.3,
        gt=0,
        le=0.5,
        description="sells: among this share of the course from the top; the same from below does not",
    )
    least_guides: int = Field(5, ge=2, description="trained and others are compared from so many guides a side on")


class TierRules(BaseModel):
    """When a person is new, ordinary, seed, value or core: value has paid, core is likely to pay again."""

    model_config = {"frozen": True}

    new_days: int = Field(30, ge=1, description="new: added within so many days, neither talked with nor a buyer")
    core_orders: int = Field(3, ge=1, description="core: at least so many orders")
    core_days: int = Field(90, ge=1, description="core: the last of them within so many days")


class FissionRules(BaseModel):
    """What a customer earns who brings others, and what looks suspicious."""

    model_config = {"frozen": True}

    ladder: tuple[tuple[int, Decimal], ...] = Field(
        ((3, Decimal(30)), (5, Decimal(79))), description="new customers brought, and the yuan that so many earn in all"
    )
    burst: int = Field(5, ge=1, description="suspicious: more than so many brought by one within an hour")


class ContactRules(BaseModel):
    """Whom a guide should contact today."""

    model_config = {"frozen": True}

    first_order_day: int = Field(5, ge=1, description="no order yet on this day after the add")
    dear_share: float = Field(0.1, gt=0, le=1, description="high value: this share of buyers, by net amount")
    step_days: int = Field(90, ge=1, description="one step below the magic number: the last order within so many days")


class Settings(BaseSettings):
    """Where things stand and how they are counted. Secrets are never logged."""

    model_config = SettingsConfigDict(
        env_prefix="YUTANG_",
        env_file=".env",
        env_nested_delimiter="__",
        extra="ignore",
        hide_input_in_errors=True,
    )

    home: Path = Field(ROOT / "var", description="folder of the warehouse, the state and the rejected rows")
    warehouse_url: str | None = Field(
        None, repr=False, description="URL of the warehouse, DuckDB or PostgreSQL; a DuckDB file in home if unset"
    )
    state_url: str | None = Field(
        None, repr=False, description="URL of the state, SQLite or PostgreSQL; a SQLite file in home if unset"
    )
    timezone: str = Field("Asia/Shanghai", description="business-local time")
    memory_limit: str = Field("4GB", description="memory the embedded warehouse may use before it spills to disk")
    threads: int | None = Field(
        None, ge=1, description="cores that an import may keep busy, all if unset; fewer leave the others to the pages"
    )
    windows: Windows = Field(default_factory=Windows)
    health: HealthRules = Field(default_factory=HealthRules)
    training: TrainingRules = Field(default_factory=TrainingRules)
    tiers: TierRules = Field(default_factory=TierRules)
    fission: FissionRules = Field(default_factory=FissionRules)
    contact_lists: ContactRules = Field(default_factory=ContactRules)

    @field_validator("warehouse_url")
    @classmethod
    def _has_warehouse(cls, url: str | None) -> str | None:
        if url:
            address(url, WAREHOUSES)
        return url

    @field_validator("state_url")
    @classmethod
    def _has_state(cls, url: str | None) -> str | None:
        if url:
            address(url, STATES)
        return url

    @property
    def warehouse(self) -> sa.URL:
        """Where the warehouse stands: as set, else where it was last moved to, else a DuckDB file in home."""
        if self.warehouse_url:
            return address(self.warehouse_url, WAREHOUSES)
        moved = self.home / MOVED
        try:
            return address(tomllib.loads(moved.read_text(encoding="utf-8"))["url"], WAREHOUSES)
        except FileNotFoundError:
            return sa.URL.create("duckdb", database=str(self.home / "warehouse" / "warehouse.duckdb"))
        except (KeyError, ValueError) as error:
            raise UnusableStoreError(
                f"{moved} 里没有可读的 url", f"There is no url that can be read in {moved}."
            ) from error

    @property
    def state(self) -> sa.URL:
        """Where the state stands: as set, else a SQLite file in home."""
        if self.state_url:
            return address(self.state_url, STATES)
        return sa.URL.create("sqlite", database=str(self.home.resolve() / "state.sqlite"))

    def now(self) -> datetime:
        """The business-local moment, naive, to the second."""
        return datetime.now(ZoneInfo(self.timezone)).replace(tzinfo=None, microsecond=0)


def hours(number: int) -> timedelta:
    """A window as a length of time."""
    return timedelta(hours=number)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
