"""`make templates`: the workbooks that people download. The same forms and rules give the same bytes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import fill_file, list_findings
from macros_py.engine.packs import load_pack, packs
from macros_py.excel.place_rules import NATIONAL
from macros_py.template import write_template
from workbook.load import years
from workbook.save import write_atomically

TEMPLATES = Path(__file__).parent.parent / "templates"


def publish(folder: Path) -> list[Path]:
    """Write a blank workbook for every year and pack, one with macros, and the published example with its findings."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for year in years():
        for pack in packs():
            path = folder / f"{year}年度部门整体支出绩效自评-{load_pack(pack).title}.xlsx"
            write_template(path, year=year, pack=pack)
            written.append(path)
        written.append(_with_macros(folder, year))
    example = folder / f"示例-吉首{YEAR}-按公布数填报.xlsx"
    with TemporaryDirectory() as scratch:
        blank, filled, listed = (Path(scratch) / f"{name}.xlsx" for name in ("blank", "filled", "listed"))
        write_template(blank, year=YEAR, pack=PACK)
        fill_file(blank, EXAMPLE, filled)
        list_findings(filled, listed)
        content = listed.read_bytes()
    write_atomically(example, lambda stream: stream.write(content))  # no copy of the one before beside it
    return [*written, example]


def _with_macros(folder: Path, year: int) -> Path:
    """By the national rules: whoever can use macros has the program, which makes those of other places."""
    path = folder / f"{year}年度部门整体支出绩效自评-{load_pack(NATIONAL).title}-带按钮.xlsm"
    write_template(path, year=year, pack=NATIONAL)
    return path


if __name__ == "__main__":
    for published in publish(TEMPLATES):
        print(published.name)
