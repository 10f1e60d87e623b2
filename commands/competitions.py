"""Competitions on the command line: kept, ranked, settled, and looked at again."""

from __future__ import annotations

from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import Json, fail, generation, show
from data.settings import settings
from metrics.competitions.files import read, write
from metrics.competitions.register import keep, kept, rules_of
from metrics.competitions.settling import adjust, frozen, settle, shortfall
from metrics.competitions.standings import board, standings
from metrics.competitions.verifying import is_chain_whole, verify
from metrics.competitions.written import written_check, written_places, written_settlement

WHO = "manage.py"
app = typer.Typer(no_args_is_help=True, help="Keep the rules of competitions.")

Id = Annotated[str, typer.Argument(metavar="COMPETITION", help="its id")]
Day = Annotated[str | None, typer.Option("--day", help="one day, YYYY-MM-DD; the whole competition if left out")]


class By(Enum):
    """What a ranking is of."""

    GUIDE = "guide"
    TEAM = "team"
    STORE = "store"
    REGION = "region"


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        fail(f"日期应写成 2026-03-02 这样，收到 {written} · A day is written like 2026-03-02, not {written}.")


@app.command("list")
def list_command(as_json: Json = False) -> None:
    """List the competitions, the last to begin first."""
    found = kept(settings()).values()
    if as_json:
        show(
            [
                {
                    "id": one.rules.id,
                    "title": one.rules.title,
                    "starts_on": one.rules.starts_on.isoformat(),
                    "ends_on": one.rules.ends_on.isoformat(),
                    "entrants": one.rules.entrants,
                    "version": one.version,
                }
                for one in found
            ]
        )
        return
    for one in found:
        typer.echo(f"{one.rules.id:<16} {one.rules.starts_on}–{one.rules.ends_on}  {one.rules.title}")
    if not found:
        typer.echo("还没有竞赛 · There is no competition yet.")


@app.command("import")
def import_command(file: Annotated[Path, typer.Argument(help="a TOML file")]) -> None:
    """Keep the rules of a TOML file as the version that holds."""
    try:
        rules = read(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        fail(f"读不了 {file}：{error} · {file} cannot be read: {error}.")
    is_new = keep(settings(), rules, WHO)
    typer.echo(
        f"竞赛 {rules.id} 已保存 · Competition {rules.id} is kept."
        if is_new
        else f"竞赛 {rules.id} 没有变化 · Competition {rules.id} is as it was."
    )


@app.command("export")
def export_command(competition: Id) -> None:
    """Print the rules as TOML."""
    typer.echo(write(rules_of(settings(), competition)), nl=False)


def rank(
    competition: Id,
    day: Day = None,
    by: Annotated[By | None, typer.Option("--by", help="whom to rank; the entrants if left out")] = None,
    as_json: Json = False,
) -> None:
    """Rank everyone who takes part."""
    rules = rules_of(settings(), competition)
    on = _day(day)
    if on is not None and on not in rules.days:
        fail(
            f"{on} 不在赛期 {rules.starts_on} 至 {rules.ends_on} 内 · "
            f"{on} lies outside {rules.starts_on} to {rules.ends_on}."
        )
    counted = board(generation(), rules, frozen(settings(), rules.id))
    written = written_places(standings(counted, by=by and by.value, days=None if on is None else (on,)))
    if as_json:
        show(written)
        return
    for place in written:
        moved = {None: "  ", 0: " ="}.get(place["moved"]) or f"{place['moved']:+d}"
        reward = "" if not place["reward"] else f"  ¥{place['reward']:.2f}"
        typer.echo(
            f"{place['rank']:>4} {moved}  {place['points']:>10.14g}  {place['name']} ({place['entrant']}){reward}"
        )


def settle_command(
    competition: Id,
    day: Day = None,
    correct: Annotated[
        str | None, typer.Option("--correct", metavar="REASON", help="correct what is settled to the facts, and why")
    ] = None,
    who: Annotated[str, typer.Option("--who", help="who settles or corrects")] = WHO,
    as_json: Json = False,
) -> None:
    """Freeze a day or the competition: points, ranks and rewards. Twice is once."""
    rules, on = rules_of(settings(), competition), _day(day)
    found = generation()
    if correct is not None:
        link, is_new = adjust(settings(), found, competition, on.isoformat() if on else "all", who, correct), True
    else:
        warning = shortfall(board(found, rules), on)
        if warning is not None:
            typer.echo(f"注意：{warning[0]} · Mind: {warning[1]}.", err=True)
        link, is_new = settle(settings(), found, rules, on, who)
    if as_json:
        show(written_settlement(link))
        return
    part = link.day or f"{link.rules.starts_on}–{link.rules.ends_on}"
    word = "已结算" if is_new else f"早已由 {link.who} 于 {link.at} 结算"
    typer.echo(f"{competition} {part} {word}：¥{link.total:.2f}，{len(link.places)} 个参赛者，{link.hash[:12]}")


def verify_settlements(as_json: Json = False) -> None:
    """Look at every settlement again: is the chain whole, and do the facts still say so?"""
    found = verify(settings(), generation())
    is_whole = is_chain_whole(settings())
    if as_json:
        show([written_check(one) for one in found])
    else:
        for one in found:
            part = one.link.day or "总结算"
            typer.echo(f"{one.link.competition_id} {part}  {one.link.hash[:12]}  {one.fault or '✓'}")
            for difference in one.differences:
                typer.echo(
                    f"  {difference.name}（{difference.entrant}）："
                    f"结算 {difference.points_settled:g} 分 ¥{difference.reward_settled:.2f}，"
                    f"现为 {difference.points_now:g} 分 ¥{difference.reward_now:.2f}："
                    + "；".join(reason[0] for reason in difference.because[:5])
                )
        typer.echo("结算链完整 · The chain is whole." if is_whole else "结算链已损坏 · The chain is broken.")
    if not is_whole:
        raise typer.Exit(2)
    if any(one.differences for one in found):
        raise typer.Exit(1)
