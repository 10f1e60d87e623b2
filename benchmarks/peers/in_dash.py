"""The dashboard in plain Dash."""

import os
import sys

import pandas as pd
import plotly.express as px
from dash import Dash, Input, Output, callback, dash_table, dcc, html
from waitress import serve

RATES = {"回复率": ("replied", "greeted"), "私聊率": ("talked", "added"), "首单转化率": ("bought", "added")}
ROWS = pd.read_parquet(os.environ["PEER_ROWS"])
LAST = ROWS["day"].max()

app = Dash(__name__)
app.layout = html.Div(
    [
        html.H1("私域看板"),
        dcc.DatePickerRange(
            id="days",
            start_date=(LAST - pd.Timedelta(days=29)).date(),
            end_date=LAST.date(),
            display_format="YYYY-MM-DD",
        ),
        html.Div(id="tiles", style={"display": "flex", "gap": "1rem"}),
        dcc.Graph(id="trend"),
        dash_table.DataTable(id="board", page_size=20),
    ]
)


def tile(title: str, value: str) -> html.Div:
    """A figure with its title."""
    box = {"border": "1px solid #ddd", "padding": "1rem", "flex": 1}
    return html.Div([html.Div(title), html.H2(value, className="value")], className="tile", style=box)


@callback(
    Output("tiles", "children"),
    Output("trend", "figure"),
    Output("board", "data"),
    Input("days", "start_date"),
    Input("days", "end_date"),
)
def draw(start: str, end: str):  # type: ignore[no-untyped-def]
    """Everything, of the days chosen."""
    rows = ROWS[ROWS["day"].between(pd.Timestamp(start), pd.Timestamp(end))]
    total = rows.sum(numeric_only=True)
    tiles = [
        tile("加粉数", f"{total['added']:,.0f}"),
        tile("私聊率", f"{total['talked'] / total['added']:.1%}"),
        tile("首单转化率", f"{total['bought'] / total['added']:.1%}"),
        tile("成交额", f"¥{total['gmv']:,.0f}"),
    ]
    daily = rows.groupby("day", as_index=False).sum(numeric_only=True)
    lines = pd.concat(
        pd.DataFrame({"day": daily["day"], "rate": name, "share": daily[top] / daily[bottom]})
        for name, (top, bottom) in RATES.items()
    )
    board = rows.groupby("guide", as_index=False).sum(numeric_only=True).nlargest(20, "gmv")
    board["私聊率"] = (board["talked"] / board["added"]).round(3)
    shown = board[["guide", "gmv", "added", "私聊率"]].to_dict("records")
    return tiles, px.line(lines, x="day", y="share", color="rate"), shown


if __name__ == "__main__":
    serve(app.server, host="127.0.0.1", port=int(sys.argv[1]), threads=8, _quiet=True)
