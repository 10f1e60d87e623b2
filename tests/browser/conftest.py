"""The app on a real server, and a real browser before it; skipped with a reason where there is no Chromium."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from data.settings import Settings
from metrics import publishing

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 wxwork/4.1.30"
# Opened below the root, Streamlit's own script looks for its server there first, and the browser logs that as an error.
PROBE = re.compile(r"/(overview|startup|competitions|tiers|dictionary|intake)/_stcore/")


def _stores(home: Path) -> dict[str, str]:
    """Where the settings of this run say that a home's rows stand, where that is not in its files."""
    there = Settings(home=home)
    urls = {"YUTANG_WAREHOUSE_URL": there.warehouse_url, "YUTANG_STATE_URL": there.state_url}
    return {name: url for name, url in urls.items() if url}


def served(home: Path, program: str = "app.py") -> tuple[subprocess.Popen[bytes], str]:
    """Start a server in a home; gives the process and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", program, "--server.port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "YUTANG_HOME": str(home), **_stores(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return process, address
        except OSError:
            time.sleep(0.25)
    process.kill()
    raise RuntimeError(f"the server did not answer at {address} within 30 seconds")


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small demo."""
    home = tmp_path_factory.mktemp("browser")
    publishing.make_demo(Settings(home=home), stores=6, guides=14, customers=1_500, days=100)
    return home


@pytest.fixture(scope="session")
def server(demo_home: Path) -> Iterator[str]:
    """The address of a server over the demo."""
    process, address = served(demo_home, "server.py")
    yield address
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; without one the tests are skipped, unless YUTANG_REQUIRE_BROWSER=1 makes that a failure."""
    if CHROMIUM is None:
        reason = "no Chromium on this machine (Debian: apt-get install chromium)"
        if os.environ.get("YUTANG_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Reader:
    """A reader at a browser: opens pages and keeps what went wrong meanwhile."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        self.outside: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._request(request.url))

    def _console(self, message: object) -> None:
        location = str(getattr(message, "location", {}).get("url", ""))
        if getattr(message, "type", "") == "error" and not PROBE.search(location):
            self.errors.append(f"{getattr(message, 'text', '')} ({location})")

    def _request(self, url: str) -> None:
        if not url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.outside.append(url)

    def open(self, path: str = "") -> Page:
        """Go to a path of the app and wait until it is drawn."""
        self.page.goto(f"{self.address}/{path}")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the app has run to its end."""
        self.page.wait_for_selector("h1", timeout=60_000)
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=60_000)
        self.page.wait_for_function("document.querySelectorAll('[data-testid=stSkeleton]').length === 0")
        self.page.wait_for_timeout(700)


@pytest.fixture
def reader(browser: Browser, server: str) -> Iterator[Callable[..., Reader]]:
    """Sit down at a desktop, or hold a phone."""
    contexts = []

    def sit(*, phone: bool = False, dark: bool = False, address: str = server) -> Reader:
        context = browser.new_context(
            viewport={"width": 390, "height": 844} if phone else {"width": 1440, "height": 1000},
            user_agent=PHONE if phone else None,
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
        )
        contexts.append(context)
        return Reader(context.new_page(), address)

    yield sit
    for context in contexts:
        context.close()
