"""Competitions on the command line: exit codes, JSON as the contract has it, and never a traceback."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

import manage
from data.settings import Settings, settings
from data.state import store
from data.state.models import Settlement
from metrics import publishing
from tests.metrics.competitions.shop import NOW, ORDERS, TOML, order, world
from tests.oracle.world import write_csv
from tests.pipeline import publish, settings_at

KEYS = ["rank", "entrant", "name", "points", "moved", "gap", "reward"]


class Result(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which is JSON and nothing else."""
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's home."""
    home = tmp_path_factory.mktemp("shop")
    publish(settings_at(home, NOW), world())
    return home


@pytest.fixture
def run(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `manage.py …` on the shop, with a state of its own."""
    monkeypatch.setenv("YUTANG_HOME", str(home))
    monkeypatch.setenv("YUTANG_STATE_URL", f"sqlite:///{tmp_path / 'state.sqlite'}")

    def command(*arguments: object) -> Result:
        settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["manage.py", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            manage.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Result(int(ended.value.code or 0), said.out, said.err)

    return command


@pytest.fixture(autouse=True)
def forgotten_settings() -> Iterator[None]:
    """No other test sees the home of these."""
    yield
    settings.cache_clear()


@pytest.fixture
def spring(run: Run, tmp_path: Path) -> Run:
    """The same, with the competition kept."""
    assert run("competition", "import", written(tmp_path, TOML)).code == 0
    return run


def written(folder: Path, text: str) -> Path:
    """A file of rules."""
    path = folder / "spring.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_rules_come_in_and_go_out(run: Run, tmp_path: Path) -> None:
    """What is exported can be imported; the same again is success and changes nothing."""
    assert run("competition", "list", "--json").json == []
    assert "还没有竞赛" in run("competition", "list").out
    assert "已保存" in run("competition", "import", written(tmp_path, TOML)).out
    exported = run("competition", "export", "spring")
    again = run("competition", "import", written(tmp_path, exported.out))
    assert (again.code, "没有变化" in again.out) == (0, True)
    (one,) = run("competition", "list", "--json").json
    assert {name: one[name] for name in ("id", "title", "starts_on", "ends_on", "entrants")} == {
        "id": "spring",
        "title": "春季",
        "starts_on": "2026-03-02",
        "ends_on": "2026-03-04",
        "entrants": "guide",
    }
    assert "spring" in run("competition", "list").out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"id = ", "This is no TOML"),
        (TOML.replace('"orders"', '"ordrs"').encode(), "scores.1.what “ordrs”"),
        ("标题".encode("gb18030"), "cannot be read"),
    ],
)
def test_bad_rules_are_refused_in_words(run: Run, tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    result = run("competition", "import", path)
    assert (result.code, result.out) == (2, "")
    assert told in result.err
    assert run("competition", "list", "--json").json == []


def test_what_is_not_there_is_said(spring: Run, tmp_path: Path) -> None:
    """A file that is none, a folder; a competition of another name, with the nearest."""
    for path in (tmp_path / "none.toml", tmp_path):
        assert spring("competition", "import", path).code == 2
    for command in (("competition", "export"), ("rank",), ("settle",)):
        result = spring(*command, "sprng")
        assert result.code == 2
        assert "您是不是想找 spring" in result.err
        assert "There is no competition sprng" in result.err


def test_rank(spring: Run) -> None:
    """The whole competition, best first."""
    rows = spring("rank", "spring", "--json").json
    assert [list(row)[: len(KEYS)] for row in rows] == [KEYS] * 3
    assert [[row[key] for key in KEYS if key != "moved"] for row in rows] == [
        [1, "G2", "导购 2", 45, None, 372.5],
        [2, "G1", "导购 1", 36, 9, 318],
        [3, "G3", "导购 3", 18, 18, 114],
    ]
    assert "导购 2 (G2)  ¥372.50" in spring("rank", "spring").out


def test_large_figures_are_written_out(spring: Run, tmp_path: Path) -> None:
    """Two orders at 617,283.95 points, and 250 yuan at 0.01, are 1,234,570.4 and not 1.2e6."""
    text = TOML.replace('"spring"', '"large"').replace("points = 10 }", "points = 617283.95 }").replace("0.1", "0.01")
    assert spring("competition", "import", written(tmp_path, text)).code == 0
    assert "1234570.4  导购 2" in spring("rank", "large").out


def test_rank_of_a_day_and_of_others(spring: Run) -> None:
    """A day pays its own rewards only; a ranking of stores or teams pays none."""
    rows = spring("rank", "spring", "--day", "2026-03-02", "--json").json
    assert [(row["rank"], row["entrant"], row["points"], row["reward"]) for row in rows] == [
        (1, "G1", 20, 60),
        (2, "G2", 15, 10),
        (3, "G3", 0, 0),
    ]
    stores = spring("rank", "spring", "--by", "store", "--json").json
    assert [(row["entrant"], row["name"], row["points"], row["gap"], row["reward"]) for row in stores] == [
        ("S1", "1 店", 81, None, None),
        ("S2", "2 店", 18, 63, None),
    ]
    (team,) = spring("rank", "spring", "--by", "team", "--json").json
    assert (team["entrant"], team["points"]) == ("飞虎队", 99)
    for day in ("2026-03-05", "02.03.2026"):
        assert spring("rank", "spring", "--day", day).code == 2


def test_settle_and_verify(spring: Run) -> None:
    """Settled twice is settled once; all well is 0."""
    assert spring("verify-settlements", "--json").json == []
    first = spring("settle", "spring", "--day", "2026-03-02", "--who", "小王", "--json")
    assert first.code == 0
    assert {key: first.json[key] for key in ("competition", "day", "revision", "who", "total", "reason")} == {
        "competition": "spring",
        "day": "2026-03-02",
        "revision": 0,
        "who": "小王",
        "total": 70,
        "reason": None,
    }
    again = spring("settle", "spring", "--day", "2026-03-02", "--json")
    assert (again.code, again.json) == (0, first.json)
    whole = spring("settle", "spring", "--json").json
    assert whole["total"] == 734.5
    assert sum(line["amount"] for line in whole["rewards"]) == whole["total"]
    assert spring("settle", "spring").code == 0
    result = spring("verify-settlements", "--json")
    assert result.code == 0
    assert [(one["day"], one["chain"], one["differences"]) for one in result.json] == [
        ("2026-03-02", "whole", []),
        (None, "whole", []),
    ]
    assert "The chain is whole" in spring("verify-settlements").out


def test_what_cannot_be_settled_is_said(spring: Run) -> None:
    for arguments, told in (
        (("--day", "2026-03-09"), "lies outside"),
        (("--day", "2026-03-03"), "is settled as a whole"),
        (("--day", "2026-03-03", "--correct", "x"), "is not settled"),
        (("--correct", "x"), "nothing to correct"),
        (("--correct", " "), "needs a name and a reason"),
    ):
        if told == "is settled as a whole":
            assert spring("settle", "spring").code == 0
        result = spring("settle", "spring", *arguments)
        assert (result.code, result.out) == (2, "")
        assert told in result.err


def test_a_broken_chain_is_2(spring: Run, tmp_path: Path) -> None:
    """A figure changed, or a content that cannot be read any more."""
    for day in (2, 3):
        assert spring("settle", "spring", "--day", f"2026-03-0{day}").code == 0
    for text in (Settlement.content + " ", "{"):
        with store.session(Settings(state_url=f"sqlite:///{tmp_path / 'state.sqlite'}")) as opened:
            opened.execute(sa.update(Settlement).where(Settlement.id == 1).values(content=text))
        result = spring("verify-settlements")
        assert result.code == 2
        assert "The chain is broken" in result.out
        told = {one["id"]: one["chain"] for one in spring("verify-settlements", "--json").json}
        assert told == ({1: "content", 2: "whole"} if text != "{" else {2: "whole"})
    assert spring("rank", "spring").code == 2
    assert spring("verify-settlements", "--json").code == 2


def test_a_difference_is_1_until_it_is_signed_for(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """D4 is refunded after its day was settled: told with its reason, corrected with a name, then all is well."""
    own = tmp_path / "own"
    monkeypatch.setenv("YUTANG_HOME", str(own))
    here = settings_at(own, NOW)
    publish(here, {**world(), "orders": [*ORDERS, order("D6", 3, "G9", "10")]})
    run("competition", "import", written(tmp_path, TOML))
    assert run("settle", "spring", "--day", "2026-03-03").code == 0
    publishing.import_files(here, write_csv({"orders": [ORDERS[3] | {"status": "refunded"}]}, own / "files"))
    result = run("verify-settlements", "--json")
    assert result.code == 1
    (one,) = result.json
    (difference,) = one["differences"]
    assert difference == {
        "entrant": "G3",
        "name": "导购 3",
        "points_settled": 18,
        "points_now": 0,
        "reward_settled": 10,
        "reward_now": 0,
        "because": ["订单 D4 已退款或撤回"],
        "because_en": ["refund or withdrawal of order D4"],
    }
    assert "订单 D4 已退款或撤回" in run("verify-settlements").out
    corrected = run("settle", "spring", "--day", "2026-03-03", "--correct", "D4 退款", "--who", "小李", "--json").json
    assert (corrected["revision"], corrected["who"], corrected["reason"]) == (1, "小李", "D4 退款")
    assert run("verify-settlements").code == 0


def test_without_rows_it_is_said_how_to_get_some(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUTANG_HOME", str(tmp_path / "nothing"))
    assert run("competition", "import", written(tmp_path, TOML)).code == 0
    for command in (("rank", "spring"), ("settle", "spring"), ("verify-settlements",)):
        result = run(*command)
        assert (result.code, "run `demo` or `import` first" in result.err) == (2, True)
