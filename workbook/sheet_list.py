"""The list of sheets: which come in, go out or stand in front, and all that counts them.

Names that belong to a sheet, the tab in front and the titles in the file's properties give sheets by number: whoever
puts a sheet in or takes one out has to count those on. What stands on the sheets is not touched.
"""

from __future__ import annotations

from lxml import etree

from workbook.new_part import relate
from workbook.package import MAIN, OFFICE, Element, Package, relations_part

_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")


def enter(package: Package, part: str, place: int, title: str) -> None:
    """Put a worksheet's part into the list at `place`, from 0."""
    book, sheets = package.tree(package.workbook), entries(package)
    key = relate(package, package.workbook, "worksheet", part)
    number = max((int(item.get("sheetId", "0")) for item in sheets), default=0) + 1
    entry = etree.Element(f"{MAIN}sheet", {"name": title, "sheetId": str(number), f"{OFFICE}id": key})
    for name in book.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        if (scope := name.get("localSheetId")) is not None and int(scope) >= place:
            name.set("localSheetId", str(int(scope) + 1))
    front = front_place(package)
    sheets.insert(place, entry)
    _set_front(package, front + (front >= place and len(sheets) > 1))
    forget_titles(package)


def leave(package: Package, place: int) -> None:
    """Take the sheet at `place` off the list, with the names of its own; its part is the caller's."""
    sheets, front = entries(package), front_place(package)
    relations = {relation.id: relation for relation in package.relations(package.workbook)}
    if (relation := relations.get(sheets[place].get(f"{OFFICE}id", ""))) is not None:
        package.unrelate(package.workbook, relation)
    sheets.remove(sheets[place])
    drop_names(package, place)
    for name in package.tree(package.workbook).iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        if (scope := name.get("localSheetId")) is not None and int(scope) > place:
            name.set("localSheetId", str(int(scope) - 1))
    visible = [number for number, item in enumerate(sheets) if item.get("state", "visible") == "visible"]
    _set_front(package, front - (front > place) if front != place else visible[0])
    forget_titles(package)


def bring_to_front(package: Package, place: int) -> None:
    """Open the file at this sheet; two selected sheets would take every keystroke both."""
    for part in package.worksheets.values():
        for view in package.tree(part).iterfind(f"{MAIN}sheetViews/{MAIN}sheetView[@tabSelected]"):
            del view.attrib["tabSelected"]
            package.mark(part)
    entries(package)[place].attrib.pop("state", "")
    _set_front(package, place)


def entries(package: Package) -> Element:
    """The list itself, one entry a tab."""
    found = package.tree(package.workbook).find(f"{MAIN}sheets")
    assert found is not None
    return found


def front_place(package: Package) -> int:
    view = package.tree(package.workbook).find(f"{MAIN}bookViews/{MAIN}workbookView")
    return 0 if view is None else int(view.get("activeTab", "0"))


def _set_front(package: Package, place: int) -> None:
    book = package.tree(package.workbook)
    if book.find(f"{MAIN}bookViews/{MAIN}workbookView") is None:
        for empty in book.findall(f"{MAIN}bookViews"):
            book.remove(empty)
        entries(package).addprevious(etree.Element(f"{MAIN}bookViews"))
        etree.SubElement(book[book.index(entries(package)) - 1], f"{MAIN}workbookView")
    for view in book.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"):
        if place or view.get("activeTab") is not None:
            view.set("activeTab", str(place))
        view.attrib.pop("firstSheet", "")
    package.mark(package.workbook)


def set_name(package: Package, place: int, name: str, target: str) -> None:
    """A name of the sheet's own, such as what is printed on every page."""
    book = package.tree(package.workbook)
    names = book.find(f"{MAIN}definedNames")
    if names is None:
        names = etree.Element(f"{MAIN}definedNames")
        last = [item for item in book if item.tag in {f"{MAIN}{tag}" for tag in _BEFORE_NAMES}][-1]
        last.addnext(names)
    etree.SubElement(names, f"{MAIN}definedName", name=name, localSheetId=str(place)).text = target
    package.mark(package.workbook)


def drop_names(package: Package, place: int, beginning: str = "") -> None:
    """Remove the names of one sheet that begin so; a list of none is not allowed."""
    book = package.tree(package.workbook)
    for names in book.findall(f"{MAIN}definedNames"):
        for name in names.findall(f"{MAIN}definedName[@localSheetId='{place}']"):
            if name.get("name", "").startswith(beginning):
                names.remove(name)
                package.mark(package.workbook)
        if not len(names):
            book.remove(names)


def drop_belongings(package: Package, part: str) -> None:
    """Take from a sheet's part all that it leads to and that nothing else leads to: notes, pictures, tables."""
    belonged = _reached(package, part) - {part}
    if relations_part(part) in package:
        package.remove(relations_part(part))
    for left in sorted((belonged - _reached(package, "")) & set(package)):
        package.remove(left)


def _reached(package: Package, start: str) -> set[str]:
    """All parts that relations lead to from `start`; "" is the package itself."""
    waiting, seen = [start], {start}
    while waiting:
        found = {item.target for item in package.relations(waiting.pop()) if not item.external} - seen
        seen |= found
        waiting += sorted(found)
    return seen


def forget_titles(package: Package) -> None:
    """The list of titles in the file's properties: Excel writes it anew, and a wrong count would be an error."""
    for part in (part for part in package if part == "docProps/app.xml"):
        for element in list(package.tree(part)):
            if element.tag.rpartition("}")[2] in ("HeadingPairs", "TitlesOfParts"):
                package.tree(part).remove(element)
                package.mark(part)
