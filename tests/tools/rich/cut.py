"""Kinds that no library writes: parts and elements put into the plain workbook by hand, as Excel itself writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.tools.rich.parts import (
    BOOK,
    OFFICE,
    SHEET,
    SPREADSHEET,
    TYPES,
    Make,
    Parts,
    add,
    default,
    extension,
    packed,
    plain,
    relate,
    replaced,
    tail,
)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
_XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 6
_BINARY = bytes(range(256)) * 4


def _printer(parts: Parts) -> None:
    default(parts, "bin", f"{SPREADSHEET}.printerSettings")
    number = add(parts, SHEET, "xl/printerSettings/printerSettings1.bin", "printerSettings", _BINARY)
    tail(parts, f'<pageSetup paperSize="9" orientation="portrait" {OFFICE} r:id="{number}"/>')


def _custom_xml(parts: Parts) -> None:
    item = '<?xml version="1.0"?>\n<!-- 报送系统 --><d:data xmlns:d="urn:example:data"><d:v> 1 </d:v></d:data>'
    add(parts, BOOK, "customXml/item1.xml", "customXml", item)
    data = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    own = f'<ds:datastoreItem ds:itemID="{{0A1B2C3D-0000-4000-8000-000000000001}}" xmlns:ds="{data}"/>'
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    add(parts, "customXml/item1.xml", "customXml/itemProps1.xml", "customXmlProps", own, kind)


def _external(parts: Parts) -> None:
    link = f'<externalLink xmlns="{_MAIN}"><externalBook {OFFICE} r:id="rIdX0"><sheetNames><sheetName val="上年"/>'
    link += (
        '</sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>5</v></cell></row></sheetData>'
    )
    link += "</sheetDataSet></externalBook></externalLink>"
    part = "xl/externalLinks/externalLink1.xml"
    number = add(parts, BOOK, part, "externalLink", link, f"{SPREADSHEET}.externalLink+xml")
    relate(parts, part, "externalLinkPath", "file:///D:/%E4%B8%8A%E5%B9%B4.xlsx", "External")
    element = f'</sheets><externalReferences><externalReference r:id="{number}"/></externalReferences>'
    replaced(parts, BOOK, ("</sheets>", element))


def _pivot(parts: Parts) -> None:
    field = '<cacheField name="项目"><sharedItems/></cacheField><cacheField name="预算"><sharedItems/></cacheField>'
    source = '<cacheSource type="worksheet"><worksheetSource ref="A3:B9" sheet="收支"/></cacheSource>'
    cache, records = "xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotCache/pivotCacheRecords1.xml"
    head = f'<pivotCacheDefinition xmlns="{_MAIN}" {OFFICE} r:id="rIdX0" recordCount="1" refreshedVersion="6">'
    xml = f'{head}{source}<cacheFields count="2">{field}</cacheFields></pivotCacheDefinition>'
    number = add(parts, BOOK, cache, "pivotCacheDefinition", xml, f"{SPREADSHEET}.pivotCacheDefinition+xml")
    rows = f'<pivotCacheRecords xmlns="{_MAIN}" count="1"><r><s v="项目4"/><n v="400"/></r></pivotCacheRecords>'
    add(parts, cache, records, "pivotCacheRecords", rows, f"{SPREADSHEET}.pivotCacheRecords+xml")
    replaced(
        parts, BOOK, ("</workbook>", f'<pivotCaches><pivotCache cacheId="1" r:id="{number}"/></pivotCaches></workbook>')
    )
    table, kind = "xl/pivotTables/pivotTable1.xml", f"{SPREADSHEET}.pivotTable+xml"
    body = '<location ref="A1:B3" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
    body += '<pivotField axis="axisRow"><items count="1"><item t="default"/></items></pivotField><pivotField/>'
    body = f'<pivotTableDefinition xmlns="{_MAIN}" name="透视表1" cacheId="1" dataCaption="值">{body}</pivotFields>'
    add(parts, "xl/worksheets/sheet2.xml", table, "pivotTable", f"{body}</pivotTableDefinition>", kind)
    relate(parts, table, "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")


def _threaded(parts: Parts) -> None:
    space = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"'
    kind, person = "http://schemas.microsoft.com/office/2017/10/relationships", "{00000000-0000-4000-8000-00000000000A}"
    who = f'<personList {space}><person displayName="经办人" id="{person}" userId="u" providerId="None"/></personList>'
    add(parts, BOOK, "xl/persons/person.xml", f"{kind}/person", who, "application/vnd.ms-excel.person+xml")
    said = '<threadedComment ref="B5" dT="2024-03-01T08:00:00.00" personId="%s" id="%s"><text>请核对</text>'
    said = said % (person, "{00000000-0000-4000-8000-00000000000B}")
    xml = f"<ThreadedComments {space}>{said}</threadedComment></ThreadedComments>"
    content = "application/vnd.ms-excel.threadedcomments+xml"
    add(parts, SHEET, "xl/threadedComments/threadedComment1.xml", f"{kind}/threadedComment", xml, content)


def _validation_x14(parts: Parts) -> None:
    one = (
        '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>\'附表 1\'!$A$1:$A$3</xm:f></x14:formula1>'
    )
    one += "<xm:sqref>A4:A9</xm:sqref></x14:dataValidation>"
    body = f'<x14:dataValidations {_XM} count="1">{one}</x14:dataValidations>'
    tail(parts, extension("CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF", body, _X14))


def _slicer(parts: Parts) -> None:
    xml = (
        '<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><slicer name="项目"/></slicers>'
    )
    kind = "http://schemas.microsoft.com/office/2007/relationships/slicer"
    number = add(parts, SHEET, "xl/slicers/slicer1.xml", kind, xml, "application/vnd.ms-excel.slicer+xml")
    body = f'<x14:slicerList {OFFICE}><x14:slicer r:id="{number}"/></x14:slicerList>'
    tail(parts, extension("A8765BA9-456A-4dab-B4F3-ACF838C121DE", body, _X14))


def _shapes(parts: Parts) -> None:
    name = f'xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main"'
    place = "".join(f"<xdr:{part}>2</xdr:{part}>" for part in ("col", "colOff", "row", "rowOff"))
    shape = '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="箭头"/><xdr:cNvSpPr/></xdr:nvSpPr>'
    shape += '<xdr:spPr><a:prstGeom prst="rightArrow"><a:avLst/></a:prstGeom></xdr:spPr></xdr:sp>'
    choice = f'<mc:AlternateContent {_MC}><mc:Choice xmlns:a14="urn:x-a14" Requires="a14">{shape}</mc:Choice>'
    choice += f"<mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent><xdr:clientData/>"
    body = f"<xdr:twoCellAnchor><xdr:from>{place}</xdr:from><xdr:to>{place}</xdr:to>{choice}</xdr:twoCellAnchor>"
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    number = add(parts, SHEET, "xl/drawings/drawing1.xml", "drawing", f"<xdr:wsDr {name}>{body}</xdr:wsDr>", kind)
    tail(parts, f'<drawing {OFFICE} r:id="{number}"/>')


def _control(parts: Parts) -> None:
    xml = f'<formControlPr xmlns="{_X14[11:-1]}" objectType="Drop" dropStyle="combo" fmlaLink="$B$20"/>'
    number = add(
        parts, SHEET, "xl/ctrlProps/ctrlProp1.xml", "ctrlProp", xml, "application/vnd.ms-excel.controlproperties+xml"
    )
    inner = f'<control shapeId="1025" {OFFICE} r:id="{number}" name="下拉 1"/>'
    choice = f'<mc:AlternateContent {_MC}><mc:Choice Requires="x14" {_X14}><controls>{inner}</controls></mc:Choice>'
    tail(parts, f"{choice}</mc:AlternateContent>")


def _ole(parts: Parts) -> None:
    default(parts, "bin", "application/vnd.openxmlformats-officedocument.oleObject")
    number = add(parts, SHEET, "xl/embeddings/oleObject1.bin", "oleObject", _OLE)
    tail(parts, f'<oleObjects><oleObject progId="Package" shapeId="1026" {OFFICE} r:id="{number}"/></oleObjects>')


def _active_x(parts: Parts) -> None:
    default(parts, "bin", "application/vnd.ms-office.activeX")
    xml = '<ax:ocx xmlns:ax="http://schemas.microsoft.com/office/2006/activeX" ax:persistence="persistStreamInit"/>'
    part = "xl/activeX/activeX1.xml"
    number = add(parts, SHEET, part, "control", xml, "application/vnd.ms-office.activeX+xml")
    kind = "http://schemas.microsoft.com/office/2006/relationships/activeXControlBinary"
    add(parts, part, "xl/activeX/activeX1.bin", kind, _BINARY)
    tail(parts, f'<controls><control shapeId="1027" {OFFICE} r:id="{number}" name="CommandButton1"/></controls>')


def _web_extension(parts: Parts) -> None:
    kind, content = "http://schemas.microsoft.com/office/2011/relationships", "application/vnd.ms-office.webextension"
    space = "http://schemas.microsoft.com/office/webextensions"
    pane = f'<wetp:taskpanes xmlns:wetp="{space}/taskpanes/2010/11"><wetp:taskpane dockstate="right" row="1"/>'
    pane += "</wetp:taskpanes>"
    part = "xl/webextensions/taskpanes.xml"
    add(parts, "", part, f"{kind}/webextensiontaskpanes", pane, f"{content}taskpanes+xml")
    one = f'<we:webextension xmlns:we="{space}/webextension/2010/11" id="{{1}}"/>'
    add(parts, part, "xl/webextensions/webextension1.xml", f"{kind}/webextension", one, f"{content}+xml")


def _ribbon(parts: Parts) -> None:
    xml = '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon/></customUI>'
    add(
        parts,
        "",
        "customUI/customUI14.xml",
        "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
        xml,
    )


def _connections(parts: Parts) -> None:
    xml = f'<connections xmlns="{_MAIN}"><connection id="1" name="库" type="5" refreshedVersion="6"/></connections>'
    add(parts, BOOK, "xl/connections.xml", "connections", xml, f"{SPREADSHEET}.connections+xml")


def _signature(parts: Parts) -> None:
    default(parts, "sigs", "application/vnd.openxmlformats-package.digital-signature-origin")
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    add(parts, "", "_xmlsignatures/origin.sigs", kind, b"")


def _calc_chain(parts: Parts) -> None:
    cells = "".join(f'<c r="C{row}" i="1"/>' for row in range(4, 10))
    xml = f'<calcChain xmlns="{_MAIN}">{cells}</calcChain>'
    add(parts, BOOK, "xl/calcChain.xml", "calcChain", xml, f"{SPREADSHEET}.calcChain+xml")


def _views(parts: Parts) -> None:
    guid = "{00000000-0000-4000-8000-0000000000FF}"
    view = f'<customSheetViews><customSheetView guid="{guid}" showGridLines="0"/></customSheetViews>'
    replaced(parts, SHEET, ("</sheetData>", f"</sheetData>{view}"))
    own = f'<customWorkbookViews><customWorkbookView name="打印" guid="{guid}" windowWidth="1" windowHeight="1"'
    replaced(parts, BOOK, ("</workbook>", f'{own} activeSheetId="1"/></customWorkbookViews></workbook>'))


def _scenarios(parts: Parts) -> None:
    one = '<scenario name="高" count="1" user="甲"><inputCells r="B6" val="9"/></scenario>'
    replaced(parts, SHEET, ("</sheetData>", f'</sheetData><scenarios current="0" show="0">{one}</scenarios>'))


def _phonetics(parts: Parts) -> None:
    run = '<si><t xml:space="preserve">示例 </t><rPh sb="0" eb="1"><t>ｼﾒ</t></rPh><phoneticPr fontId="1"/></si></sst>'
    replaced(parts, "xl/sharedStrings.xml", ("</sst>", run))


def _inline(parts: Parts) -> None:
    cells = (
        '<c r="E4" t="inlineStr"><is><r><rPr><b/></rPr><t>粗</t></r><r><t xml:space="preserve"> 细 </t></r></is></c>'
    )
    cells += '<c r="F4" t="str"><v>文</v></c><c r="G4" t="e"><v>#N/A</v></c><c r="H4" t="d"><v>2024-03-01</v></c>'
    replaced(parts, SHEET, ("<v>0.4444</v></c>", f"<v>0.4444</v></c>{cells}"))


def _shared_formulas(parts: Parts) -> None:
    swaps = [(f"<f>ROUND(B{row}/$B$9,4)</f>", '<f t="shared" si="0"/>') for row in range(5, 10)]
    first = '<f t="shared" ref="C4:C9" si="0">ROUND(B4/$B$9,4)</f>'
    replaced(parts, SHEET, ("<f>ROUND(B4/$B$9,4)</f>", first), *swaps)


def _data_table(parts: Parts) -> None:
    cells = '<c r="E4"><f t="dataTable" ref="E4:E5" dt2D="0" dtr="0" r1="B9"/><v>1</v></c>'
    replaced(parts, SHEET, ("<v>0.4444</v></c>", f"<v>0.4444</v></c>{cells}"))


def _prefixed(parts: Parts) -> None:
    """Some programs write `<x:row>` for `<row>`; `xml:` and `r:` stay."""
    for part in (SHEET, BOOK):
        text = re.sub(r"<(/?)(?=[a-zA-Z]+[ />])", r"<\1x:", parts[part].decode()).replace(" xmlns=", " xmlns:x=")
        parts[part] = text.encode()


def _unknown(parts: Parts) -> None:
    replaced(parts, SHEET, ("<worksheet ", f'<worksheet {_MC} mc:Ignorable="v9" xmlns:v9="urn:example:v9" v9:uid="1" '))
    replaced(parts, SHEET, ("<sheetData>", '<!-- 注 --><?own data?><sheetData v9:state="1">'))
    tail(
        parts, extension("00000000-0000-4000-8000-000000000009", "<v9:x> <v9:y/>\n</v9:x>", 'xmlns:v9="urn:example:v9"')
    )


def _no_theme(parts: Parts) -> None:
    del parts["xl/theme/theme1.xml"]
    text = parts["xl/_rels/workbook.xml.rels"].decode()
    found = next(one for one in text.split("<Relationship ") if "theme" in one.partition("/>")[0] and "Id" in one)
    replaced(parts, "xl/_rels/workbook.xml.rels", (f"<Relationship {found.partition('/>')[0]}/>", ""))
    content = "application/vnd.openxmlformats-officedocument.theme+xml"
    replaced(parts, TYPES, (f'<Override PartName="/xl/theme/theme1.xml" ContentType="{content}"/>', ""))


def _many_strings(parts: Parts) -> None:
    items = "".join(f"<si><t>单位{number}，某某市示例局下属</t></si>" for number in range(60_000))
    replaced(parts, "xl/sharedStrings.xml", ("</sst>", f"{items}</sst>"))


_CUT: dict[str, Callable[[Parts], None]] = {
    "printer settings": _printer,
    "custom XML": _custom_xml,
    "external link": _external,
    "pivot table": _pivot,
    "threaded comments": _threaded,
    "validation x14": _validation_x14,
    "slicer": _slicer,
    "shapes, alternate content": _shapes,
    "form control": _control,
    "OLE object": _ole,
    "ActiveX": _active_x,
    "web extension": _web_extension,
    "ribbon": _ribbon,
    "connections": _connections,
    "signature": _signature,
    "calculation chain": _calc_chain,
    "custom views": _views,
    "scenarios": _scenarios,
    "phonetics": _phonetics,
    "inline strings": _inline,
    "shared formulas": _shared_formulas,
    "data table": _data_table,
    "prefixed names": _prefixed,
    "unknown elements": _unknown,
    "no theme": _no_theme,
    "60 000 shared strings": _many_strings,
}


def _make(path: Path, cut: Callable[[Parts], None]) -> None:
    parts = plain()
    cut(parts)
    packed(path, parts)


CUT: dict[str, Make] = {name: partial(_make, cut=cut) for name, cut in _CUT.items()}
