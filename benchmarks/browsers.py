"""Visits in Chromium: how long until every figure of a page is on the screen, and how many bytes that took."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import TimeoutError as NeverShown

from benchmarks.servers import Server

COLD, NEW, RELOAD, RANGE, SLOW, BYTES = "cold", "new", "reload", "range", "slow", "bytes"
TIMES = 5
COLD_TIMES = 3
LINE = {"offline": False, "downloadThroughput": 20e6 / 8, "uploadThroughput": 20e6 / 8, "latency": 20}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LIMIT = 60_000  # milliseconds after which a page is taken to be stuck
# What a page shows, once all of it is there: its figures, a chart and a table, each told when it is asked
STREAMLIT = """(want) => {
    const all = (words) => [...document.querySelectorAll(words)];
    if (!document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')) return null;
    if (all('[data-testid=stSkeleton]').length) return null;
    const charts = all('[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg.marks');
    const tables = all('[data-testid=data-grid-canvas]');
    const tiles = all('[data-testid=stMetricValue]').map((one) => one.innerText);
    if (tiles.length < want[0] || charts.length < want[1] || tables.length < want[2]) return null;
    const drawn = (one) => one.toDataURL ? one.toDataURL() : one.innerHTML;
    return [() => tiles.join(' '), () => drawn(charts[0]), () => drawn(tables[0])];
}"""
PLOTLY = """(want) => {
    const all = (words) => [...document.querySelectorAll(words)];
    const tiles = all('.tile .value').map((one) => one.innerText);
    const lines = all('.scatterlayer .trace path.js-line').map((one) => one.getAttribute('d'));
    const rows = all('#board tr, .ag-center-cols-container .ag-row').map((one) => one.innerText);
    if (tiles.length < want[0] || lines.length < want[1] || rows.length < want[2]) return null;
    return [() => tiles.join(' '), () => lines.join(' '), () => rows.join(' ')];
}"""
# Says when all of what was shown has become something else; pictures, which take long to tell, after the figures have.
CHANGED = """([look, want, before]) => {
    const now = eval(look)(want);
    return now !== null && now.every((one, place) => one() !== before[place]);
}"""
TOLD = "([look, want]) => eval(look)(want)?.map((one) => one())"
SHOWN = "([look, want]) => eval(look)(want) !== null"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A page to be visited: where, how to see that it is done, and how to choose other days."""

    server: Server
    path: str
    look: str
    want: tuple[int, int, int]  # figures, charts, tables (for Dash and Vizro: tiles, lines, rows)
    prepare: Callable[[Page], None]  # up to the last click
    choose: Callable[[Page], None]  # the last click


def _days(opener: str) -> tuple[Callable[[Page], None], Callable[[Page], None]]:
    """Choose the 5th to the 20th of the month in which the range begins."""

    def day(page: Page, number: int) -> None:
        cells = page.locator("td, td button, td [role=button]").get_by_text(str(number), exact=True)
        cells.first.click()

    def prepare(page: Page) -> None:
        page.locator(opener).first.click()
        page.wait_for_timeout(700)
        day(page, 5)
        page.wait_for_timeout(1500)

    return prepare, lambda page: day(page, 20)


def _preset(words: str) -> tuple[Callable[[Page], None], Callable[[Page], None]]:
    def choose(page: Page) -> None:
        page.locator("[data-testid=stButtonGroup] button").get_by_text(words, exact=True).first.click()

    return lambda _page: None, choose


def ours(server: Server, preset: str) -> Visit:
    """Our first page: eight figures, three lines and a funnel, two rankings; `preset` is the title of other days."""
    prepare, choose = _preset(preset)
    return Visit(server=server, path="overview", look=STREAMLIT, want=(8, 4, 2), prepare=prepare, choose=choose)


def other(server: Server) -> Visit:
    """The dashboard of another kind: four tiles, three lines, twenty rows."""
    openers = {
        "Streamlit": "[data-testid=stDateInputCalendarButton]",
        "Dash": ".dash-datepicker-input",
        "Vizro": "[data-dates-input]",
    }
    prepare, choose = _days(openers[server.name])
    is_plotly = server.name != "Streamlit"
    return Visit(
        server=server,
        path="",
        look=PLOTLY if is_plotly else STREAMLIT,
        want=(4, 3, 15) if is_plotly else (4, 1, 1),  # a grid draws the rows that its window shows
        prepare=prepare,
        choose=choose,
    )


@dataclass
class Seen:
    """What the visits of one dashboard took, in seconds and bytes."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    stuck: int = 0  # visits of which some figure never came

    def keep(self, what: str, value: float) -> None:
        """Remember a measurement."""
        self.taken.setdefault(what, []).append(value)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count a visit that gets stuck, and go on."""
        try:
            yield
        except NeverShown as error:
            print(f"  stuck: {error.message.splitlines()[0]}", flush=True)
            self.stuck += 1

    def median(self, what: str) -> float:
        """The median of a kind of measurement."""
        return statistics.median(self.taken[what])


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; the system's own."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        raise RuntimeError("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def cold(browser: Browser, visit: Visit, seen: Seen) -> None:
    """The first visitor of a server just started, with an empty browser."""
    with visit.server.running() as (_, port), seen.counting(), _fresh(browser) as context:
        seen.keep(COLD, _opened(context.new_page(), visit, port))


def warm(browser: Browser, visit: Visit, port: int, seen: Seen) -> None:
    """A new visitor with an empty browser; the same page again; other days; and a new visitor over a slow line."""
    with seen.counting(), _fresh(browser) as context:
        page = context.new_page()
        carried = _carried(page, context)
        seen.keep(NEW, _opened(page, visit, port))
        seen.keep(BYTES, carried[0])
        page.wait_for_timeout(1000)
        began = perf_counter()
        page.reload(wait_until="commit")
        _shown(page, visit)
        seen.keep(RELOAD, perf_counter() - began)
        page.wait_for_timeout(1000)
        seen.keep(RANGE, _changed(page, visit))
    with seen.counting(), _fresh(browser) as context:
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", LINE)
        seen.keep(SLOW, _opened(page, visit, port))


@contextmanager
def _fresh(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
    context.set_default_timeout(LIMIT)
    try:
        yield context
    finally:
        context.close()


def _carried(page: Page, context: BrowserContext) -> list[float]:
    """The bytes that came over the line so far, growing; also over the WebSocket."""
    total = [0.0]
    line = context.new_cdp_session(page)
    line.send("Network.enable")

    def http(event: dict[str, float]) -> None:
        total[0] += event["encodedDataLength"]

    def frame(event: dict[str, dict[str, str]]) -> None:
        total[0] += len(event["response"]["payloadData"]) * 0.75  # base64

    line.on("Network.loadingFinished", http)
    line.on("Network.webSocketFrameReceived", frame)
    return total


def _opened(page: Page, visit: Visit, port: int) -> float:
    began = perf_counter()
    page.goto(f"http://127.0.0.1:{port}/{visit.path}", wait_until="commit")
    _shown(page, visit)
    return perf_counter() - began


def _shown(page: Page, visit: Visit) -> None:
    page.wait_for_function(SHOWN, arg=[visit.look, list(visit.want)])


def _changed(page: Page, visit: Visit) -> float:
    asked = [visit.look, list(visit.want)]
    first = page.evaluate(TOLD, asked)
    visit.prepare(page)
    before = page.evaluate(TOLD, asked) or first  # half a range may empty the page
    began = perf_counter()
    visit.choose(page)
    page.wait_for_function(CHANGED, arg=[visit.look, list(visit.want), before])
    return perf_counter() - began
