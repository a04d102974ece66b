"""What the sheets of 审核汇总.xlsx share: their names, the columns that several have, the lists behind them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pandas as pd
from xlsxwriter import Workbook

from macros_py.review import summary_outliers, summary_sampling, summary_texts
from macros_py.review.summary_data import Data
from macros_py.review.summary_table import Column, Page
from workbook.build.styles import Styles

UNITS, RANKING, CATEGORIES, FINDINGS = "单位汇总", "排名", "按类别", "常见问题"
OUTLIERS, TEXTS, SAMPLE, UNREAD, REPEATED = "异常", "雷同文字", "抽查名单", "拒收与失败", "重复上报"
FIRST_UNIT = 4  # the row, from 1, of the first unit on its sheet
UNIT = Column(title="单位", key="unit", width=28, link="place")
CODE = Column(title="预算编码", key="code", width=11, kind="short")
TOTAL = Column(title="总分", key="total", width=9, kind="number", missing="待算")
GRADE = Column(title="等级", key="grade", width=7, kind="short", missing="待算")
RATE = Column(title="执行率", key="rate", width=10, kind="percent", missing="算不出")
RANK = Column(title="序号", key="rank", width=6, kind="count")


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """The lists that more than one sheet speaks of."""

    units: pd.DataFrame
    findings: pd.DataFrame
    outliers: pd.DataFrame
    texts: pd.DataFrame
    sample: pd.DataFrame


def gather(data: Data, findings: pd.DataFrame) -> Gathered:
    """Ask the ledger once for all sheets."""
    summary_outliers.find_outliers(data)
    return Gathered(
        units=data.frame("SELECT * FROM units ORDER BY number"),
        findings=findings,
        outliers=placed(summary_outliers.outliers(data)),
        texts=summary_texts.shared_texts(data),
        sample=placed(summary_sampling.sample(data)),
    )


def placed(frame: pd.DataFrame) -> pd.DataFrame:
    """With the address of each unit's row on the sheet of units."""
    places = [f"internal:'{UNITS}'!A{FIRST_UNIT - 1 + int(number)}" for number in frame["number"]]
    return frame.assign(place=places)


class Drawing:
    """What drawing a sheet takes: the book, the open ledger, the gathered lists, the folder the book will lie in and
    the one that was reviewed, if it is known.
    """

    def __init__(self, book: Workbook, data: Data, gathered: Gathered, out: Path, folder: Path | None) -> None:
        self.book, self.data, self.gathered, self.out, self.folder = book, data, gathered, out, folder
        self.styles = Styles(book)

    def page(self, name: str, columns: Sequence[Column], title: str, note: str) -> Page:
        page = Page(self.book, self.styles, name, [column.width for column in columns])
        page.title(title, note)
        return page

    def listed(
        self, name: str, columns: Sequence[Column], frame: pd.DataFrame, *, title: str, note: str, nothing: str
    ) -> None:
        """A sheet with one list."""
        self.page(name, columns, title, note).list(columns, frame, nothing=nothing)
