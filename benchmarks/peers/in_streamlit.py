"""The dashboard in plain Streamlit with Altair."""

import os

import altair as alt
import pandas as pd
import streamlit as st

RATES = {"回复率": ("replied", "greeted"), "私聊率": ("talked", "added"), "首单转化率": ("bought", "added")}


@st.cache_data
def load() -> pd.DataFrame:
    """A row per day and guide."""
    return pd.read_parquet(os.environ["PEER_ROWS"])


st.set_page_config(layout="wide")
rows = load()
last = rows["day"].max()
st.title("私域看板")
chosen = st.date_input("日期", (last - pd.Timedelta(days=29), last), format="YYYY-MM-DD")
if len(chosen) < 2:
    st.stop()
rows = rows[rows["day"].between(*(pd.Timestamp(day) for day in chosen))]
total = rows.sum(numeric_only=True)
tiles = st.columns(4)
tiles[0].metric("加粉数", f"{total['added']:,.0f}", border=True)
tiles[1].metric("私聊率", f"{total['talked'] / total['added']:.1%}", border=True)
tiles[2].metric("首单转化率", f"{total['bought'] / total['added']:.1%}", border=True)
tiles[3].metric("成交额", f"¥{total['gmv']:,.0f}", border=True)

daily = rows.groupby("day", as_index=False).sum(numeric_only=True)
lines = pd.concat(
    pd.DataFrame({"day": daily["day"], "rate": name, "share": daily[top] / daily[bottom]})
    for name, (top, bottom) in RATES.items()
)
st.altair_chart(
    alt.Chart(lines).mark_line().encode(x="day:T", y=alt.Y("share:Q", axis=alt.Axis(format="%")), color="rate:N")
)

board = rows.groupby("guide", as_index=False).sum(numeric_only=True).nlargest(20, "gmv")
board["私聊率"] = board["talked"] / board["added"]
st.dataframe(board[["guide", "gmv", "added", "私聊率"]], hide_index=True, height=740)
