"""A submission copy in another program: nothing computes, nothing changes, it looks as its workbook did."""

from __future__ import annotations

from pathlib import Path

from macros_py.exchange.verify import verify
from tests.office.conftest import Office
from tests.tools.same_pages import compare


def test_computing_everything_anew_changes_nothing(office: Office, sent: Path) -> None:
    office("open", path=str(sent))
    before = office("values"), office("shown")
    assert office("formulas") == {"count": 0, "errors": []}
    office("recalculate")
    assert (office("values"), office("shown")) == before


def test_it_looks_as_its_workbook_did(corrected: Path, sent: Path) -> None:
    """Page by page, point by point. LibreOffice sets one figure of 收入 three points further left in the copy: the cell
    beside it is blank there and a formula's empty text in the workbook.
    """
    found = compare(corrected, sent)
    assert {title for title, looks in found.items() if not looks.same} <= {"收入"}
    assert found["收入"].pages == (1, 1)
    assert found["收入"].differing < 400
    assert len(found) == 20


def test_saved_by_another_program_it_still_verifies(office: Office, sent: Path, tmp_path: Path) -> None:
    """LibreOffice writes every part anew and keeps the sealed one: figures, labels and rows are those of the export."""
    office("open", path=str(sent))
    saved = tmp_path / "另存.xlsx"
    office("save", path=str(saved))
    verified = verify(saved)
    assert verified.sealed is not None
    assert verified.differences == ()
