"""Where a result goes by itself: beside its source, under a name that is still free. Nothing is ever overwritten."""

from __future__ import annotations

from pathlib import Path


def beside(file: Path, mark: str, suffix: str | None = None) -> Path:
    """`自评表.xlsx` marked 重算 gives `自评表-重算.xlsx`, then `自评表-重算2.xlsx`. `suffix` is for another kind.

    >>> beside(Path("没有的文件夹/自评表.xlsm"), "上报件", suffix=".xlsx").name
    '自评表-上报件.xlsx'
    """
    names = (f"{file.stem}-{mark}{number or ''}{suffix or file.suffix}" for number in [0, *range(2, 10_000)])
    return next(path for name in names if not (path := file.with_name(name)).exists())
