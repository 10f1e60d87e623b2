"""Documents: `docs/metrics.md`, written from the catalogue in the words of the dictionary page.

Run `python -m metrics.documents` to write it, with `--check` to learn whether the file at hand is stale.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from data.settings import ROOT, Windows
from metrics.analyses.register import ANALYSES
from metrics.catalogue import CATALOGUE
from metrics.dimensions import DIMENSIONS
from metrics.events import EVENTS
from metrics.formula import formula, wait
from metrics.model import Metric, Survival, Text

FILE = ROOT / "docs" / "metrics.md"

Words = tuple[dict[str, dict[str, str]], ...]  # a language each: section → key → text

HEAD = """# 指标字典 · Metric dictionary

<!-- Made from the catalogue by `python -m metrics.documents`; change the catalogue, not this file. -->

每个数字怎么来，都写在这里；页面“指标字典”和 `python manage.py metrics` 用的是同一份定义。
Where every figure comes from. The page “Metrics” and `python manage.py metrics` speak of the same definitions.

- **归到哪一天 · Dated by**：决定一行算进哪个周期的那个时间。The moment whose local day puts a row into a period.
- **观察期 · Window**：从那一刻起等多久；事件落在 [起点, 起点 + 观察期) 内才算。下面写的是默认值，可用所列变量更改。
  How long an event is waited for, in [anchor, anchor + window). Defaults are shown; the variable named changes it.
- **比率 · Rates**：任何拆法下都是总和 ÷ 总和，从不把比率再平均。Sum ÷ sum at every split; rates are never averaged.
- **成熟 · Maturity**：一天要等到“当天结束 + 观察期”不晚于数据截止时间才计入比率；`--all-cohorts` 计入全部日子。
  A day counts in a rate once its ending midnight + window lies within the rows' horizon; `--all-cohorts` counts all.
- **—**：没有数据就没有数字（分母为 0，或那类数据从未导入），页面会说明原因；0 只表示测得为零。
  Undefined is no figure (nothing to divide by, or rows never brought), with the reason; 0 is only ever a measured zero.
- **参考数字 · Reference figures**：同行公开的数字，行业不同，仅供对照。Published by practitioners of the trade named:
  to compare with, not to obey.
"""


def document() -> str:
    """The whole text of `docs/metrics.md`."""
    words = _words()
    pieces = [HEAD, _contents(words), *_themes(words), _dimensions(), *_analyses()]
    return "\n".join(pieces)


def _words() -> Words:
    """The app's own words, Chinese and English."""
    return tuple(
        tomllib.loads((ROOT / "locales" / f"{code}.toml").read_text(encoding="utf-8")) for code in ("zh", "en")
    )


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    headings = list(headings)
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def _contents(words: Words) -> str:
    rows = (
        (
            f"[`{metric.key}`](#{metric.key})",
            *metric.title,
            " · ".join(said["unit"][metric.unit.value] for said in words),
        )
        for metric in CATALOGUE.values()
    )
    return _table(("代码 · Key", "名称", "Name", "单位 · Unit"), rows)


def _themes(words: Words) -> Iterator[str]:
    themes: dict[Text, list[Metric]] = {}
    for metric in CATALOGUE.values():
        themes.setdefault(metric.theme, []).append(metric)
    for theme, metrics in themes.items():
        yield f"## {theme[0]} · {theme[1]}\n"
        for metric in metrics:
            yield f'### <a id="{metric.key}"></a>{metric.title[0]} · {metric.title[1]}\n'
            yield f"`{metric.key}` — {metric.meaning[0]}。{metric.meaning[1]}\n"
            yield _table(("", "中文", "English"), _facts(metric, words))


