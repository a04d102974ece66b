"""`python -m tests.tools.same_pages 工作簿.xlsx 上报件.xlsx`: does the submission copy look like its workbook?

Both are printed by LibreOffice and their pages compared point by point, sheet by sheet. The workbook is printed without
its working sheets and without what stands beside and below its tables (核对, 即时核对): none of that goes up, nor is it
printed, but LibreOffice sets a figure a hair to the left where a cell beside it is filled. The foot of a page says how
many pages there are and is compared apart: the copy has a receipt more. Exits 1 where a page differs.

    附件3 整体自评表   1 page    0 points differ, 118 in the foot
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import msgspec

from workbook.check_columns import remove_around_tables
from workbook.own_sheets import RECEIPT, WORKING
from workbook.package import MAIN, Package

DPI = 72
_FOOT = 0.09  # of a page's height
_NAME = re.compile(r"^\s*(\S.*?)\s+第 \d+ 页，共 \d+ 页\s*$", re.M)
_HEAD = re.compile(rb"P5\s+(\d+)\s+(\d+)\s+255\s")


class Looks(msgspec.Struct, frozen=True, kw_only=True):
    """How many pages a sheet has in both files, and how many points of them differ, in the foot and above it."""

    pages: tuple[int, int]
    differing: int
    foot: int

    @property
    def same(self) -> bool:
        return self.pages[0] == self.pages[1] and not self.differing


def compare(workbook: Path, submission: Path) -> dict[str, Looks]:
    """By sheet. Points differ if their grey does by more than a hair."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hidden = folder / "工作簿.xlsx"
        shutil.copy(workbook, hidden)
        hide(hidden, (*WORKING, RECEIPT))
        pages = [_pages(path, folder / str(number)) for number, path in enumerate((hidden, submission))]
    mine, theirs = pages
    titles = [title for title in dict.fromkeys([*mine, *theirs]) if title not in (*WORKING, RECEIPT)]
    return {title: _looks(mine.get(title, []), theirs.get(title, [])) for title in titles}


def hide(path: Path, titles: tuple[str, ...]) -> None:
    """Hidden sheets are not printed."""
    package = Package.load(path)
    remove_around_tables(package)
    for sheet in package.tree(package.workbook).iter(f"{MAIN}sheet"):
        if sheet.get("name") in titles:
            sheet.set("state", "hidden")
    for view in package.tree(package.workbook).iter(f"{MAIN}workbookView"):
        view.set("activeTab", "1")
    package.mark(package.workbook)
    package.save(path)


def _pages(path: Path, folder: Path) -> dict[str, list[bytes]]:
    """The pages of each sheet as grey pictures; each page names its sheet at its foot."""
    folder.mkdir()
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
    printed = str(folder / f"{path.stem}.pdf")
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", printed, str(folder / "page")], check=True, timeout=180)
    texts = subprocess.run(["pdftotext", "-layout", printed, "-"], check=True, capture_output=True, timeout=180).stdout
    found: dict[str, list[bytes]] = defaultdict(list)
    title = ""
    for text, picture in zip(texts.decode().split("\f"), sorted(folder.glob("page-*.pgm")), strict=False):
        names = _NAME.findall(text)
        title = names[-1] if names else title  # a page of a sheet without a foot follows the one before
        found[title].append(picture.read_bytes())
    return found


def _looks(mine: list[bytes], theirs: list[bytes]) -> Looks:
    differing = foot = 0
    for a, b in zip(mine, theirs, strict=False):
        above, below = _differing(a, b)
        differing, foot = differing + above, foot + below
    return Looks(pages=(len(mine), len(theirs)), differing=differing, foot=foot)


def _differing(a: bytes, b: bytes) -> tuple[int, int]:
    """Points that differ above the foot and in it; pages of different size differ everywhere."""
    heads = _HEAD.match(a), _HEAD.match(b)
    assert heads[0]
    assert heads[1]
    if heads[0][0] != heads[1][0]:
        return max(len(a), len(b)), 0
    width, height = int(heads[0][1]), int(heads[0][2])
    points = [x != y and abs(x - y) > 8 for x, y in zip(a[heads[0].end() :], b[heads[1].end() :], strict=True)]
    cut = int(height * (1 - _FOOT)) * width
    return sum(points[:cut]), sum(points[cut:])


def main(paths: list[str]) -> int:
    found = compare(*map(Path, paths))
    for title, looks in found.items():
        count = f"{looks.pages[0]} page{'s' if looks.pages[0] != 1 else ''}"
        print(
            f"{title}\t{count}, {looks.pages[1]} in the copy\t{looks.differing} points differ, {looks.foot} in the foot"
        )
    print(f"{sum(looks.same for looks in found.values())} of {len(found)} sheets look the same")
    return 0 if all(looks.same for looks in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
