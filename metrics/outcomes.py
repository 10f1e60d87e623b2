"""Outcomes of imports, as the command line says them and as other programs read them."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from data.schema import FACT_TABLES
from data.warehouse.remarks import Remark
from metrics.publishing import Failed, Imported


def written_result(result: Imported | Failed) -> dict[str, Any]:
    """The outcome as plain data, every field of an import in it; of a file that failed, the error."""
    if isinstance(result, Failed):
        return dict.fromkeys(field.name for field in fields(Imported)) | {
            "file": result.file,
            "error": str(result.error),
            "error_zh": result.error.zh,
            "error_en": result.error.en,
        }
    found = asdict(result)
    found["rejections"] = [asdict(rejection) for rejection in result.rejections[:20]]
    found["ignored"] = list(result.ignored)
    found["remarks"] = [asdict(remark) | {"codes": list(remark.codes)} for remark in result.remarks]
    return found


def said(table: str, remark: Remark) -> tuple[str, str]:
    """A remark on a column of a table in a sentence, Chinese and English."""
    column = FACT_TABLES[table][remark.column].headings[0]
    if remark.register is None:
        return (
            f"{column}：{remark.rows} 行的时间还没到，到时才会计入",
            f"{remark.column}: {_many(remark.rows, 'row')} ahead of now, counted when the time has come",
        )
    zh, en = FACT_TABLES[remark.register].title
    more = remark.number > len(remark.codes)
    return (
        f"{column}：{remark.number} 个编号不在“{zh}”里（{'、'.join(remark.codes)}{' 等' if more else ''}），"
        f"涉及 {remark.rows} 行；照常导入，只是没有名字和归属",
        f"{remark.column}: {_many(remark.number, 'code')} not among {en.lower()} ({', '.join(remark.codes)}"
        f"{', …' if more else ''}), in {_many(remark.rows, 'row')}; imported all the same, without a name or a place",
    )


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def told_result(result: Imported | Failed) -> str:
    """The outcome in a few lines, with the first rows that were rejected."""
    if isinstance(result, Failed):
        return f"{result.file}：{result.error}"
    lines = [
        f"{result.file} → {result.table} ({result.encoding}) 读 {result.rows_read} · 新增 {result.rows_added} · "
        f"更新 {result.rows_updated} · 未变 {result.rows_unchanged} · 拒绝 {result.rows_rejected}"
        + (f" · 批次 {result.batch}" if result.batch else "")
    ]
    lines += [
        f"  第 {one.line} 行 {one.column}：“{one.value}” · {' · '.join(one.expected)}" for one in result.rejections[:10]
    ]
    if result.ignored:
        lines.append(f"  没有用到的列：{'、'.join(result.ignored)} · columns that were not used")
    lines += [f"  {' · '.join(said(result.table, remark))}" for remark in result.remarks]
    if result.rejects_file:
        lines.append(f"  被拒绝的行在 {result.rejects_file}，改好后可再次导入")
    return "\n".join(lines)
