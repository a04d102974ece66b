"""Shared formulas, spelled out. Excel writes a formula that was filled down once, in its first cell, and lets the
others refer to it; whoever changes one of them must first give each cell its own text.

    D3: <f t="shared" ref="D3:D6" si="0">C3/B3</f>      D3: <f>C3/B3</f>
    D4: <f t="shared" si="0"/>                      ->   D4: <f>C4/B4</f>
"""

from __future__ import annotations

from workbook.package import MAIN, Element


def unshare(sheet: Element) -> bool:
    """Give every cell of a worksheet its own formula. False if one cannot be spelled out; nothing is changed then."""
    cells = [(cell, formula) for cell in sheet.iter(f"{MAIN}c") if (formula := _shared(cell)) is not None]
    if not cells:
        return True
    from openpyxl.formula.tokenizer import TokenizerError  # noqa: PLC0415  slow to load, and few sheets need it
    from openpyxl.formula.translate import TranslatorError  # noqa: PLC0415

    masters = {formula.get("si"): (cell.get("r", ""), formula.text) for cell, formula in cells if formula.text}
    try:
        texts = [_spelled_out(cell.get("r", ""), *masters[formula.get("si")]) for cell, formula in cells]
    except (KeyError, TokenizerError, TranslatorError, IndexError, ValueError):
        return False
    for (_, formula), text in zip(cells, texts, strict=True):
        formula.attrib.clear()
        formula.text = text
    return True


def _shared(cell: Element) -> Element | None:
    formula = cell.find(f"{MAIN}f")
    return formula if formula is not None and formula.get("t") == "shared" else None


def _spelled_out(cell: str, master: str, text: str | None) -> str:
    from openpyxl.formula.translate import Translator  # noqa: PLC0415

    return str(Translator(f"={text}", origin=master).translate_formula(cell))[1:]
