"""Form model -> workbook file, by XlsxWriter. Byte-reproducible: the same forms give the same file."""

from workbook.build.book import build

__all__ = ["build"]
