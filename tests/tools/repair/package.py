"""The file as its parts, parsed as far as they can be parsed. What cannot be read is itself a finding."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import msgspec
from lxml import etree

from tests.tools.repair.finding import Finding

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "[Content_Types].xml"

Element = etree._Element

_PARSERS = {
    ".xml": etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True),
    ".rels": etree.XMLParser(resolve_entities=False, no_network=True),
    ".vml": etree.XMLParser(resolve_entities=False, no_network=True, recover=True),  # Excel writes a bare <br> there
}
_CONTROL = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[\da-f]));", re.I
)


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is the last word of the type; `target` the name of a part, or a place outside the container: an address
    in the net, or `#Sheet!A1` behind a picture.
    """

    id: str
    kind: str
    target: str
    external: bool


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A tab of the workbook; `tree` is None where its part is missing or cannot be parsed."""

    name: str
    part: str
    state: str
    tree: Element | None


class Package:
    """`names` as the zip file lists them, repetitions included; `trees` of the parts that are sound XML."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.broken: list[Finding] = []
        with zipfile.ZipFile(path) as archive:
            self.names = [info.filename for info in archive.infolist() if not info.is_dir()]
            self.parts = {name: archive.read(name) for name in self.names}
        self.trees = {name: tree for name in self.parts if (tree := self._parse(name)) is not None}

    def _parse(self, name: str) -> Element | None:
        parser = _PARSERS.get(posixpath.splitext(name)[1] or posixpath.basename(name))
        if parser is None:
            return None
        try:
            return etree.fromstring(self.parts[name], parser)
        except etree.XMLSyntaxError as error:
            code = "control-character" if _CONTROL.search(self.parts[name]) else "xml-malformed"
            self.broken.append(Finding(code=code, part=name, text=str(error)))
        return None

    def relations(self, part: str) -> tuple[Relation, ...]:
        tree = self.trees.get(relations_part(part))
        folder = posixpath.dirname(part)
        return () if tree is None else tuple(_relation(item, folder) for item in children(tree, "Relationship"))

    @cached_property
    def workbook(self) -> str:
        """The name of the main part, "" if there is none."""
        found = [item.target for item in self.relations("") if item.kind == "officeDocument"]
        return found[0] if found and found[0] in self.trees else ""

    @property
    def book(self) -> Element:
        return self.trees[self.workbook]

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        targets = {item.id: item.target for item in self.relations(self.workbook)}
        return tuple(
            Sheet(name=item.get("name", ""), part=part, state=item.get("state", "visible"), tree=self.trees.get(part))
            for item in self.book.iterfind(f"{MAIN}sheets/{MAIN}sheet")
            for part in [targets.get(item.get(f"{OFFICE}id", ""), "")]
        )

    @cached_property
    def worksheets(self) -> tuple[tuple[str, Element], ...]:
        """Part and tree of the sheets that have cells."""
        trees = ((sheet.part, sheet.tree) for sheet in self.sheets)
        return tuple((part, tree) for part, tree in trees if tree is not None and tree.tag == f"{MAIN}worksheet")

    @cached_property
    def sheet_names(self) -> frozenset[str]:
        return frozenset(sheet.name.casefold() for sheet in self.sheets)

    def related(self, part: str, kind: str) -> Iterator[tuple[str, Element]]:
        """Parts of one kind that `part` points at."""
        for relation in self.relations(part):
            if relation.kind == kind and relation.target in self.trees:
                yield relation.target, self.trees[relation.target]

    def root(self, kind: str) -> Element | None:
        """The tree of the one part of that kind the workbook has: styles, sharedStrings."""
        return next((tree for _, tree in self.related(self.workbook, kind)), None)


def relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def local_name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attributes(element: Element) -> Iterator[tuple[str, str]]:
    return ((str(name), str(value)) for name, value in element.attrib.items())


def children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local_name(child) == name)


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """In whatever namespace: later versions of Excel repeat its elements in namespaces of their own."""
    return (child for child in element.iter() if local_name(child) in names)


def _relation(item: Element, folder: str) -> Relation:
    target = item.get("Target", "")
    external = item.get("TargetMode") == "External" or target.startswith("#")
    if not external:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    kind = item.get("Type", "").rpartition("/")[2]
    return Relation(id=item.get("Id", ""), kind=kind, target=target, external=external)
