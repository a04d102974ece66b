"""Results for people: the ledger of a review as two workbooks.

审核汇总.xlsx says how it went, unit by unit and in all; 考核评分表.xlsx is for the bureau to give its points in. Both
hold figures and texts only, no formula, and are the same bytes for the same ledger. Whoever wants to ask more asks
the ledger itself.

    write_summary(out / "ledger.duckdb", out)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook

from macros_py.engine.rules import Pack, RuleError
from macros_py.review import summary_counts
from macros_py.review import summary_follow_up_sheets as follow_up
from macros_py.review import summary_problem_sheets as problems
from macros_py.review import summary_unit_sheets as by_unit
from macros_py.review.appraisal_sheet import Appraisal
from macros_py.review.summary_data import Data, attached
from macros_py.review.summary_overview import Overview
from macros_py.review.summary_sheets import Drawing, gather
from macros_py.review.summary_thresholds import thresholds_of
from macros_py.rulebook import load_pack
from macros_py.rulebook import packs as known_packs
from workbook.build.styles import Styles
from workbook.save import write_atomically

SUMMARY, APPRAISAL = "审核汇总.xlsx", "考核评分表.xlsx"
NATIONAL = "national"
_SHEETS = (
    *(by_unit.units, by_unit.ranking, by_unit.categories),
    *(problems.findings, problems.outliers, problems.texts),
    *(follow_up.sample, follow_up.unread, follow_up.repeated),
)
_USED = """
SELECT pack, max(year) FROM ledger.files WHERE counts AND pack <> '' GROUP BY pack ORDER BY count(*) DESC, pack
"""
_CREATED = datetime(2000, 1, 1)  # the same whenever it is made


def write_summary(ledger: Path, out: Path, *, deadline: date | None = None, folder: Path | None = None) -> list[Path]:
    """Write both workbooks into the folder `out`. `deadline`: the last day on which a submission is in time. `folder`:
    the one that was reviewed, for links to the files. Raises UnusableFile.
    """
    with attached(ledger) as connection:
        used = connection.execute(_USED).fetchall()
        packs = [pack for name, _ in used if (pack := _pack(name))] or [load_pack(NATIONAL)]
        year = max((year for _, year in used if year), default=0)
        data = Data(connection, thresholds_of(packs[0], year or _CREATED.year))
        return [
            _save(out / SUMMARY, "审核汇总", lambda book: _summary(book, data, packs, (out, folder))),
            _save(out / APPRAISAL, "考核评分表", lambda book: Appraisal(book, data, packs[0], deadline).draw()),
        ]


def _pack(name: str) -> Pack | None:
    """A pack by its name, which a file gave; None for one that is not known here, whose titles are done without."""
    try:
        return load_pack(name) if name in known_packs() else None
    except RuleError:
        return None


def _summary(book: Workbook, data: Data, packs: list[Pack], places: tuple[Path, Path | None]) -> None:
    styles = Styles(book)
    titles = {rule.id: rule.title for pack in reversed(packs) for rule in pack.rules}
    grades = summary_counts.grades(data, _grades(packs[0]))
    overview = Overview(book, styles, summary_counts.counts(data), grades, summary_counts.rates(data))
    gathered = gather(data, summary_counts.findings(data, titles))
    overview.draw(_note(data, packs), gathered, data.thresholds.low_rate)
    drawing = Drawing(book, data, gathered, *places)
    for sheet in _SHEETS:
        sheet(drawing)
    overview.page.sheet.activate()


def _grades(pack: Pack) -> list[str]:
    """The names of the grades as they stand now, best first."""
    scales = [each.scale for each in pack.values.get("grade", ()) if each.until is None]
    return [band.name for band in sorted(scales[0], key=lambda band: -band.low)] if scales else []


def _note(data: Data, packs: list[Pack]) -> str:
    found = data.frame("SELECT DISTINCT year FROM units WHERE year IS NOT NULL ORDER BY year")["year"]
    years = "、".join(str(int(year)) for year in found)
    return f"{years or '—'} 年度；规则：{'、'.join(pack.title for pack in packs)}。金额单位：万元。"


def _save(path: Path, title: str, draw: Callable[[Workbook], None]) -> Path:
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": _CREATED})
    draw(book)
    book.close()
    write_atomically(path, lambda target: target.write(stream.getbuffer()))
    return path
