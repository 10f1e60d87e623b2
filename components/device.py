"""Whether the reader holds a phone: there cards stand two across and tables become short lists."""

from __future__ import annotations

import re

import streamlit as st

# WeCom's own browser on a desktop also says wxwork, but names Windows or Mac beside it
_PHONE = re.compile(r"Mobile|Android|iPhone|wxwork", re.IGNORECASE)
_DESKTOP = re.compile(r"Windows NT|Macintosh|WindowsWechat|MacWechat|iPad", re.IGNORECASE)


def is_phone_agent(agent: str) -> bool:
    """Whether a User-Agent is that of a phone.

    >>> is_phone_agent("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 wxwork/4.1")
    True
    >>> is_phone_agent("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 wxwork/4.1")
    False
    """
    return bool(_PHONE.search(agent)) and not _DESKTOP.search(agent)


def is_phone() -> bool:
    """Whether this session's browser is on a phone; no, when nothing is known."""
    return is_phone_agent(st.context.headers.get("User-Agent", ""))
