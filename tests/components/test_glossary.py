"""The dictionary: everything known of a metric is told, in words of the reader, and found by any of its words."""

from __future__ import annotations

import pytest

from components.glossary import facts, found, themes
from components.references import source
from data.settings import Windows
from metrics.catalogue import CATALOGUE


def test_no_words_find_everything_in_order() -> None:
    assert found("") == list(CATALOGUE.values())


@pytest.mark.parametrize("words", ["greeting_reply_rate", "回复率", "Greeting REPLY", "打招呼 回复"])
def test_a_metric_is_found_by_its_words(words: str) -> None:
    assert CATALOGUE["greeting_reply_rate"] in found(words)


def test_other_words_find_nothing() -> None:
    assert found("no such thing") == []


def test_themes_keep_every_metric_once() -> None:
    grouped = themes(CATALOGUE.values())
    assert sorted(metric.key for metrics in grouped.values() for metric in metrics) == sorted(CATALOGUE)


@pytest.mark.parametrize("key", CATALOGUE)
def test_facts_are_whole(key: str) -> None:
    metric = CATALOGUE[key]
    told = dict(facts(metric, Windows()))
    assert all(what and which for what, which in told.items())
    assert f"`{key}`" in told.values()
    assert len(told) >= 7
    assert (metric.reference is not None) == ("参考数字" in told)
    assert (metric.example is not None) == ("算例" in told)


def test_every_reference_names_its_source() -> None:
    for metric in CATALOGUE.values():
        if metric.reference is not None:
            assert source(metric.reference.source) != metric.reference.source, metric.key
