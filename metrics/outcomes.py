"""Outcomes of imports, as the command line says them and as other programs read them."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

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
    return found


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
    if result.rejects_file:
        lines.append(f"  被拒绝的行在 {result.rejects_file}，改好后可再次导入")
    return "\n".join(lines)
