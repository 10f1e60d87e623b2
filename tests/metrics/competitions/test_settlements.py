"""Settlements: once, to the cent, and for good; what changes afterwards is shown, with its reason, and signed for."""

from __future__ import annotations

import multiprocessing as mp
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.intake.importing import Imported, batches, undo_batch
from data.settings import Settings
from data.state import settlements, store
from data.state.models import AuditEntry, Settlement
from data.warehouse.engines import writer
from data.warehouse.generations import Generation, current
from metrics import publishing
from metrics.competitions.rewards import Line, paid
from metrics.competitions.settling import Settled, SettlingError, adjust, frozen, settle
from metrics.competitions.standings import board, standings
from metrics.competitions.verifying import Difference, is_chain_whole, verify
from tests.metrics.competitions.shop import NOW, ORDERS, day, order, rules, world
from tests.oracle.world import write_csv
from tests.pipeline import SettingsAt, publish, publish_files, settings_at


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Generation]:
    """The shop's warehouse, only read."""
    home = tmp_path_factory.mktemp("shop")
    return home, publish(settings_at(home, NOW), world())


@pytest.fixture
def here(shop: tuple[Path, Generation], tmp_path: Path) -> SettingsAt:
    """The shop with a state of its own."""
    return settings_at(shop[0], NOW).model_copy(update={"state_url": f"sqlite:///{tmp_path / 'state.sqlite'}"})


@pytest.fixture
def generation(shop: tuple[Path, Generation]) -> Generation:
    """What is published of the shop."""
    return shop[1]


def told(lines: tuple[Line, ...]) -> dict[str, str]:
    """What each gets."""
    return {one: f"{amount:.2f}" for one, amount in sorted(paid(lines).items())}


def points_of(link: Settled) -> dict[str, Decimal]:
    """Points by entrant, as they were settled."""
    return {place["entrant"]: place["points"] for place in link.places}


def differing(settings: SettingsAt, generation: Generation) -> dict[str, tuple[Difference, ...]]:
    """What differs, by part."""
    return {found.link.part: found.differences for found in verify(settings, generation) if found.differences}


def test_a_day_is_settled_once(here: SettingsAt, generation: Generation) -> None:
    """G1 is the day's best and has opened, G2 has opened; whoever settles again gets what stands."""
    link, is_new = settle(here, generation, rules(), day(2), "小王")
    assert is_new
    assert [(p["entrant"], p["rank"], p["points"], p["reward"]) for p in link.places] == [
        ("G1", 1, 20, 60),
        ("G2", 2, 15, 10),
        ("G3", 3, 0, 0),
    ]
    assert (link.total, told(link.lines), link.who) == (70, {"G1": "60.00", "G2": "10.00"}, "小王")
    again, is_new = settle(here, generation, rules(title="改了名"), day(2), "小李")
    assert not is_new
    assert again == link
    assert differing(here, generation) == {}
    assert is_chain_whole(here)


def test_the_whole_pays_what_the_days_have_not(here: SettingsAt, generation: Generation) -> None:
    """With day 2 settled the whole pays the rest; both together are what the whole alone would have paid."""
    first, _ = settle(here, generation, rules(), day(2), "x")
    link, _ = settle(here, generation, rules(), None, "x")
    assert points_of(link) == {"G2": 45, "G1": 36, "G3": 18}
    assert told(link.lines) == {"G1": "258.00", "G2": "362.50", "G3": "114.00"}
    assert first.total + link.total == Decimal("804.50")
    both = Counter((line.kind, line.entrant, line.day, line.amount) for line in (*first.lines, *link.lines))
    whole = board(generation, rules()).rewards()
    assert both == Counter((line.kind, line.entrant, line.day, line.amount) for line in whole)
    with pytest.raises(SettlingError, match="is settled as a whole"):
        settle(here, generation, rules(), day(3), "x")
    assert settle(here, generation, rules(), day(2), "y")[0] == first, "what stands is still given"


