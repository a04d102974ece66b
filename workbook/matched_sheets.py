"""Sheets that are called otherwise than when a submission was sealed.

A sheet of a table is known by its figures: the one that holds most of them is the one. A sheet without any is known by
its cells. A sheet that is there under its old title is never taken for another.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from workbook.facts import Facts
from workbook.submission import Submission
from workbook.witness import Witness


def renamed_sheets(sealed: Submission, facts: Facts, witness: Witness) -> dict[str, str]:
    """Old title -> new title."""
    new = {sheet.title: sheet for sheet in witness.sheets}
    free = new.keys() - {sheet.title for sheet in sealed.sheets}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for fact in sealed.facts if free else ():
        if (here := facts.get(fact.id)) is not None:
            votes[_title(fact.cell)][_title(here.cell)] += 1
    found: dict[str, str] = {}
    for sheet in sealed.sheets:
        if sheet.title not in new:
            likely = [title for title, _ in votes[sheet.title].most_common()]
            same = [title for title in sorted(free) if sheet.checksum and new[title].checksum == sheet.checksum]
            goal = next((title for title in (*likely, *same) if title in free and title not in found.values()), None)
            if goal is not None:
                found[sheet.title] = goal
    return found


def _title(cell: str) -> str:
    return cell.rpartition("!")[0]
