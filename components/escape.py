"""Names that customers and users typed, made harmless where Markdown or a spreadsheet would read more than text.

Streamlit renders Markdown in labels, tables, captions and metric cards: a nickname may hold an image of another host, a
colour directive or a formula. Charts and data frames draw plain text and need none of this.
"""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=])")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_JOINER = "\u2060"  # invisible, forbids nothing but the reading of `:red[`, `:smile:`, `https://`, `www.` and `a@b.c`
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def markdown(name: str) -> str:
    r"""The name as Markdown that renders as exactly the name.

    >>> markdown("![x](https://a.b/c.png)").replace("\u2060", "")
    '\\!\\[x\\]\\(https://a\\.b/c\\.png\\)'
    >>> markdown("王晓彤")
    '王晓彤'
    """
    text = _BREAKS.sub(" ", name).strip()
    text = text.replace(":", f":{_JOINER}").replace("@", f"@{_JOINER}")
    text = re.sub(r"(?i)www", lambda found: f"{found.group()}{_JOINER}", text)
    return _MARKDOWN.sub(r"\\\1", text)


def spreadsheet(cell: object) -> object:
    """The cell as a spreadsheet may take it: text that would start a formula gets a leading apostrophe.

    >>> spreadsheet("=HYPERLINK(1)"), spreadsheet(" +1"), spreadsheet(-3), spreadsheet("王")
    ("'=HYPERLINK(1)", "' +1", -3, '王')
    """
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    # some programs trim blanks before they look for a formula
    if isinstance(cell, str) and cell.lstrip(" \u00a0\u3000").startswith(_FORMULA):
        return f"'{cell}"
    return cell
