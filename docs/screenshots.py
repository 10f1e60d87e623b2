"""Make the pictures of the README from the real app: a demo in a home of its own, a real server, a real browser.

    python docs/screenshots.py            # needs the packages of requirements-dev.txt and a Chromium

The demo is that of the first start, so the pictures show what a reader sees, and a newer app gives newer pictures.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data.settings import Settings  # noqa: E402
from metrics.publishing import make_demo  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 wxwork/4.1.30"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# name, address, dark?, phone?, how much of the page
PICTURES = (
    ("overview-zh", "overview", False, False, 1_880),
    ("overview-en", "overview?lang=en", False, False, 1_880),
    ("overview-phone-zh", "overview", False, True, 1_700),
    ("overview-phone-en", "overview?lang=en", False, True, 1_700),
    ("startup-zh", "startup?period=quarter", False, False, 1_500),
    ("startup-en", "startup?period=quarter&lang=en", False, False, 1_500),
    ("groups-zh", "groups", False, False, 1_500),
    ("groups-en", "groups?lang=en", False, False, 1_500),
    ("competitions-zh", "competitions", False, False, 1_500),
    ("competitions-en", "competitions?lang=en", False, False, 1_500),
    ("tiers-zh", "tiers", False, False, 1_500),
    ("tiers-en", "tiers?lang=en", False, False, 1_500),
    ("retention-zh", "retention?period=quarter", False, False, 1_500),
    ("retention-en", "retention?period=quarter&lang=en", False, False, 1_500),
    ("intake-zh", "intake", False, False, 1_100),
    ("intake-en", "intake?lang=en", False, False, 1_100),
)


@contextmanager
def server(home: Path) -> Iterator[str]:
    """The address of the app over a home."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "server.py", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "YUTANG_HOME": str(home)})
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                    break
            except OSError:
                time.sleep(0.25)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def take(browser: Browser, url: str, path: Path, *, is_dark: bool, is_phone: bool, height: int) -> None:
    """One picture of one page, once it is drawn."""
    context = browser.new_context(
        viewport={"width": 390 if is_phone else 1440, "height": height},
        device_scale_factor=2 if is_phone else 1,
        color_scheme="dark" if is_dark else "light",
        user_agent=PHONE if is_phone else None,
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("h1")
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_function("document.querySelectorAll('[data-testid=stSkeleton]').length === 0")
    page.wait_for_timeout(3_000)  # charts draw themselves after the run
    page.screenshot(path=path)
    context.close()


def main() -> None:
    """Take every picture."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        sys.exit("No Chromium was found. Install one (Debian: apt-get install chromium) and run this again.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        make_demo(Settings(home=Path(home)))
        with server(Path(home)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
            for name, path, is_dark, is_phone, height in PICTURES:
                target = FOLDER / f"{name}.png"
                take(browser, f"{address}/{path}", target, is_dark=is_dark, is_phone=is_phone, height=height)
                print(target.relative_to(ROOT))
            browser.close()


if __name__ == "__main__":
    main()
