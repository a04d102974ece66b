"""Our kinds: the list of workbooks of ours gone wrong, see `of_ours`. Import it to have them all in `OURS`."""

from __future__ import annotations

import re

from tests.hostile.bricks import HEAD, LINK, MAIN, TYPES, WORKBOOK
from tests.hostile.of_ours import (
    FACTS,
    FORM,
    MICROSOFT,
    NAME,
    OURS,
    STYLES,
    another_sheet,
    cell,
    date,
    edited,
    name,
    named,
    rewritten,
    swap,
)

__all__ = ["FACTS", "OURS"]

ODD_CELL = "附件3 整体自评表」中有无法读取的单元格"
SHEET_XML = b'<worksheet xmlns="%s"><sheetData/></worksheet>' % MAIN
EXTERNAL = b'<externalLink xmlns="%s">%%s</externalLink>' % MAIN
LINKED = EXTERNAL % b'<externalBook r:id="rId1"/>'
DDE = EXTERNAL % b'<ddeLink ddeService="cmd" ddeTopic="/c calc"/>'

rewritten("as_it_is", lambda data: data)
rewritten("called_xls", lambda data: data, target="自评表.xls")
rewritten("called_nothing", lambda data: data, target="自评表")
rewritten("zeros_behind", lambda data: data + bytes(512))
for share in (5, 50, 95):
    rewritten(
        f"cut_at_{share}_percent", lambda data, share=share: data[: len(data) * share // 100], "文件不完整或已损坏"
    )

edited(
    "of_nobody", {WORKBOOK: lambda xml: re.sub(rb"<definedNames>.*</definedNames>", b"", xml)}, "不是本工具的自评工作簿"
)
edited("another_year", {WORKBOOK: swap(b'>"2022"<', b'>"1999"<')}, "1999 年度表样")
edited("endless_year", {WORKBOOK: swap(b'>"2022"<', b'>"%s"<' % (b"2" * 6000))}, "找不到表样标记")
edited("name_deleted", {WORKBOOK: lambda xml: NAME.sub(b"", xml, count=1)}, absent=1)
edited("name_of_nothing", name(b"#REF!"), absent=1)
edited(
    "name_to_another_file",
    {WORKBOOK: lambda xml: NAME.sub(rb"<definedName name='a'>[1]\g<1>$A$1\2", xml, count=1)},
    "内容无法读取",
)
edited("name_into_another_file", named(b"<definedName name=\"a\">'[1]S'!$A$1</definedName>"))
edited("name_of_whole_column", name(b"$A$1:$A$1048576"), absent=1)
edited("name_without_end", name(b"$A$1:$A$999999999999"), absent=1)
edited("name_of_thousand_digits", name(b"$A$1:$A$" + b"9" * 5000), "无法识别的名称")
edited("name_upside_down", name(b"$A$9:$A$5"), absent=1)
edited("name_of_row_zero", name(b"$A$0:$A$5"), absent=1)
edited("name_far_right", name(b"$ZZZ$1"), absent=1)
edited("names_in_a_circle", named(b'<definedName name="a">b</definedName><definedName name="b">a</definedName>'))
edited(
    "names_by_the_thousand",
    named(b"".join(b'<definedName name="n%d">S!$A$%d</definedName>' % (i, i) for i in range(20_000))),
)
edited(
    "names_all_long",
    {WORKBOOK: lambda xml: re.sub(rb"(\$[A-Z]+\$)\d+(:\$[A-Z]+\$)\d+<", rb"\g<1>1\g<2>20000<", xml)},
    "各字段的名称共指向",
)
edited(
    "sheet_number_of_thousand_digits",
    named(b'<definedName name="a" localSheetId="%s">1</definedName>' % (b"9" * 5000)),
    "无法识别的名称",
)

edited("not_calculated", cell(b"", b"<f>1+1</f>"), uncalculated=1)
edited("not_calculated_odd", cell(b"", b"<f\n>1+1</f>"), uncalculated=1)
edited(
    "not_calculated_prefixed",
    {FORM: lambda xml: re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")},
)
edited("shows_an_error", cell(b' t="e"', b"<v>#DIV/0!</v>"), errors=["#DIV/0!"])
edited("shows_a_new_error", cell(b' t="e"', b"<f>A1#</f><v>#SPILL!</v>"), errors=["#SPILL!"])
edited("shows_an_odd_error", {FORM: lambda xml: xml.replace(b'<c r="D5"', b"<c  r=\"D5\" t = 'e'", 1)}, ODD_CELL)
edited("no_number", cell(b"", b"<v>NaN</v>"), errors=["#NUM!"])
edited("endless_number", cell(b"", b"<v>-1e999</v>"), errors=["#NUM!"])
edited("largest_number", cell(b"", b"<v>1.7e308</v>"))
edited("negative_number", cell(b"", b"<v>-0.00001</v>"))
edited("thousand_digits", cell(b"", b"<v>%s</v>" % (b"9" * 5000)), errors=["#NUM!"])
edited("text_for_a_number", cell(b"", b"<v>1,000</v>"))
edited("date_before_time", date(b"-1e300"), ODD_CELL)
edited("date_after_time", date(b"1e300"))
edited("text_that_is_not_there", cell(b' t="s"', b"<v>99999999</v>"), ODD_CELL)
edited("truth_of_seven", cell(b' t="b"', b"<v>7</v>"), ODD_CELL)
edited("kind_of_cell_unknown", cell(b' t="zz"', b"<v>1</v>"), ODD_CELL)
edited("half_a_character", cell(b' t="inlineStr"', b"<is><t>&#xD800;</t></is>"), ODD_CELL)
edited("half_a_character_escaped", cell(b' t="inlineStr"', b"<is><t>_xD800_</t></is>"))
edited("control_character", cell(b' t="inlineStr"', b"<is><t>a&#1;b_x0007_</t></is>"))
edited("no_utf8", cell(b' t="inlineStr"', b"<is><t>\xff\xfe</t></is>"), ODD_CELL)
edited("entity_unknown", cell(b' t="inlineStr"', b"<is><t>&lol;</t></is>"), ODD_CELL)
edited("very_long_text", cell(b' t="inlineStr"', b"<is><t>%s</t></is>" % ("绩效".encode() * 150_000)))
edited("text_like_a_command", cell(b' t="inlineStr"', b"<is><t>=cmd|'/c calc'!A0</t></is>"))
edited("formula_of_another_program", cell(b"", b"<f>cmd|'/c calc'!A0</f><v>1</v>"))

edited("nested_deeply", {FORM: swap(b"</sheetData>", b"</sheetData>" + b"<a>" * 100_000 + b"</a>" * 100_000)})
edited("nested_deeply_in_the_workbook", named(b"<a>" * 100_000 + b"</a>" * 100_000))
edited("long_attribute", {FORM: swap(b"<sheetData>", b'<sheetData x="%s">' % (b"a" * 900_000))})
edited(
    "large_dimension", {FORM: lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml)}
)
edited("formats_by_the_thousand", {STYLES: swap(b"</cellXfs>", b'<xf numFmtId="14"/>' * 40_000 + b"</cellXfs>")})
edited(
    "conditions_by_the_thousand",
    {FORM: swap(b"<pageMargins", b'<conditionalFormatting sqref="A1:XFD1048576"/>' * 5000 + b"<pageMargins")},
)
edited("texts_by_the_thousand", {"xl/sharedStrings.xml": swap(b"</sst>", b"<si><t>x</t></si>" * 50_000 + b"</sst>")})
edited("workbook_cut", {WORKBOOK: lambda xml: xml[: len(xml) // 2]}, "内容无法读取")
edited("sheet_cut", {FORM: lambda xml: xml[: len(xml) // 2]}, "不是合规的 XML")
edited(
    "sheet_name_turned", {WORKBOOK: lambda xml: xml.replace("附件3 整体自评表".encode(), "附件3\u202e整体".encode())}
)
edited(
    "sheet_name_broken",
    {WORKBOOK: lambda xml: xml.replace("附件3 整体自评表".encode(), b"a&#10;b&#7;")},
    "内容无法读取",
)
edited("sheet_state_unknown", {WORKBOOK: swap(b"<sheet name=", b'<sheet state="boo" name=')}, "内容无法读取")

edited("hidden_sheet", {WORKBOOK: swap(b"<sheet name=", b'<sheet state="hidden" name=')}, hidden=["首页"])
edited("very_hidden_sheet", {WORKBOOK: swap(b"<sheet name=", b'<sheet state="veryHidden" name=')}, very_hidden=["首页"])
edited(
    "dialog_sheet",
    another_sheet(
        LINK + b"/dialogsheet", "xl/dialogsheets/sheet1.xml", SHEET_XML.replace(b"worksheet", b"dialogsheet")
    ),
)
edited("chart_in_place_of_a_form", {FORM: HEAD + b'<chartsheet xmlns="%s"/>' % MAIN}, facts=767)
edited(
    "macro_sheet",
    another_sheet(MICROSOFT + b"/xlMacrosheet", "xl/macrosheets/sheet1.xml", SHEET_XML, b"veryHidden"),
    "Excel 4.0 宏表「X」",
)
edited("macros", {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}, vba=True, facts=FACTS)
edited(
    "macros_by_type_alone",
    {TYPES: swap(b"</Types>", b'<Default Extension="x" ContentType="application/vnd.ms-office.vbaProject"/></Types>')},
    vba=True,
)
edited("link_to_another_file", {"xl/externalLinks/externalLink1.xml": LINKED}, external=1, live=0)
edited("link_to_another_program", {"xl/externalLinks/externalLink1.xml": DDE}, external=0, live=1)
edited("file_inside", {"xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}, embedded=1, facts=FACTS)
edited("zip_inside", {"xl/embeddings/a.xlsx": b"PK\x03\x04 PK\x05\x06" + bytes(20)}, embedded=1)
edited("web_query", {"xl/connections.xml": b'<connections xmlns="%s"/>' % MAIN}, connections=True)
edited("custom_part", {"customXml/item1.xml": b"<a/>", "customXml/itemProps1.xml": b"<b/>"}, custom_xml=1)
