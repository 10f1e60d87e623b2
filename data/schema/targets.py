"""The file in which targets are brought: it says what is wanted and not what was, so it is kept in the state."""

from data.schema.model import FactTable, date, id, text

TARGETS = FactTable(
    name="targets",
    title=("目标", "Targets"),
    key=("metric", "dimension", "code", "from_on"),
    columns=(
        text("metric", "指标", required=True, example="学习率"),
        text("dimension", "维度", example="活动"),
        id("code", "编号", "对象编号", example="A01"),
        date("from_on", "起始日期", "生效日期", "from", required=True, example="2026-03-01"),
        text("value", "目标值", "目标", example="60%"),
    ),
)
