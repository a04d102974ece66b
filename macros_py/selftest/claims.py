"""Everything that a workbook promises and a program can try, in one list; docs/acceptance.md shows the same claims.

Ids are for ever: A needs nothing but this tool, P a computer with Windows, E an Excel, W a WPS.
"""

from __future__ import annotations

from macros_py.selftest import anywhere, in_excel
from macros_py.selftest.claim import Claim

_EXCEL = ("windows", "excel")

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="A01",
        area="文件",
        what="能建带宏和不带宏的工作簿，文件夹名有中文、空格和 &",
        how="各建一份，再读回来",
        trial=anywhere.builds,
    ),
    Claim(
        id="A02",
        area="文件",
        what="文件里的宏与源码相同",
        how="用 pyOpenVBA 读回，逐个模块比较",
        trial=anywhere.vba_is_its_source,
    ),
    Claim(
        id="A03",
        area="计算",
        what="单元格函数都能算，空白单元格不出错",
        how="按工作簿里的名称逐个调用",
        trial=anywhere.functions_answer,
    ),
    Claim(
        id="A04",
        area="计算",
        what="文件里每个计算格的结果与规则引擎相同",
        how="填入公布的示例，重算，逐格比较，带宏不带宏各一份",
        trial=anywhere.same_cells,
    ),
    Claim(
        id="A05",
        area="计算",
        what="能查出错误，上报件没有公式和宏",
        how="核对、导出公布的示例",
        trial=anywhere.checks_and_exports,
    ),
    Claim(
        id="A06",
        area="设置",
        what="xlwings 要查的设置都写在工作簿里",
        how="与 xlwings 自己的 VBA 对照",
        trial=anywhere.settings_are_complete,
    ),
    Claim(
        id="A07",
        area="设置",
        what="工作簿里的 xlwings 与安装的是同一版本",
        how="比较两处的版本号",
        trial=anywhere.one_xlwings,
    ),
    Claim(
        id="A08",
        area="规则",
        what="规则包都能用，包括另外载入的",
        how="逐个载入，绑定到每个年度的表样",
        trial=anywhere.rules_load,
    ),
    Claim(
        id="A09",
        area="电脑",
        what="临时文件夹可以写入中文、空格和 & 的文件名",
        how="写、替换、改名、删除",
        trial=anywhere.may_write,
    ),
    Claim(
        id="A10", area="电脑", what="磁盘空间够用", how="查看临时文件夹和当前文件夹所在的磁盘", trial=anywhere.has_room
    ),
    Claim(
        id="P01",
        area="电脑",
        what="单元格函数找得到 Python",
        how="在 PATH 的文件夹里找 xlwings 的连接库，与宏的找法相同",
        trial=anywhere.library_is_found,
        needs=("windows",),
    ),
    Claim(
        id="E01",
        area="打开",
        what="Excel 打开工作簿没有修复，工作表齐全",
        how="打开新建的工作簿，看窗口标题和工作表",
        trial=in_excel.opens,
        needs=_EXCEL,
    ),
    Claim(
        id="E02",
        area="打开",
        what="Excel 与 Python 位数不同也能用",
        how="按 Excel 的位数找连接库",
        trial=in_excel.library_fits,
        needs=_EXCEL,
    ),
    Claim(
        id="E03",
        area="打开",
        what="宏没有编译错误",
        how="运行一个宏",
        trial=in_excel.macros_compile,
        needs=_EXCEL,
    ),
    Claim(
        id="E04",
        area="打开",
        what="打开以后保护仍在，宏可以写入，不算改过",
        how="看各表的保护和工作簿的状态",
        trial=in_excel.stays_protected,
        needs=_EXCEL,
    ),
    Claim(
        id="E05",
        area="打开",
        what="受保护视图里显示上次的结果",
        how="用受保护视图打开，逐格比较",
        trial=in_excel.protected_view,
        needs=_EXCEL,
    ),
    Claim(
        id="E06",
        area="单元格",
        what="单元格里可以写 =JX_…",
        how="写两个公式，看结果",
        trial=in_excel.functions_in_cells,
        needs=_EXCEL,
    ),
    Claim(
        id="E07",
        area="单元格",
        what="填数以后每个计算格与规则引擎相同",
        how="把示例的每个金额加 1 填入，另存，逐格比较",
        trial=in_excel.same_after_typing,
        needs=_EXCEL,
    ),
    Claim(
        id="E08",
        area="单元格",
        what="预热以后第一次计算不用等",
        how="运行预热的宏，再写一个公式，看用了多久",
        trial=in_excel.warmed_up,
        needs=_EXCEL,
    ),
    Claim(
        id="E09",
        area="按钮",
        what="每个按钮都能用，回一句中文",
        how="逐个运行按钮的宏，每次用新的一份",
        trial=in_excel.buttons_answer,
        needs=_EXCEL,
    ),
    Claim(
        id="E10",
        area="位置",
        what="文件夹和文件名有中文、空格、& 和括号也能用",
        how="在这样的文件夹里填数、按按钮",
        trial=in_excel.same_under_hard_name,
        needs=_EXCEL,
    ),
    Claim(
        id="E11",
        area="位置",
        what="在 OneDrive 文件夹里也能用",
        how="在 OneDrive 里建一个文件夹，填数、按按钮，然后删去",
        trial=in_excel.same_on_onedrive,
        needs=(*_EXCEL, "onedrive"),
    ),
    Claim(
        id="E12",
        area="没有 Python",
        what="没有 Python 时没有错误值，打开不用等，按钮只说明一次",
        how="把设置里的 Python 改成没有的，再打开、计算、按按钮",
        trial=in_excel.without_python,
        needs=_EXCEL,
    ),
    Claim(
        id="E13",
        area="按钮",
        what="有错误时导出不生成上报件，写明同意人和理由才生成",
        how="不写、写明各按一次，看旁边的文件和上报件里的同意人",
        trial=in_excel.export_wants_a_name,
        needs=_EXCEL,
    ),
    Claim(
        id="E14",
        area="按钮",
        what="导入退回意见，存成新的一份，原来的一份没有改动",
        how="用示例做一份退回件，按“导入退回”，读两份里的退回意见",
        trial=in_excel.return_is_imported,
        needs=_EXCEL,
    ),
    Claim(
        id="W01",
        area="WPS",
        what="WPS 能打开，原生公式的结果与规则引擎相同",
        how="用 WPS 表格打开、全部重算、另存，逐格比较",
        trial=in_excel.opens_in_wps,
        needs=("windows", "wps"),
    ),
)
