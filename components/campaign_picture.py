"""Charts as pictures for documents: the same specifications, rendered with a font that holds Chinese.

A renderer without the font would leave the words out and say nothing, so without one there is no picture.
"""

from __future__ import annotations

import copy
from functools import lru_cache
from pathlib import Path

import streamlit as st
import vl_convert

from components.charts import Spec

WIDTH, SCALE = 640, 2.0

# family, and the files it is known to come in
_FONTS = (
    ("Noto Sans CJK SC", ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf")),
    ("Noto Sans SC", ("NotoSansSC-Regular.otf", "NotoSansSC-Regular.ttf", "NotoSansSC[wght].ttf")),
    ("Source Han Sans SC", ("SourceHanSansSC-Regular.otf", "SourceHanSans.ttc")),
    ("WenQuanYi Micro Hei", ("wqy-microhei.ttc",)),
    ("PingFang SC", ("PingFang.ttc",)),
    ("Microsoft YaHei", ("msyh.ttc", "msyh.ttf")),
)
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)


@lru_cache(maxsize=1)
def font() -> str | None:
    """The family of a font of this machine that holds Chinese, known to the renderer; None where there is none."""
    return found(tuple(Path(folder).expanduser() for folder in _FOLDERS))


def found(folders: tuple[Path, ...]) -> str | None:
    """The family of the first known font in some folders, its folder registered with the renderer."""
    there = {path.name: path for folder in folders if folder.is_dir() for path in folder.rglob("*.*")}
    for family, names in _FONTS:
        for name in names:
            if name in there:
                vl_convert.register_font_directory(str(there[name].parent))
                return family
    return None


def png(spec: Spec, family: str, *, width: int = WIDTH) -> bytes:
    """The chart in light colours on white, as wide as a page of text."""
    drawn = copy.deepcopy(spec)
    colours = list(st.get_option("theme.light.chartCategoricalColors") or [])
    ink = st.get_option("theme.light.grayTextColor")
    text = {"labelFont": family, "titleFont": family, "labelColor": ink, "titleColor": ink}
    drawn["width"] = width
    drawn["background"] = "white"
    drawn["config"] = {
        "font": family,
        "text": {"font": family},
        "axis": {**text, "gridColor": st.get_option("theme.light.borderColor")},
        "legend": text,
        "view": {"stroke": None},
        **({"range": {"category": colours}} if colours else {}),
    }
    return bytes(vl_convert.vegalite_to_png(drawn, scale=SCALE))
