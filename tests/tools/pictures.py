"""`make docs`: what people see, as pictures. LibreOffice prints the workbooks of templates/ to PDF, pdftoppm makes PNG.

Fonts differ from machine to machine, so the pictures are for the eye; no test compares them.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "docs" / "pictures"
DPI = 60


def render(workbook: Path, folder: Path, stem: str) -> list[Path]:
    """The pages of a workbook as `folder/stem-01.png` and so on."""
    with TemporaryDirectory() as scratch:
        source = shutil.copy(workbook, Path(scratch) / "page.xlsx")
        profile = f"-env:UserInstallation=file://{scratch}/profile"
        convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", scratch, str(source)]
        subprocess.run(convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
        pages = str(folder / stem)
        subprocess.run(["pdftoppm", "-r", str(DPI), "-png", f"{scratch}/page.pdf", pages], check=True, timeout=180)
    return sorted(folder.glob(f"{stem}-*.png"))


def main() -> None:
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    templates = ROOT / "templates"  # places differ in rules, hardly in looks: one blank workbook stands for all
    for workbook in (*sorted(templates.glob("*全国通用.xlsx")), *sorted(templates.glob("示例*.xlsx"))):
        for page in render(workbook, PICTURES, workbook.stem):
            print(page.relative_to(ROOT))


if __name__ == "__main__":
    main()
