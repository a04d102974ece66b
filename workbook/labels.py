"""Tables found by their labels, where the defined names are gone: people paste filled tables into old copies or new
files, and some programs drop names when they save.

For every sheet that no name of ours leads to, the tables of the year are laid over it; where at least four fifths of a
table's labels stand where they should, it is that table. The result is names, as if they had been there. A table that
has names is left alone. Not for sheets that say something else under our labels: the rules see to that.

    with_labels(names, forms, cells).found      # titles of the sheets that were recognised
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from unicodedata import normalize

import msgspec

from workbook import own_sheets
from workbook.label_match import Match, Texts, likely, match
from workbook.load import years
from workbook.model import FormSet
from workbook.names import Names
from workbook.places import Area
from workbook.reading import SheetCells

LEAST = 0.8
_YEAR = re.compile(r"(20\d\d)\s*年度")
_FIELD = re.compile(r"[a-z0-9_]+\.[a-z0-9_]")
_HEAD = 6  # rows in which a table says of which year it is


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """`names` as they would have been; `found` the titles of the sheets that were recognised by their labels."""

    names: Names
    found: tuple[str, ...]


def unnamed(names: Names) -> list[str]:
    """The sheets that may hold a table of ours and that no name of ours leads to."""
    named = {area.sheet for area in names.areas.values()}
    named |= {title for title, own in names.own.items() if any(_FIELD.match(name) for name in own)}
    return [title for title in names.own if title not in named and title not in own_sheets.OURS]


def with_labels(names: Names, forms: FormSet, cells: Callable[[str], SheetCells]) -> Labelled:
    """The names, and in addition those of every table that is recognised on a sheet without any."""
    areas, own = dict(names.areas), {title: dict(entries) for title, entries in names.own.items()}
    there = {place.partition(".")[0] for place in names.areas}
    wanted = msgspec.structs.replace(forms, forms=tuple(form for form in forms.forms if form.id not in there))
    found = []
    for item in _recognised(wanted, unnamed(names), cells):
        target = own[item.sheet] if item.form.each else areas
        target.update(item.areas)
        found.append(item.sheet)
    return Labelled(names=names._replace(areas=areas, own=own), found=tuple(dict.fromkeys(found)))


def year_in(titles: list[str], cells: Callable[[str], SheetCells]) -> int:
    """The year that most heads of tables say; the newest there are tables for, where none says any."""
    said: Counter[int] = Counter()
    for title in titles:
        lines = cells(title).values[:_HEAD]
        said.update(
            int(year) for line in lines for value in line for year in _YEAR.findall(normalize("NFKC", str(value)))
        )
    return said.most_common(1)[0][0] if said else max(years())


def _recognised(forms: FormSet, titles: list[str], cells: Callable[[str], SheetCells]) -> Iterator[Match]:
    """The best sheet for each table; a table with a sheet a project may have several."""
    matches = [item for title in titles for item in _on(title, forms, cells(title))]
    for form in forms.forms:
        fitting = [item for item in matches if item.form.id == form.id]
        if form.each:
            yield from fitting
        elif fitting:
            yield max(fitting, key=lambda item: (item.titled, item.share, item.sheet == form.sheet))


def _on(title: str, forms: FormSet, sheet: SheetCells) -> list[Match]:
    """The tables on a sheet. Several tables look alike but for their titles: of those whose title is not there only
    the one that fits best counts, and only where no other has its title there.
    """
    texts = Texts(sheet.values)
    candidates = (form for form in forms.forms if likely(form, texts, LEAST))
    matches = [item for form in candidates if (item := match(form, sheet.values, texts, title)).share >= LEAST]
    titled = [item for item in matches if item.titled]
    best = titled or sorted(matches, key=lambda item: -item.share)[:1]
    return [_ending(item, [other.top for other in best if other.top > item.top]) for item in best]


def _ending(item: Match, below: list[int]) -> Match:
    """A table's last list ends where the next table on the sheet begins."""
    if not below:
        return item
    last = min(below) - 1
    areas = {name: Area(a.sheet, a.top, a.left, min(a.bottom, last), a.right) for name, a in item.areas.items()}
    return msgspec.structs.replace(item, areas={name: a for name, a in areas.items() if a.top <= a.bottom})