def test_all_days_settled_leave_only_the_end_to_be_paid(here: SettingsAt, generation: Generation) -> None:
    days = [settle(here, generation, rules(), day(n), "x")[0] for n in (4, 2, 3)]
    link, _ = settle(here, generation, rules(), None, "x")
    assert {line.kind for line in link.lines} == {"rank", "commission"}
    assert sum((one.total for one in days), link.total) == Decimal("804.50")


@pytest.mark.parametrize(
    ("at", "what", "match"),
    [
        (datetime(2026, 3, 3, 21, 59, 59), day(3), "can be settled from 03-03 22:00 on"),
        (datetime(2026, 3, 3, 22), None, "can be settled from 03-04 22:00 on"),
        (NOW, day(5), "lies outside"),
        (NOW, day(1), "lies outside"),
    ],
)
def test_too_early_or_outside(here: SettingsAt, generation: Generation, at: datetime, what: Any, match: str) -> None:
    with pytest.raises(SettlingError, match=match):
        settle(here.model_copy(update={"moment": at}), generation, rules(), what, "x")
    assert settlements.chain(here) == []


def test_a_day_can_be_settled_from_its_last_cut_off_on(here: SettingsAt, generation: Generation) -> None:
    """Without cut-offs from midnight on."""
    night = here.model_copy(update={"moment": datetime(2026, 3, 3, 22)})
    assert settle(night, generation, rules(), day(3), "x")[1]
    with pytest.raises(SettlingError, match="03-04 00:00"):
        settle(night, generation, rules(id="other", cut_offs=[]), day(3), "x")


def now_of(settings: SettingsAt) -> Generation:
    """What is published now."""
    found = current(settings)
    assert found is not None
    return found


def arrive(settings: SettingsAt, *rows: dict[str, Any]) -> tuple[int, Generation]:
    """Orders arrive as a file; gives its batch and what is published then."""
    (done,) = publishing.import_files(settings, write_csv({"orders": list(rows)}, settings.home / "files"))
    assert isinstance(done, Imported)
    return done.batch or 0, now_of(settings)


