"""A workbook file as its zip parts: what is not edited is written back exactly as it was read.

Libraries that load a workbook and save it again lose what they do not know: cached values, extended conditional
formats, buttons. Here a part is parsed only when asked for and re-serialised only when marked as changed. This module
knows parts, relations and content types; cells are the business of `patch`, `grow` and `export`. It trusts the file's
size: files of strangers pass the gate first.

    package = Package.load(Path("自评表.xlsx"))
    package.tree(package.sheet_part("附件1"))  # edit the tree, then
    package.mark(package.sheet_part("附件1"))
    package.save(Path("自评表.xlsx"))
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec
from lxml import etree

from workbook.errors import UnusableFile
from workbook.save import write_atomically

if TYPE_CHECKING:
    from workbook.opened import Opened

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CONTENT_TYPES = "[Content_Types].xml"

Element = etree._Element
Stamp = tuple[int, int, int, int, int, int]

_EPOCH: Stamp = (1980, 1, 1, 0, 0, 0)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, collect_ids=False)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """One relation of a part. `kind` is the last word of its type, `target` a part's name or an outside address."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of one .xlsx or .xlsm in memory. After an UnusableFile from an edit, throw the package away."""

    def __init__(self, name: str, entries: list[tuple[zipfile.ZipInfo, bytes]]) -> None:
        self.name = name
        self._infos = {info.filename: info for info, _ in entries}
        self._data = {info.filename: data for info, data in entries}
        self._trees: dict[str, Element] = {}
        self._changed: set[str] = set()
        self._known: dict[str, tuple[Relation, ...]] = {}  # relations, looked up for every sheet of many

    @classmethod
    def load(cls, path: Path) -> Package:
        """Read every part. Raises UnusableFile: missing, not readable, encrypted, not a workbook."""
        try:
            with zipfile.ZipFile(path) as archive:
                entries = [(info, archive.read(info)) for info in archive.infolist()]
        except OSError as error:
            remedy = "请检查文件是否存在；如正在 Excel 或 WPS 中打开，请关闭后重试。"
            raise UnusableFile("文件打不开", place=path.name, remedy=remedy) from error
        except _UNREADABLE as error:
            raise _no_workbook(path.name) from error
        return cls._whole(path.name, entries)

    @classmethod
    def of(cls, opened: Opened) -> Package:
        """Of a file that passed the gate: the very bytes that were looked at, most of them unpacked already."""
        entries = [(info, opened.content(info.filename)) for info in opened.archive.infolist()]
        return cls._whole(opened.path.name, entries)

    @classmethod
    def _whole(cls, name: str, entries: list[tuple[zipfile.ZipInfo, bytes]]) -> Package:
        package = cls(name, entries)
        if len(package._infos) < len(entries) or CONTENT_TYPES not in package or "_rels/.rels" not in package:
            raise _no_workbook(name)
        return package

    def __contains__(self, part: str) -> bool:
        return part in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._data))

    def read(self, part: str) -> bytes:
        """The part as it will be saved. Raises UnusableFile if there is none."""
        if part in self._changed:
            tree = self.tree(part).getroottree()
            return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        if part not in self._data:
            raise UnusableFile(f"文件内缺少部件 {part}", place=self.name, remedy="请用 Excel 打开并重新保存后再试。")
        return self._data[part]

    def tree(self, part: str) -> Element:
        """The root element of an XML part, parsed once. Changes to it count only after `mark`."""
        if part not in self._trees:
            self._trees[part] = self._parse(part)
        return self._trees[part]

    def _parse(self, part: str) -> Element:
        remedy = "请用 Excel 打开并重新保存后再试。"
        try:
            root = etree.fromstring(self.read(part), _PARSER)
        except etree.XMLSyntaxError as error:
            raise UnusableFile(f"部件 {part} 已损坏", place=self.name, remedy=remedy) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise UnusableFile(f"部件 {part} 含有不允许的声明（DTD）", place=self.name, remedy=remedy)
        return root

    def mark(self, part: str) -> None:
        """Say that the tree of `part` was changed: it will be re-serialised."""
        self.tree(part)
        self._changed.add(part)
        if part.endswith(".rels"):
            self._known.clear()

    def put(self, part: str, data: bytes) -> None:
        """Replace the bytes of `part`, or add it as the last one."""
        self._known.clear()
        self._infos.setdefault(part, zipfile.ZipInfo(part, _EPOCH))
        self._data[part] = data
        self._trees.pop(part, None)
        self._changed.discard(part)

    def settle(self) -> None:
        """Serialise what was changed so far, once: who reads the parts next need not have it done each time."""
        for part in self._changed:
            self._data[part] = self.read(part)
        self._changed.clear()

    def remove(self, part: str) -> None:
        """Take out `part`, its own relations and its content type; relations pointing at it are the caller's."""
        types = self.tree(CONTENT_TYPES)
        self._known.clear()
        for name in {part, relations_part(part)} & self._data.keys():
            del self._data[name], self._infos[name]
            self._trees.pop(name, None)
            self._changed.discard(name)
            for override in [item for item in types if _plain(item.get("PartName", "")) == _plain(f"/{name}")]:
                types.remove(override)
                self.mark(CONTENT_TYPES)

    def relations(self, part: str) -> tuple[Relation, ...]:
        """The relations of `part` in their order; "" is the package itself."""
        source = relations_part(part)
        if source not in self:
            return ()
        if part not in self._known:
            folder = posixpath.dirname(part)
            self._known[part] = tuple(self._relation(item, folder) for item in self.tree(source).iter(RELATION))
        return self._known[part]

    def _relation(self, item: Element, folder: str) -> Relation:
        target, external = item.get("Target", ""), item.get("TargetMode") == "External"
        if not external:
            target = self._stored(posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        kind = item.get("Type", "").rpartition("/")[2]
        return Relation(id=item.get("Id", ""), kind=kind, target=target, external=external)

    def _stored(self, target: str) -> str:
        """The name a part is stored under: an address may be percent-encoded, and case does not count."""
        if target in self._data:
            return target
        return next((name for name in self._data if _plain(name) == _plain(target)), target)

    def unrelate(self, part: str, relation: Relation) -> None:
        """Remove one relation of `part`."""
        source = relations_part(part)
        for item in [item for item in self.tree(source).iter(RELATION) if item.get("Id") == relation.id]:
            self.tree(source).remove(item)
            self.mark(source)

    @property
    def workbook(self) -> str:
        """The name of the main part, usually `xl/workbook.xml`."""
        found = [item.target for item in self.relations("") if item.kind == "officeDocument"]
        if not found or self.tree(found[0]).tag != f"{MAIN}workbook":
            raise _no_workbook(self.name)
        return found[0]

    @property
    def sheets(self) -> dict[str, str]:
        """Parts of all sheets by name, in the order of the tabs; chart sheets too."""
        targets = {item.id: item.target for item in self.relations(self.workbook)}
        sheets = self.tree(self.workbook).iterfind(f"{MAIN}sheets/{MAIN}sheet")
        return {sheet.get("name", ""): targets.get(sheet.get(f"{OFFICE}id", ""), "") for sheet in sheets}

    @property
    def worksheets(self) -> dict[str, str]:
        """Parts of the sheets that have cells, by name."""
        return {name: part for name, part in self.sheets.items() if self.tree(part).tag == f"{MAIN}worksheet"}

    def sheet_part(self, name: str) -> str:
        """The part of the worksheet `name`. Raises UnusableFile if the file has no such sheet."""
        found = self.worksheets.get(name)
        if found is None:
            raise UnusableFile(f"没有工作表“{name}”", place=self.name, remedy="请检查工作表是否被删除或改名。")
        return found

    def to_bytes(self, stamp: Stamp | None = None, *, loose: bool = False) -> bytes:
        """The zip file. With `stamp`, every part carries that date and is deflated: the same parts, the same bytes.
        `loose` packs nothing, for a file that never leaves the memory.
        """
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for part, old in self._infos.items():
                info = zipfile.ZipInfo(part, stamp or old.date_time)
                info.compress_type = (
                    zipfile.ZIP_STORED if loose else zipfile.ZIP_DEFLATED if stamp else old.compress_type
                )
                info.external_attr = 0 if stamp else old.external_attr
                info.create_system = 0
                archive.writestr(info, self.read(part))
        return stream.getvalue()

    def save(self, path: Path, stamp: Stamp | None = None) -> None:
        """Write the package in one step; a file it replaces is kept as `.bak`.

        Raises UnusableFile with the old file intact.
        """
        data = self.to_bytes(stamp)
        write_atomically(path, lambda stream: stream.write(data), backup=True)


def relations_part(part: str) -> str:
    """The part that holds the relations of `part`.

    >>> relations_part("xl/workbook.xml"), relations_part("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def local_name(element: Element) -> str:
    """The tag without its namespace; "" for comments and processing instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _plain(name: str) -> str:
    return unquote(name).lower()


def _no_workbook(name: str) -> UnusableFile:
    problem = "不是可用的 .xlsx 或 .xlsm 工作簿：可能设了打开密码、是旧版 .xls，或已损坏"
    remedy = "请用 Excel 打开，去掉打开密码，另存为“Excel 工作簿 (*.xlsx)”后再试。"
    return UnusableFile(problem, place=name, remedy=remedy)
