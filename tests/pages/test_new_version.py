"""After an upgrade, or where a generation is gone, the app makes the next by itself and says so meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import duckdb
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from data.warehouse.engines import store, writer
from data.warehouse.generations import KEPT, Generation, current
from data.warehouse.tables import FACTS
from metrics.checkup import checkup
from metrics.holdings import is_of_this_version
from tests import pipeline
from tests.pages.conftest import _import
from tests.pipeline import publish_with_fewer_tables

ROWS = "客户编号,导购编号,添加时间\nC1,G1,2026-03-02 10:00:00\nC2,G1,2026-03-03 10:00:00\n"
PATIENCE = 60.0  # seconds


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """A home with two contacts."""
    _import(tmp_path, "contacts.csv", ROWS)
    return Settings(home=tmp_path)


def published(settings: Settings) -> Generation:
    """The generation that readers see."""
    found = current(settings)
    assert found is not None
    return found


def wait_for(app: AppTest) -> None:
    """Look again and again, as the page does, until there are figures."""
    until = monotonic() + PATIENCE
    while not app.metric:
        assert monotonic() < until, [one.value for one in (*app.error, *app.exception)]
        sleep(0.2)
        app.run()


@pytest.mark.parametrize(("language", "said"), [("zh", "正在为新版本整理数据"), ("en", "Preparing the data")])
def test_a_generation_of_another_version_is_replaced(
    here: Settings, opened: Callable[..., AppTest], language: str, said: str
) -> None:
    publish_with_fewer_tables(here)
    old = published(here)
    assert not is_of_this_version(old)
    app = opened(here.home, lang=language)
    assert [one.value for one in app.subheader if said in one.value]
    assert not app.exception
    wait_for(app)
    assert published(here).number > old.number
    assert is_of_this_version(published(here))


def told_otherwise(settings: Settings) -> None:
    """Let the published generation lack a column of what it says of itself, as that of an older version may."""
    pointed = store(settings).pointed()
    assert pointed is not None
    if pipeline.ENGINE == "duckdb":
        with duckdb.connect(pointed.where) as connection:
            connection.execute("ALTER TABLE about DROP COLUMN tiers")
    else:
        with writer(settings) as connection, connection.begin():
            connection.execute(sa.text(f"ALTER TABLE {pointed.where}.about DROP COLUMN tiers"))


@pytest.mark.parametrize("is_unreadable", [False, True])
def test_the_older_program_keeps_to_what_it_can_read(
    here: Settings, opened: Callable[..., AppTest], is_unreadable: bool
) -> None:
    """The other one publishes while this still runs: this replaces nothing and asks to be restarted – on a server of
    databases also when the other has published so often that nothing of this one's is left.
    """
    app = opened(here.home)
    assert not app.warning
    shown = [one.value for one in app.metric]
    for times in range(1, KEPT + 2):
        publish_with_fewer_tables(here)
        if is_unreadable:
            told_otherwise(here)
        app.run()
        assert not app.exception
        assert not app.error
        assert ["重启" in one.value for one in app.warning] == [True]
        is_gone = pipeline.ENGINE == "postgresql" and times >= KEPT
        assert [one.value for one in app.metric] == ([] if is_gone else shown)
        pointed = store(here).pointed()
        assert pointed is not None
        assert pointed.number == 1 + times


def test_an_unreadable_generation_of_another_version_is_replaced(
    here: Settings, opened: Callable[..., AppTest]
) -> None:
    publish_with_fewer_tables(here)
    told_otherwise(here)
    (problem,) = [one for one in checkup(here)["problems"] if one["level"] == "error"]
    assert "refresh" in problem["en"]
    assert "版本" in problem["zh"]
    app = opened(here.home)
    wait_for(app)
    assert is_of_this_version(published(here))


@pytest.mark.embedded
def test_a_lost_generation_is_made_anew(here: Settings, opened: Callable[..., AppTest]) -> None:
    for _ in range(2):
        Path(published(here).pointed.where).unlink()
        app = opened(here.home)
        assert not app.exception
        wait_for(app)
        assert published(here).row_counts["contacts"] == 2


def test_what_fails_is_said_with_what_to_do(here: Settings, opened: Callable[..., AppTest]) -> None:
    publish_with_fewer_tables(here)
    with writer(here) as connection, connection.begin():
        connection.execute(sa.text(f"ALTER TABLE {FACTS['orders'].fullname} DROP COLUMN amount"))
    app = opened(here.home)
    for _ in range(2):
        until = monotonic() + PATIENCE
        while not app.error:
            assert monotonic() < until
            sleep(0.2)
            app.run()
        assert "manage.py refresh" in app.error[0].value
        assert not app.metric
        app.button(key="prepare_again").click().run()
