"""What people write into 年度指标值 and 实际完成值, read as data: "≥95%", "2022年12月底前", "达成年度指标".

`parse` is total: any content gives an IndicatorValue. Where the reading is a guess it says so (`certain` is False) and
why (`note`, Chinese, shown to the person). Scores are not made here: a text is never turned into points.

>>> parse("不低于９５％").operator, parse("不低于９５％").number, parse("不低于９５％").unit
('ge', Decimal('95'), '%')
"""

from macros_py.engine.indicators.columns import parse_columns
from macros_py.engine.indicators.convert import convert
from macros_py.engine.indicators.parse import parse
from macros_py.engine.indicators.value import IndicatorValue

__all__ = ["IndicatorValue", "convert", "parse", "parse_columns"]
