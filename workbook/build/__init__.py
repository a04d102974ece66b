"""Form model -> workbook file, by XlsxWriter. Byte-reproducible: the same forms give the same file."""

from workbook.build.book import FormulaWriter, build

__all__ = ["FormulaWriter", "build"]
