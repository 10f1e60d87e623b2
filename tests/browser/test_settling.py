"""A day of a competition is settled by clicking: what a dialog does is seen in a real browser only."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Reader


def test_a_day_is_settled_and_the_page_says_so(reader: Callable[..., Reader]) -> None:
    one = reader()
    page = one.open("competitions?part=settle")
    page.get_by_role("button", name=re.compile("结算 第")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="确认结算").click()
    expect(page.get_by_test_id("stToast")).to_contain_text("已结算")
    one.settle()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("链完整").first).to_be_visible()
    assert one.errors == []
