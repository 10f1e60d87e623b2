"""Long work in a thread of its own: pages watch it and may be left, reloaded or closed without stopping it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

LOG = logging.getLogger("yutang.jobs")
Report = Callable[[float, str], None]  # the share done, and what is being done


class Job:
    """One piece of work: how far it is, what came of it, or why it failed."""

    def __init__(self, name: str, work: Callable[[Report], Any]) -> None:
        self.share = 0.0
        self.doing = ""
        self.result: Any = None
        self.error: Exception | None = None
        self._work = work
        self._lock = threading.Lock()
        self._name = name
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start, once; a second call does nothing."""
        with self._lock:
            if self._thread is None:
                self._start()

    def again(self) -> None:
        """Start once more when it is over, and not while it runs."""
        with self._lock:
            if self.is_over:
                self.share, self.doing, self.error = 0.0, "", None
                self._start()

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether the work has begun and not ended."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def is_over(self) -> bool:
        """Whether the work has ended, well or not."""
        return self._thread is not None and not self._thread.is_alive()

    def wait(self, seconds: float | None = None) -> None:
        """Let the work end first."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self.result = self._work(self._report)
        except Exception as error:
            LOG.exception("%s failed", self._name)
            self.error = error

    def _report(self, share: float, doing: str) -> None:
        self.share, self.doing = min(max(share, 0.0), 1.0), doing
