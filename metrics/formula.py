"""Formulas: a metric in words of what is divided by what, made from its value."""

from __future__ import annotations

from data.settings import Windows
from metrics.model import (
    Count,
    Difference,
    Distinct,
    Level,
    Metric,
    Monthly,
    Quotient,
    Rate,
    Share,
    Sum,
    Survival,
    Text,
)


def wait(hours: int) -> Text:
    """A window in words: whole days where it is some, else hours."""
    if hours % 24 == 0 and hours > 24:
        return f"{hours // 24} 天", f"{hours // 24} days"
    return f"{hours} 小时", f"{hours} h"


def formula(metric: Metric, windows: Windows | None = None) -> Text:
    """What is counted, or what is divided by what, under the windows in force."""
    value = metric.value
    one_zh, one_en = metric.rows.one
    at_zh, at_en = metric.rows.title
    match value:
        case Rate():
            happened_zh, happened_en = value.happened
            if value.window is None:
                return f"{happened_zh}的 ÷ {one_zh}（按{at_zh}归入周期）", f"{happened_en} ÷ {one_en} (by {at_en})"
            hours_zh, hours_en = wait(getattr(windows or Windows(), value.window))
            return (
                f"{at_zh}起 {hours_zh}内{happened_zh}的 ÷ {one_zh}（按{at_zh}归入周期）",
                f"{happened_en} within {hours_en} of the {at_en} ÷ {one_en} (by {at_en})",
            )
        case Monthly():
            (top_zh, top_en), (below_zh, below_en) = value.terms
            return f"{top_zh} ÷ {below_zh}（整月）", f"{top_en} ÷ {below_en} (whole months)"
        case Quotient() | Share():
            (top_zh, top_en), (below_zh, below_en) = value.terms
            return f"{top_zh} ÷ {below_zh}", f"{top_en} ÷ {below_en}"
        case Difference():
            return (
                f"{value.plus.title[0]} − {value.minus.title[0]}",
                f"{value.plus.title[1]} − {value.minus.title[1]}",
            )
        case Survival():
            return (
                f"Kaplan–Meier：从{at_zh}起算，首个使 S(t) ≤ 0.5 的时间，按整小时",
                f"Kaplan–Meier from the {at_en}: the first t with S(t) ≤ 0.5, by whole hours",
            )
        case Level():
            return f"周期最后一天结束时的{one_zh}", f"{one_en} when the last day of the period ends"
        case Distinct():
            return f"周期内{one_zh}中不同客户的数目", f"different customers among the {one_en} of the period"
        case Sum():
            return f"{metric.title[0]}：{one_zh}逐条相加，按{at_zh}", f"summed over {one_en}, by {at_en}"
        case Count():
            return f"{one_zh}的条数，按{at_zh}", f"number of {one_en}, by {at_en}"
