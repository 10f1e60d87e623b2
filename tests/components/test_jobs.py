"""Work in the background: begun once, watched by many, its failure kept and not lost."""

from __future__ import annotations

import threading

from components.jobs import Job, Report


def test_it_runs_once_however_often_it_is_begun() -> None:
    runs = []
    gate = threading.Event()

    def work(report: Report) -> str:
        runs.append(1)
        report(0.5, "half")
        gate.wait(5)
        return "done"

    job = Job("test", work)
    assert not job.is_running
    assert not job.is_over
    job.begin()
    job.begin()
    assert job.is_running
    gate.set()
    job.wait(5)
    assert job.is_over
    assert (runs, job.result, job.share, job.doing, job.error) == ([1], "done", 0.5, "half", None)


def test_many_who_ask_for_it_again_start_it_once() -> None:
    """Each session that finds it over asks for another run; while that one runs, the others are given it."""
    runs = []
    gate = threading.Event()

    def work(report: Report) -> None:
        runs.append(1)
        report(0.5, "half")
        if len(runs) > 1:
            gate.wait(5)

    job = Job("test", work)
    job.begin()
    job.wait(5)
    sessions = [threading.Thread(target=job.again) for _ in range(8)]
    for session in sessions:
        session.start()
    for session in sessions:
        session.join(5)
    job.again()
    gate.set()
    job.wait(5)
    assert len(runs) == 2


def test_a_failure_is_kept_and_may_be_tried_again() -> None:
    outcomes = iter([ValueError("no"), "yes"])

    def work(report: Report) -> str:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    job = Job("test", work)
    job.begin()
    job.wait(5)
    assert isinstance(job.error, ValueError)
    assert job.result is None
    job.again()
    job.wait(5)
    assert (job.error, job.result) == (None, "yes")


def test_a_share_stays_between_nothing_and_all() -> None:
    job = Job("test", lambda report: report(7, "x"))
    job.begin()
    job.wait(5)
    assert job.share == 1.0