def _facts(metric: Metric, words: Words) -> Iterator[tuple[str, str, str]]:
    """What is known of a metric: what, and which in Chinese and in English."""

    def said(section: str, key: str, **values: Text) -> Text:
        zh, en = (
            language[section][key].format(**{name: text[n] for name, text in values.items()})
            for n, language in enumerate(words)
        )
        return zh, en

    def row(key: str, which: Text) -> tuple[str, str, str]:
        return " · ".join(said("dictionary", key)), which[0], which[1]

    yield row("formula", formula(metric))
    yield row("unit", said("unit", metric.unit.value))
    yield row("better", said("better", metric.better.value))
    yield row("anchor", metric.rows.title)
    if metric.window is not None:
        length = wait(getattr(Windows(), metric.window))
        variable = f"`YUTANG_WINDOWS__{metric.window.upper()}`"
        yield row("window", (f"{length[0]}（{variable}）", f"{length[1]} ({variable})"))
        yield row("maturity", said("dictionary", "maturity_text", wait=length))
    if metric.has_interval:
        yield row("interval", said("dictionary", "wilson"))
    elif isinstance(metric.value, Survival):
        yield row("interval", ("上下四分位数", "the quartiles"))
    yield "需要的数据 · Rows needed", "、".join(_needs(metric, "或")), ", ".join(_needs(metric, "or"))
    names = "、".join(DIMENSIONS[key].title[0] for key in metric.dimensions)
    yield row("dimensions", (names, ", ".join(f"`{key}`" for key in metric.dimensions)))
    if metric.reference is not None:
        one = metric.reference
        source = said("source", one.source)
        yield row(
            "reference",
            (
                f"{one.text[0]}（{one.industry[0]}；[{one.source}] {source[0]}）",
                f"{one.text[1]} ({one.industry[1]}; [{one.source}] {source[1]})",
            ),
        )
    if metric.example is not None:
        yield row("example", metric.example.text)
    if metric.tally:
        zh, en = said("dictionary", "by_hand_text")
        columns = " ÷ ".join(f"`{column}`" for column in metric.tally)
        yield row("by_hand", (f"{zh}（{columns}）", f"{en} ({columns})"))
    if metric.others is not None:
        yield row("others", metric.others)


def _needs(metric: Metric, either: str) -> list[str]:
    """The rows in which the metric's events are looked for, each with what stands in where they were never brought."""
    told = []
    for event in (EVENTS[need] for need in metric.needs):
        rows = f"`{event.table}.{event.column}`" if event.column else f"`{event.table}`"
        others = [*event.instead, *([event.beside] if event.beside else [])]
        told.append(f" {either} ".join([rows, *(f"`{'.'.join(filter(None, other))}`" for other in others)]))
    return list(dict.fromkeys(told))


def _dimensions() -> str:
    rows = (
        (f"`{one.key}`", *one.title, ", ".join(f"`{m.key}`" for m in CATALOGUE.values() if one.key in m.dimensions))
        for one in DIMENSIONS.values()
    )
    kept = [row for row in rows if row[-1]]
    everywhere = ", ".join(f"`{metric.key}`" for metric in CATALOGUE.values())
    shown = ((*row[:-1], "全部 · all" if row[-1] == everywhere else row[-1]) for row in kept)
    return "## 维度 · Dimensions\n\n" + _table(("代码 · Key", "名称", "Name", "指标 · Metrics"), shown)


def _analyses() -> Iterator[str]:
    yield '## <a id="analyses"></a>专题分析 · Analyses\n'
    yield (
        "`python manage.py analyse NAME [--json]`；不写日期时看全部数据（或所注天数），到数据截止时间为止。"
        "Without days they look at all rows, or so many days as noted, up to the horizon.\n"
    )
    for one in ANALYSES.values():
        yield f'### <a id="analysis-{one.key}"></a>{one.title[0]} · {one.title[1]}\n'
        days = f"（最近 {one.days} 天 · the last {one.days} days）" if one.days else ""
        yield f"`{one.key}` — {one.meaning[0]}。{one.meaning[1]}{days}\n"
        yield _table(("列 · Column", "名称", "Name"), ((f"`{c.key}`", *c.title) for c in one.columns))


def main(arguments: list[str], file: Path = FILE) -> int:
    """Write the document; with `--check` only say whether the file at hand says the same (0) or is stale (1)."""
    text = document()
    if "--check" in arguments:
        if file.exists() and file.read_text(encoding="utf-8") == text:
            return 0
        print(f"{file.name} 已过期：运行 python -m metrics.documents · is stale: run python -m metrics.documents")
        return 1
    file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
