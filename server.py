"""The app as a server: its pages are ready before the first reader comes, and its scripts travel compressed.

`streamlit run server.py`; with `streamlit run app.py` the app runs without either.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime import get_instance

from components import access, warming
from components.compression import Compressed
from data.collector import settle

FIRST, *OTHERS = access.SEES


@asynccontextmanager
async def ready(_app: st.App) -> AsyncIterator[None]:
    """Draw the first page once for nobody, and again after every import; the others follow one by one."""
    await warming.visit(get_instance(), FIRST)
    settle()
    following = asyncio.create_task(warming.follow(get_instance(), FIRST, OTHERS))
    yield
    following.cancel()


app = st.App(Path(__file__).with_name("app.py"), lifespan=ready, middleware=[Middleware(Compressed)])
