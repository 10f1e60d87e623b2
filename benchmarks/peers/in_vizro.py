"""The dashboard in plain Vizro."""

import os
import sys

import pandas as pd
import plotly.express as px
import vizro.models as vm
from dash import html
from dash_ag_grid import AgGrid
from vizro import Vizro
from vizro.managers import data_manager
from vizro.models.types import capture
from waitress import serve

RATES = {"回复率": ("replied", "greeted"), "私聊率": ("talked", "added"), "首单转化率": ("bought", "added")}
data_manager["rows"] = pd.read_parquet(os.environ["PEER_ROWS"])


@capture("figure")
def tile(data_frame: pd.DataFrame, title: str, top: str, bottom: str | None = None):  # type: ignore[no-untyped-def]
    """A sum, or a ratio of sums, with its title."""
    value = data_frame[top].sum()
    said = f"{value / data_frame[bottom].sum():.1%}" if bottom else f"{value:,.0f}"
    return html.Div([html.Div(title), html.H2(said, className="value")], className="tile")


@capture("graph")
def trend(data_frame: pd.DataFrame):  # type: ignore[no-untyped-def]
    """The three rates by day."""
    daily = data_frame.groupby("day", as_index=False).sum(numeric_only=True)
    lines = pd.concat(
        pd.DataFrame({"day": daily["day"], "rate": name, "share": daily[top] / daily[bottom]})
        for name, (top, bottom) in RATES.items()
    )
    return px.line(lines, x="day", y="share", color="rate")


@capture("ag_grid")
def board(data_frame: pd.DataFrame):  # type: ignore[no-untyped-def]
    """The twenty guides with most GMV."""
    found = data_frame.groupby("guide", as_index=False).sum(numeric_only=True).nlargest(20, "gmv")
    found["私聊率"] = (found["talked"] / found["added"]).round(3)
    shown = found[["guide", "gmv", "added", "私聊率"]]
    return AgGrid(rowData=shown.to_dict("records"), columnDefs=[{"field": name} for name in shown.columns])


last = data_manager["rows"].load()["day"].max()
days = [str((last - pd.Timedelta(days=29)).date()), str(last.date())]
page = vm.Page(
    title="私域看板",
    layout=vm.Grid(grid=[[0, 1, 2, 3], [4, 4, 4, 4], [4, 4, 4, 4], [5, 5, 5, 5], [5, 5, 5, 5]]),
    components=[
        vm.Figure(figure=tile("rows", title="加粉数", top="added")),
        vm.Figure(figure=tile("rows", title="私聊率", top="talked", bottom="added")),
        vm.Figure(figure=tile("rows", title="首单转化率", top="bought", bottom="added")),
        vm.Figure(figure=tile("rows", title="成交额", top="gmv")),
        vm.Graph(figure=trend("rows")),
        vm.Table(figure=board("rows")),
    ],
    controls=[vm.Filter(column="day", selector=vm.DatePicker(title="日期", value=days))],
)
app = Vizro().build(vm.Dashboard(pages=[page]))

if __name__ == "__main__":
    serve(app.dash.server, host="127.0.0.1", port=int(sys.argv[1]), threads=8, _quiet=True)
