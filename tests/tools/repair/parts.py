"""The container: each part once, with a type, reached by relations that lead somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.tools.repair.finding import Finding
from tests.tools.repair.package import OFFICE, TYPES, Element, Package, attributes, children, local_name

_MACROS = "macroEnabled"
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_DRAWN = "{urn:schemas-microsoft-com:office:office}relid"  # how a VML drawing names a relation


def check(package: Package) -> Iterator[Finding]:
    yield from package.broken
    yield from _repeated(package)
    yield from _untyped(package)
    yield from _relations(package)
    for part, tree in package.trees.items():
        yield from _references(package, part, tree)
        yield from _ignorable(part, tree)
    if package.workbook:
        yield from _main_type(package)
    else:
        yield Finding(code="workbook-missing", part="_rels/.rels", text="no relation leads to a readable workbook part")


def _repeated(package: Package) -> Iterator[Finding]:
    for name, times in Counter(name.casefold() for name in package.names).items():
        if times > 1:
            yield Finding(code="part-duplicate", part=name, text=f"the zip file has {times} entries of this name")


def _types(package: Package) -> tuple[dict[str, str], dict[str, str]]:
    """Content types by extension and by part."""
    root = package.trees.get(TYPES)
    if root is None:
        return {}, {}
    kinds = {item.get("Extension", "").casefold(): item.get("ContentType", "") for item in children(root, "Default")}
    return kinds, {item.get("PartName", "")[1:]: item.get("ContentType", "") for item in children(root, "Override")}


def _untyped(package: Package) -> Iterator[Finding]:
    """The general type that all XML has by default tells Excel nothing about a part of the workbook."""
    kinds, parts = _types(package)
    for part in package.parts:
        kind = parts.get(part) or kinds.get(part.rpartition(".")[2].casefold(), "")
        if part != TYPES and (not kind or (kind == "application/xml" and part.startswith("xl/"))):
            yield Finding(code="type-missing", part=part, text="the part has no content type of its own")
    for part in parts.keys() - package.parts.keys():
        yield Finding(code="type-unused", part=part, text="a content type is given for a part that is not there")


def _relations(package: Package) -> Iterator[Finding]:
    owners = ["", *(part for part in package.parts if not part.endswith(".rels"))]
    for owner in owners:
        relations = package.relations(owner)
        for key, times in Counter(relation.id for relation in relations).items():
            if times > 1:
                yield Finding(code="relation-duplicate", part=owner, place=key, text="two relations have this id")
        for relation in relations:
            if not relation.external and relation.target not in package.parts:
                text = f"leads to {relation.target}, which is not there"
                yield Finding(code="relation-missing", part=owner, place=relation.id, text=text)


def _references(package: Package, part: str, tree: Element) -> Iterator[Finding]:
    """Attributes that name a relation: sheets of the workbook, charts of a drawing, the drawing of a sheet."""
    known = {relation.id for relation in package.relations(part)}
    for element in tree.iter():
        for name, value in attributes(element):
            if (name.startswith(OFFICE) or name == _DRAWN) and value and value not in known:
                text = f"<{local_name(element)}> needs a relation that the part does not have"
                yield Finding(code="relation-unknown", part=part, place=value, text=text)


def _ignorable(part: str, tree: Element) -> Iterator[Finding]:
    for prefix in tree.get(_IGNORABLE, "").split():
        if prefix not in tree.nsmap:
            yield Finding(code="prefix-unknown", part=part, place=prefix, text="mc:Ignorable names an unknown prefix")


def _main_type(package: Package) -> Iterator[Finding]:
    """Extension, content type and the presence of macros must tell one story."""
    declared = _types(package)[1].get(package.workbook, "")
    macros = any(relation.kind == "vbaProject" for relation in package.relations(package.workbook))
    wanted = re.search(r"\.xl[st]m$", package.path.name.casefold()) is not None
    if not (macros == wanted == (_MACROS in declared)):
        text = f"file name {package.path.suffix}, type {declared or 'none'}, {'with' if macros else 'without'} macros"
        yield Finding(code="type-workbook", part=package.workbook, text=text)