def test_a_settlement_survives_whatever_comes(tmp_path: Path) -> None:
    """A settled day through a re-import, a part refunded, all of it, the undo, and a late order."""
    settings = settings_at(tmp_path, NOW)
    before = publish_files(settings, world())
    day_two, _ = settle(settings, before, rules(), day(2), "小王")
    assert differing(settings, publish_files(settings, world())) == {}, "the same rows again change nothing"

    # 20 of D1 are given back: 18 points for G1, and she is still the day's best
    _, found = arrive(settings, ORDERS[0] | {"refunded_amount": Decimal(20)})
    ((changed,),) = differing(settings, found).values()
    assert (changed.entrant, changed.points_settled, changed.points_now) == ("G1", 20, 18)
    assert (changed.reward_settled, changed.reward_now) == (60, 60)
    assert changed.because == (("订单 D1 退款 20.00", "refund of order D1: 20.00"),)

    # then all of it: G2 is best, and G1 opens with D5 on day 4 instead
    wholly, found = arrive(settings, ORDERS[0] | {"refunded_amount": Decimal(100)})
    ((one, two),) = differing(settings, found).values()
    assert (one.entrant, one.points_now, one.reward_settled, one.reward_now) == ("G1", 0, 60, 0)
    assert [reason[1] for reason in one.because] == ["refund or withdrawal of order D1"]
    assert (two.entrant, two.points_now, two.reward_settled, two.reward_now) == ("G2", 15, 10, 60)
    assert two.because == (("名次因他人变化而变", "others' changes move the places"),)

    # nothing of what was settled has moved, neither in the chain nor on the board
    assert settle(settings, found, rules(), day(2), "x") == (day_two, False)
    live = board(found, rules(), frozen(settings, "spring"))
    assert {p.entrant.id: p.points for p in standings(live, days=(day(2),))} == {"G1": 20, "G2": 15, "G3": 0}
    assert {p.entrant.id: p.reward for p in standings(live, days=(day(2),))} == {"G1": 60, "G2": 10, "G3": 0}
    assert not [line for line in live.rewards() if line.kind == "opening_order" and line.day == day(4)]

    for who, why in (("", "退款"), ("小王", " "), (" ", "退款")):
        with pytest.raises(SettlingError, match="needs a name and a reason"):
            adjust(settings, found, "spring", "2026-03-02", who, why)
    corrected = adjust(settings, found, "spring", "2026-03-02", "小李", " 退款 ")
    assert (corrected.revision, corrected.who, corrected.reason) == (1, "小李", "退款")
    assert told(corrected.lines) == {"G2": "60.00"}
    assert differing(settings, found) == {}
    with pytest.raises(SettlingError, match="nothing to correct"):
        adjust(settings, found, "spring", "2026-03-02", "小李", "再来")
    links = settlements.chain(settings)
    assert [(link.part, link.revision) for link in links] == [("2026-03-02", 0), ("2026-03-02", 1)]
    assert links[0].hash == day_two.hash

    # the refund is undone, and the chain only grows
    publishing.undo(settings, wholly)
    found = now_of(settings)
    ((one, two),) = differing(settings, found).values()
    assert {one.entrant, two.entrant} == {"G1", "G2"}
    assert ("补录订单 D1", "order D1 came later") in (*one.because, *two.because)
    adjust(settings, found, "spring", "2026-03-02", "小李", "退款撤回")
    assert differing(settings, found) == {}

    # an order of the settled day comes late: the whole stands on the day as it was settled, until that is adjusted
    _, found = arrive(settings, order("D9", 2, "G3", "10"))
    whole, _ = settle(settings, found, rules(), None, "小王")
    assert points_of(whole)["G3"] == 18
    assert differing(settings, found).keys() == {"2026-03-02"}
    adjust(settings, found, "spring", "2026-03-02", "小王", "补录")
    ((late,),) = (differences for part, differences in differing(settings, found).items() if part == "all")
    assert (late.entrant, late.points_settled, late.points_now) == ("G3", 18, 29)
    assert adjust(settings, found, "spring", "all", "小王", "补录").revision == 1
    assert differing(settings, found) == {}
    assert is_chain_whole(settings)

    # all the shop's orders are gone, and still every settled figure stands
    with writer(settings) as connection:
        for batch in batches(connection):
            if batch.table_name == "orders" and batch.undone_at is None:
                undo_batch(connection, batch.batch, settings)
    publishing.refresh(settings)
    live = board(now_of(settings), rules(), frozen(settings, "spring"))
    assert {p.entrant.id: p.points for p in standings(live)} == {"G2": 45, "G1": 34, "G3": 29}
    assert live.today == day(4)
    assert sum(line.amount for line in live.rewards() if line.kind == "daily_best") == 150


def test_nothing_settled_cannot_be_adjusted(here: SettingsAt, generation: Generation) -> None:
    with pytest.raises(SettlingError, match="is not settled"):
        adjust(here, generation, "spring", "2026-03-02", "x", "y")


# -- two at once


def at_once(settings: Settings, number: int, barrier: Any, answers: Any) -> None:
    """One of two processes: the same day, then each its own day, then a day and the whole."""
    generation = now_of(settings)
    for round_, asked in enumerate(((day(2), day(2)), (day(3), day(4)))):
        barrier.wait()
        link, is_new = settle(settings, generation, rules(), asked[number], f"p{number}")
        answers.put((round_, link.hash, is_new, link.who))
    for n in range(2):
        barrier.wait()
        try:
            link, _ = settle(settings, generation, rules(id=f"k{n}"), (day(4), None)[number], f"p{number}")
            answers.put((f"k{n}", link.hash, str(link.total), link.part))
        except SettlingError:
            answers.put((f"k{n}", None, "0", "refused"))


