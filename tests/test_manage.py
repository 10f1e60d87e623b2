"""The command line: every command with its exit codes, and JSON exactly as the contract has it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

import manage
from data.settings import ROOT, Settings, settings
from metrics import publishing
from metrics.catalogue import CATALOGUE

FILES = {
    "stores": "门店编号,门店,大区\nS1,一店,华东\nS2,二店,华南\n",
    "guides": "导购编号,导购,门店编号\nG1,小王,S1\nG2,小李,S2\n",
    "contacts": (
        "客户编号,导购编号,添加时间\n"
        "K1,G1,2025-03-03 10:00:00\nK2,G1,2025-03-03 11:00:00\nK3,G1,2025-03-03 12:00:00\n"
        "K4,G2,2025-03-04 10:00:00\nK5,G2,2025-03-05 10:00:00\nK6,G9,2025-03-06 10:00:00\n"
    ),
    "messages": (
        "客户编号,导购编号,发送时间,发送方,消息类型\n"
        "K1,G1,2025-03-03 10:05:00,导购,打招呼\nK1,G1,2025-03-03 10:09:00,客户,\n"
        "K2,G1,2025-03-03 11:05:00,导购,打招呼\nK4,G2,2025-03-12 09:00:00,导购,人工\n"
    ),
    "orders": (
        "订单号,客户编号,下单时间,实付金额,退款金额,销售导购\n"
        "D1,K1,2025-03-04 10:00:00,99.90,,G1\nD2,K2,2025-03-20 10:00:00,10.10,0.10,G1\n"
    ),
}
RATE = ["value", "numerator", "denominator", "low", "high", "mature_share"]
IMPORTED = (
    "file",
    "table",
    "encoding",
    "rows_read",
    "rows_added",
    "rows_updated",
    "rows_unchanged",
    "rows_rejected",
    "rejects_file",
    "batch",
)


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


def run_at(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `manage.py …` on a home."""
    monkeypatch.setenv("YUTANG_HOME", str(home))

    def run(*arguments: object) -> Result:
        settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["manage.py", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            manage.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Result(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture(autouse=True)
def forgotten_settings() -> Iterator[None]:
    """No other test sees the homes of these."""
    yield
    settings.cache_clear()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line on an empty home."""
    return run_at(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture(scope="module")
def shop_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two stores, three guides (one not registered), six contacts and two orders; it is only asked."""
    home = tmp_path_factory.mktemp("shop")
    files = [written(home / f"{name}.csv", text) for name, text in FILES.items()]
    publishing.import_files(Settings(home=home), files)
    return home


@pytest.fixture
def shop(shop_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line on that home."""
    return run_at(shop_home, monkeypatch, capsys)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file of the user's."""
    path.write_text(text, encoding=encoding)
    return path


# -- import


def test_import_is_told_per_file(run: Run, tmp_path: Path) -> None:
    """Tables found from Chinese and English headings, in any encoding; all well is 0."""
    files = [
        written(tmp_path / "a.csv", FILES["contacts"], "gb18030"),
        written(tmp_path / "b.csv", "order_id,customer_id,ordered_at,amount\nD1,K1,2025-03-04,1\n", "utf-16"),
    ]
    result = run("import", *files, "--json")
    assert result.code == 0
    first, second = result.json
    assert list(first)[: len(IMPORTED)] == list(IMPORTED)
    assert {key: first[key] for key in IMPORTED} == {
        "file": str(files[0]),
        "table": "contacts",
        "encoding": first["encoding"],
        "rows_read": 6,
        "rows_added": 6,
        "rows_updated": 0,
        "rows_unchanged": 0,
        "rows_rejected": 0,
        "rejects_file": None,
        "batch": 1,
    }
    assert first["encoding"].lower() == "gb18030"
    assert (second["table"], second["rows_added"], second["batch"]) == ("orders", 1, 2)
    again = run("import", *files, "--json")
    assert again.code == 0
    assert [(one["rows_unchanged"], one["batch"]) for one in again.json] == [(6, None), (1, None)]


def test_import_of_some_wrong_rows_is_1(run: Run, tmp_path: Path) -> None:
    """Named by line, column and value; kept as a file that goes in again once it is mended."""
    path = written(tmp_path / "orders.csv", FILES["orders"].replace("2025-03-20 10:00:00", "明天"))
    result = run("import", path, "--json")
    assert result.code == 1
    (one,) = result.json
    assert (one["rows_read"], one["rows_added"], one["rows_rejected"]) == (2, 1, 1)
    (rejection,) = one["rejections"]
    assert (rejection["line"], rejection["column"], rejection["value"]) == (3, "下单时间", "明天")
    rejects = Path(one["rejects_file"])
    mended = written(tmp_path / "mended.csv", rejects.read_text("utf-8-sig").replace(",明天,", ",2025-03-20,"))
    again = run("import", mended, "--json")
    assert again.code == 0
    assert (again.json[0]["table"], again.json[0]["rows_added"]) == ("orders", 1)
    told = run("import", path)
    assert told.code == 1
    assert "第 3 行 下单时间" in told.out
    assert "明天" in told.out
    assert all(words in told.out for words in rejection["expected"]), "what was expected, in both languages"


def test_import_of_nothing_usable_is_2(run: Run, tmp_path: Path) -> None:
    """No such file, no known heading, no right row: each said for the file it is about, and nothing is written."""
    unknown = written(tmp_path / "unknown.csv", "foo,bar\n1,2\n")
    result = run("import", tmp_path / "missing.csv", unknown, "--json")
    assert result.code == 2
    assert [one["file"] for one in result.json] == [str(tmp_path / "missing.csv"), str(unknown)]
    assert all(one["error_zh"] and one["error_en"] for one in result.json)
    wrong = written(tmp_path / "wrong.csv", "order_id,customer_id,ordered_at,amount\nD1,K1,never,1\n")
    refused = run("import", wrong, "--json")
    assert refused.code == 2
    assert (refused.json[0]["rows_rejected"], refused.json[0]["batch"]) == (1, None)
    assert run("batches", "--json").json == []
    assert run("query", "gmv").code == 2
    good = written(tmp_path / "good.csv", FILES["contacts"])
    assert run("import", unknown, good, "--json").code == 1, "one of two could be used"
    assert run("import").code == 2


def test_import_as_a_table(run: Run, tmp_path: Path) -> None:
    """The table can be named; a name that is none, and a file that does not fit, are said with what is near."""
    path = written(tmp_path / "x.csv", FILES["contacts"])
    unknown = run("import", path, "--as", "contact")
    assert unknown.code == 2
    assert "Did you mean: contacts" in unknown.err
    unfit = run("import", path, "--as", "orders")
    assert unfit.code == 2
    assert "lacks required columns: order_id" in unfit.err
    assert run("import", path, "--as", "contacts").code == 0


def test_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    """The counts are those of the import to come; no batch, no generation, no file of rejected rows."""
    path = written(tmp_path / "orders.csv", FILES["orders"].replace("2025-03-20 10:00:00", "明天"))
    dry = run("import", path, "--dry-run", "--json")
    assert dry.code == 1
    (one,) = dry.json
    assert (one["rows_added"], one["rows_rejected"], one["rejects_file"], one["batch"]) == (1, 1, None, None)
    assert run("batches", "--json").json == []
    assert not list((tmp_path / "home").rglob("marts-*"))
    assert not list((tmp_path / "home").rglob("*rejected*"))
    real = run("import", path, "--json").json[0]
    same = ("rows_read", "rows_added", "rows_updated", "rows_unchanged", "rows_rejected", "encoding", "table")
    assert [real[key] for key in same] == [one[key] for key in same]


def test_a_workbook(run: Run, tmp_path: Path) -> None:
    """XLSX goes the same way."""
    workbook = openpyxl.Workbook()
    for line in FILES["contacts"].splitlines():
        workbook.active.append(line.split(","))
    workbook.save(tmp_path / "contacts.xlsx")
    result = run("import", tmp_path / "contacts.xlsx", "--json")
    assert result.code == 0
    assert (result.json[0]["table"], result.json[0]["rows_added"]) == ("contacts", 6)


# -- batches, undo, refresh, doctor, demo


def test_batches_and_undo(run: Run, tmp_path: Path) -> None:
    """The newest first; a batch that is not there is 2, with those that are."""
    assert "Nothing was imported" in run("batches").out
    assert run("undo", 1).code == 2
    for name in ("stores", "contacts"):
        assert run("import", written(tmp_path / f"{name}.csv", FILES[name])).code == 0
    found = run("batches", "--json").json
    assert [(one["batch"], one["table_name"], one["rows_added"], one["undone_at"]) for one in found] == [
        (2, "contacts", 6, None),
        (1, "stores", 2, None),
    ]
    missing = run("undo", 9)
    assert missing.code == 2
    assert "9 does not exist; can be undone: 2、1" in missing.err
    assert run("undo", 2).code == 0
    twice = run("undo", 2)
    assert twice.code == 2
    assert "undone before; can be undone: 1" in twice.err
    assert run("batches", "--json").json[0]["undone_at"] is not None
    assert run("query", "added_contacts", "--json").json["rows"][0]["added_contacts"]["value"] is None
    assert run("undo", "two").code == 2


def test_refresh(run: Run, tmp_path: Path) -> None:
    """Publishes what is stale, everything anew when asked, and says when there is nothing to do."""
    empty = run("refresh")
    assert empty.code == 2
    assert "run `demo` or `import` first" in empty.err
    run("import", written(tmp_path / "contacts.csv", FILES["contacts"]))
    idle = run("refresh")
    assert (idle.code, "up to date" in idle.out) == (0, True)
    full = run("refresh", "--full")
    assert (full.code, "generation 2" in full.out) == (0, True)
    assert run("query", "gmv", "--json").json["generation"] == 2


def test_doctor(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions, stores, generation, freshness; problems with their cure, and 2 where one is an error."""
    empty = run("doctor", "--json")
    assert (empty.code, empty.json["generation"]) == (0, None)
    assert [one["level"] for one in empty.json["problems"]] == ["warning"]
    assert empty.json["versions"]["duckdb"]
    contacts = written(tmp_path / "contacts.csv", FILES["contacts"])
    run("import", contacts)
    old = run("doctor", "--json")
    assert old.code == 0
    assert old.json["generation"]["number"] == 1
    assert old.json["freshness"]["contacts"] == {
        "rows": 6,
        "since": "2025-03-03",
        "until": "2025-03-06T10:00:00",
    }
    assert [one["en"] for one in old.json["problems"]] == ["contacts end on 2025-03-06: import newer"]
    assert "contacts end on" in run("doctor").out

    monkeypatch.setenv("YUTANG_WINDOWS__GREETING_HOURS", "48")
    changed = run("doctor", "--json")
    assert (changed.code, changed.json["problems"][0]["en"]) == (0, "the windows were changed: run refresh")
    assert run("refresh").code == 0
    assert run("doctor", "--json").json["generation"]["windows"]["greeting_hours"] == 48

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_refresh", lambda *_, **__: None)  # killed before it could publish
        run("import", written(tmp_path / "orders.csv", FILES["orders"]))
    unpublished = run("doctor", "--json")
    assert unpublished.code == 2
    assert {"level": "error", "en": "a batch is not published yet: run refresh"}.items() <= unpublished.json[
        "problems"
    ][0].items()
    assert run("refresh").code == 0
    assert run("doctor").code == 0


@pytest.mark.embedded
def test_doctor_finds_a_lost_generation(run: Run, tmp_path: Path) -> None:
    """A file that somebody removed is said, and made again by a refresh."""
    run("import", written(tmp_path / "contacts.csv", FILES["contacts"]))
    run("import", written(tmp_path / "orders.csv", FILES["orders"]))
    (gone,) = (tmp_path / "home").rglob("marts-2.duckdb")
    gone.unlink()
    lost = run("doctor", "--json")
    assert (lost.code, lost.json["problems"][0]["level"]) == (2, "error")
    assert run("query", "gmv").code == 2
    assert run("refresh").code == 0
    assert run("query", "gmv").code == 0


@pytest.mark.embedded
def test_migrate_warehouse(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Moves, compares, switches; what cannot be is said in words, never with a password, and is 2."""
    to = tmp_path / "other" / "w.duckdb"
    assert run("migrate-warehouse", "--to", f"duckdb:///{to}").code == 2, "there is nothing to move yet"
    run("import", written(tmp_path / "contacts.csv", FILES["contacts"]))
    done = run("migrate-warehouse", "--to", f"duckdb:///{to}", "--json")
    assert (done.code, done.json["is_switched"], done.json["differences"]) == (0, True, [])
    assert (done.json["rows"], done.json["target"]) == (6 + 1, str(to))  # the rows, and their batch
    doctor = run("doctor", "--json").json
    assert doctor["stores"]["warehouse"] == str(to)
    assert doctor["stores"]["engine"].startswith("duckdb v")
    asked = run("query", "added_contacts", "--from", "2025-03-01", "--to", "2025-03-31", "--json")
    assert asked.json["rows"] == [{"added_contacts": {"value": 6}}]
    again = run("migrate-warehouse", "--to", f"duckdb:///{to}")
    assert (again.code, "is the present warehouse" in again.err) == (2, True)
    for command in (("migrate-warehouse", "--to", "mysql://u:geheim@h/d"), ("query", "gmv")):
        refused = run(*command)
        assert (refused.code, "mysql is not supported" in refused.err, "geheim" in refused.err) == (2, True, False)
        monkeypatch.setenv("YUTANG_WAREHOUSE_URL", "mysql://u:geheim@h/d")


def test_demo(run: Run, tmp_path: Path) -> None:
    """Fills an empty home, never one with rows of the user's own."""
    size = ("--stores", 2, "--guides", 3, "--customers", 40, "--days", 20, "--seed", 5)
    made = run("demo", *size)
    assert (made.code, "generation 1" in made.out) == (0, True)
    assert run("doctor", "--json").json["generation"]["is_demo"] is True
    assert run("batches", "--json").json == []
    assert run("import", written(tmp_path / "contacts.csv", FILES["contacts"])).code == 0
    assert run("query", "orders", "added_contacts", "--to", "2025-03-31", "--json").json["rows"] == [
        {"orders": {"value": None}, "added_contacts": {"value": 6}}
    ]
    refused = run("demo", *size)
    assert refused.code == 2
    assert "never mixes" in refused.err


# -- metrics, query, curve


def test_metrics(run: Run) -> None:
    """The catalogue, in its order; no home is needed."""
    result = run("metrics", "--json")
    assert result.code == 0
    assert [one["key"] for one in result.json] == list(CATALOGUE)
    told = run("metrics")
    assert told.code == 0
    assert [line.split()[0] for line in told.out.splitlines()] == list(CATALOGUE)


def test_query_is_as_the_contract_has_it(shop: Run) -> None:
    """Cells of counts, rates and medians; the period left out is the 30 days up to the latest horizon."""
    keys = ("added_contacts", "greeting_rate", "median_days_to_first_purchase", "gmv", "posts_per_day")
    result = shop("query", *keys, "--json")
    assert result.code == 0
    assert list(result.json) == ["generation", "metrics", "rows"]
    assert result.json["generation"] == 1
    assert list(result.json["metrics"]) == list(keys)
    assert result.json["metrics"]["gmv"] == {"unit": "money", "horizon": "2025-03-20T10:00:00"}
    assert result.json["metrics"]["greeting_rate"] == {"unit": "percent", "horizon": "2025-03-12T09:00:00"}
    assert result.json["metrics"]["posts_per_day"]["horizon"] is None
    (row,) = result.json["rows"]
    assert list(row) == list(keys)
    assert row["added_contacts"] == {"value": 6}
    assert list(row["greeting_rate"]) == RATE
    assert [row["greeting_rate"][key] for key in RATE[:3]] == [pytest.approx(2 / 6), 2, 6]
    assert row["greeting_rate"]["mature_share"] == 1
    assert list(row["median_days_to_first_purchase"]) == ["value", "low", "high"]
    assert row["gmv"] == {"value": 109.9}
    assert row["posts_per_day"]["value"] is None


def test_money_has_two_decimals(shop: Run) -> None:
    """A JSON number of yuan, exact to the cent."""
    (row,) = shop("query", "average_order_value", "--json").json["rows"]
    assert row["average_order_value"]["value"] == 54.95


def test_days_are_inclusive(shop: Run) -> None:
    """From and to; a bucket for every day, also the empty ones; after the horizon null."""
    result = shop("query", "gmv", "--by", "day", "--from", "2025-03-03", "--to", "2025-03-22", "--json")
    rows = result.json["rows"]
    assert [row["day"] for row in rows] == [(date(2025, 3, 3) + timedelta(n)).isoformat() for n in range(20)]
    values = {row["day"]: row["gmv"]["value"] for row in rows}
    assert (values["2025-03-04"], values["2025-03-05"], values["2025-03-20"]) == (99.9, 0, 10)
    assert (values["2025-03-21"], values["2025-03-22"]) == (None, None)
    default = shop("query", "gmv", "--by", "day", "--json").json["rows"]
    assert (len(default), default[-1]["day"]) == (30, "2025-03-20")


def test_query_by_and_where(shop: Run) -> None:
    """Codes and names, unregistered said as such; filters on one dimension mean or, on several and."""
    rows = shop("query", "added_contacts", "--by", "guide", "--json").json["rows"]
    assert rows == [
        {"guide": "G1", "guide_name": "小王", "added_contacts": {"value": 3}},
        {"guide": "G2", "guide_name": "小李", "added_contacts": {"value": 2}},
        {"guide": "G9", "guide_name": "G9（未登记）", "added_contacts": {"value": 1}},
    ]
    stores = shop("query", "added_contacts", "--by", "store", "--json").json["rows"]
    assert [(row["store"], row["added_contacts"]["value"]) for row in stores] == [("S1", 3), ("S2", 2), (None, 1)]

    def added(*where: str) -> int:
        flags = [part for word in where for part in ("--where", word)]
        return int(shop("query", "added_contacts", *flags, "--json").json["rows"][0]["added_contacts"]["value"])

    assert added("guide=G1", "guide=G2") == 5
    assert added("guide=G1", "guide=G2", "region=华南") == 2
    assert added("guide=G1", "region=华南") == 0
    assert added("region=") == 1, "an empty value asks for the unknown"
    assert added("weekday=1") == 3
    two = shop("query", "added_contacts", "--by", "week", "--by", "region", "--from", "2025-03-03", "--json").json[
        "rows"
    ]
    assert {(row["week"], row["region"], row["added_contacts"]["value"]) for row in two} == {
        ("2025-03-03", "华东", 3),
        ("2025-03-03", "华南", 2),
        ("2025-03-03", None, 1),
    }


def test_all_cohorts(shop: Run) -> None:
    """By default rates count mature days only."""
    asked = ("query", "private_chat_ratio", "--from", "2025-03-03", "--to", "2025-03-06", "--json")
    mature = shop(*asked).json["rows"][0]["private_chat_ratio"]
    everything = shop(*asked, "--all-cohorts").json["rows"][0]["private_chat_ratio"]
    assert (mature["denominator"], everything["denominator"]) == (4, 6)
    assert mature["mature_share"] == everything["mature_share"] == pytest.approx(4 / 6)


def test_query_as_csv(shop: Run) -> None:
    """One line per row; the parts of a rate beside it."""
    result = shop("query", "added_contacts", "greeting_rate", "--by", "guide", "--csv")
    assert result.code == 0
    rows = list(csv.DictReader(StringIO(result.out)))
    assert list(rows[0]) == [
        "guide",
        "guide_name",
        "added_contacts",
        "greeting_rate",
        *(f"greeting_rate.{key}" for key in RATE[1:]),
    ]
    assert [(row["guide"], row["added_contacts"], row["greeting_rate.numerator"]) for row in rows] == [
        ("G1", "3", "2"),
        ("G2", "2", "0"),
        ("G9", "1", "0"),
    ]
    assert "added_contacts=6" in shop("query", "added_contacts").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gvm"], "gmv"),
        (["gmv", "--by", "removed_by"], "gmv has no dimension removed_by; it has: day, week, month"),
        (["gmv", "--by", "stroe"], "store"),
        (["gmv", "--where", "stroe=S1"], "store"),
        (["gmv", "--where", "store"], "is not DIM=VALUE"),
        (["gmv", "--where", "weekday=Monday"], "is a whole number"),
        (["gmv", "--where", "day=Monday"], "is not YYYY-MM-DD"),
        (["gmv", "--from", "yesterday"], "is not YYYY-MM-DD"),
        (["gmv", "--from", "2025-03-09", "--to", "2025-03-01"], "2025-03-09"),
        (["gmv", "--by", "day", "--by", "day"], "asked twice"),
        ([], "METRIC"),
    ],
)
def test_questions_that_cannot_be_answered_are_2(shop: Run, arguments: list[str], said: str) -> None:
    """What was asked and what there is; nothing on standard output, also where JSON was asked."""
    result = shop("query", *arguments, "--json")
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_query_without_rows_says_what_to_do(run: Run) -> None:
    """No generation yet."""
    for arguments in (("query", "gmv", "--json"), ("curve", "first-purchase")):
        result = run(*arguments)
        assert (result.code, result.out) == (2, "")
        assert "run `demo` or `import` first" in result.err


def test_curve(shop: Run) -> None:
    """One step per hour at which somebody bought or left, by contact or by person."""
    steps = shop("curve", "first-purchase", "--json").json
    assert all(list(step) == ["hours", "at_risk", "events", "survival", "low", "high"] for step in steps)
    bought = [(step["hours"], step["at_risk"], step["events"]) for step in steps if step["events"]]
    assert bought == [(24, 6, 1), (24 * 16 + 23, 1, 1)], "K3 was last seen an hour before"
    assert next(step for step in steps if step["hours"] == 24)["survival"] == pytest.approx(5 / 6)
    people = shop("curve", "first-purchase", "--people", "--where", "guide=G1", "--json").json
    assert people[0]["at_risk"] == 3
    empty = shop("curve", "first-purchase", "--from", "2024-01-01", "--to", "2024-01-02", "--json")
    assert (empty.code, empty.json) == (0, [])
    assert "survival=" in shop("curve", "first-purchase").out
    wrong = shop("curve", "second-purchase")
    assert wrong.code == 2
    assert "there is: first-purchase" in wrong.err


def test_analyse(shop: Run) -> None:
    """A list of flat objects under the names of the columns; filters and days as in a query."""
    (step,) = shop("analyse", "order-steps", "--json").json
    assert (step["n"], step["people"], step["next_naive"]) == (1, 2, 0.0)
    assert (step["eligible_30"], step["next_30"], step["low_30"]) == (0, None, None)
    assert [one["people"] for one in shop("analyse", "order-steps", "--to", "2025-03-10", "--json").json] == [1]
    assert shop("analyse", "order-steps", "--where", "guide=G2", "--json").json == []
    cells = shop("analyse", "cohorts", "--json").json
    assert [(one["cohort"], one["age"], one["cohort_people"], one["people"]) for one in cells] == [
        ("2025-03-01", 0, 2, None)
    ]
    assert shop("analyse", "tiers").out.count("\n") == 5
    refused = shop("analyse", "order-step")
    assert refused.code == 2
    assert "order-steps" in refused.err


def test_targets_are_set_listed_and_brought(run: Run, tmp_path: Path) -> None:
    assert run("targets").out.startswith("还没有目标")
    rate = ("set-target", "private_chat_ratio", "15%", "--dimension", "store", "--code", "S1", "--from", "2025-03-01")
    assert "private_chat_ratio store=S1 15 %" in run(*rate).out
    file = tmp_path / "targets.csv"
    file.write_text(
        "指标,维度,编号,起始日期,目标值\n成交额,,,2025-03-01,120000\n加粉数,,,2025-03-01,x\n", encoding="gb18030"
    )
    some = run("import-targets", str(file))
    assert (some.code, "第 3 行" in some.err) == (1, True)
    assert json.loads(run("targets", "--json").out) == [
        {"metric": "private_chat_ratio", "dimension": "store", "code": "S1", "from_on": "2025-03-01", "value": 0.15},
        {"metric": "gmv", "dimension": None, "code": None, "from_on": "2025-03-01", "value": 120000.0},
    ]
    assert run("set-target", "gmv", "", "--from", "2025-03-01").code == 0
    assert [one["metric"] for one in json.loads(run("targets", "--json").out)] == ["private_chat_ratio"]
    assert run("set-target", "gmv", "5%").code == 2


def test_the_program_itself(tmp_path: Path) -> None:
    """As people start it: help, an unknown command, and an error without a traceback."""
    for arguments, code, said in (
        (["--help"], 0, "import"),
        (["imprt"], 2, "imprt"),
        (["query", "gmv"], 2, "run `demo` or `import` first"),
    ):
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={"YUTANG_HOME": str(tmp_path / "home"), "PATH": "", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert result.returncode == code
        assert said in result.stdout + result.stderr
        assert "Traceback" not in result.stderr