def test_two_at_once_settle_once(shop: tuple[Path, Generation], here: SettingsAt) -> None:
    """Both get the one settlement; different days make a straight chain; no day is paid beside its whole."""
    with store.session(here):
        pass  # the state is there before two need it
    context = mp.get_context("spawn")
    barrier, answers = context.Barrier(2, timeout=120), context.Queue()
    settings = settings_at(shop[0], NOW).model_copy(update={"state_url": here.state_url})
    running = [context.Process(target=at_once, args=(settings, number, barrier, answers)) for number in (0, 1)]
    for process in running:
        process.start()
    said = [answers.get(timeout=120) for _ in range(8)]
    for process in running:
        process.join(60)
        assert process.exitcode == 0
    same = [answer for answer in said if answer[0] == 0]
    assert len({(link_hash, who) for _, link_hash, _, who in same}) == 1
    assert sorted(is_new for _, _, is_new, _ in same) == [False, True]
    assert [is_new for round_, _, is_new, _ in said if round_ == 1] == [True, True]
    for n in range(2):
        totals = [Decimal(total) for kind, _, total, _ in said if kind == f"k{n}"]
        assert sum(totals) == Decimal("804.50"), "the last day's 50 are paid once, by the day or by the whole"
    assert settlements.faults(here) == {}
    links = settlements.chain(here)
    before = [settlements.BEGINNING, *(link.hash for link in links)]
    assert [link.previous_hash for link in links] == before[:-1]


def test_what_was_counted_before_another_settled_is_counted_again(here: SettingsAt, generation: Generation) -> None:
    """A link upon a state that was overtaken is not written."""
    tip = settlements.tip(settlements.standing(here, "spring"))
    settle(here, generation, rules(), day(2), "x")
    with pytest.raises(settlements.OvertakenError):
        settlements.add(here, "spring", "all", {}, "y", upon=tip)
    assert len(settlements.chain(here)) == 1


# -- tampering


def change(here: SettingsAt, statement: Any) -> None:
    """Somebody writes into the state by hand."""
    with store.session(here) as opened:
        opened.execute(statement)


@pytest.mark.parametrize(
    ("tamper", "faults"),
    [
        (lambda at: sa.update(Settlement).where(at == 2).values(content=Settlement.content + " "), {2: "content"}),
        (lambda at: sa.update(Settlement).where(at == 3).values(content="{"), {3: "content"}),
        (lambda at: sa.update(Settlement).where(at == 2).values(who="他人"), {2: "content"}),
        (lambda at: sa.update(Settlement).where(at == 2).values(part="all"), {2: "content"}),
        (lambda at: sa.update(Settlement).where(at == 1).values(revision=5), {1: "content"}),
        (lambda at: sa.delete(Settlement).where(at == 2), {0: "missing", 3: "order"}),
        (lambda at: sa.delete(Settlement).where(at == 1), {0: "missing", 2: "order"}),
        (lambda at: sa.delete(Settlement).where(at == 3), {0: "missing"}),
        (lambda at: sa.delete(Settlement), {0: "missing"}),
    ],
)
def test_tampering_is_found(here: SettingsAt, tamper: Any, faults: dict[int, str]) -> None:
    """Content, signature or place changed; a link gone at the beginning, in the middle, at the end."""
    for n in (2, 3, 4):
        settlements.add(here, "spring", day(n).isoformat(), {"places": n}, "x")
    assert settlements.faults(here) == {}
    change(here, tamper(Settlement.id))
    assert settlements.faults(here) == faults
    assert not is_chain_whole(here)


def test_a_forged_hash_is_found(here: SettingsAt, generation: Generation) -> None:
    """Whoever recomputes the hash of what she changed breaks the next link, and at the end the audit trail tells."""
    for n in (2, 3):
        settle(here, generation, rules(), day(n), "x")
    for number, faults in ((1, {0: "missing", 1: "order", 2: "order"}), (2, {0: "missing", 1: "order", 2: "order"})):
        link = settlements.chain(here)[number - 1]
        text = link.content.replace('"reward":"60"', '"reward":"600"')
        forged = settlements.digest(link.previous_hash, text)
        change(here, sa.update(Settlement).where(Settlement.id == number).values(content=text, hash=forged))
        if number == 1:
            assert settlements.faults(here) == faults
    change(here, sa.delete(AuditEntry).where(AuditEntry.action == "settlement"))
    assert settlements.faults(here) == {1: "order", 2: "order"}, "nobody is known to have written them"
