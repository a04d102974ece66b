"""Where the trials run: what is installed, in which versions, and what is lacking for which trials.

Only the registry and the environment are looked into; no program is started for it.
"""

from __future__ import annotations

import os
import platform
import shutil
import struct
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import workbook

WPS_NAMES = ("KET.Application", "ET.Application")
ONEDRIVE = ("OneDriveCommercial", "OneDriveConsumer", "OneDrive")
_LIBRARY = "xlwings{bits}-{version}.dll"


def lacking() -> dict[str, str]:
    """What trials need and this computer has not, each with a sentence."""
    found: dict[str, str] = {}
    if sys.platform != "win32":
        found["windows"] = "这台电脑不是 Windows"
    if not registered("Excel.Application"):
        found["excel"] = found.get("windows", "这台电脑没有装 Excel")
    if not wps():
        found["wps"] = found.get("windows", "这台电脑没有装 WPS 表格")
    if onedrive() is None:
        found["onedrive"] = "这台电脑没有 OneDrive 文件夹"
    return found


def facts() -> list[tuple[str, str]]:
    """What the report says of this computer, in the order it is to be read."""
    return [
        ("本工具", workbook.__version__),
        ("操作系统", f"{platform.system()} {platform.release()}（{platform.machine()}）"),
        ("Python", f"{platform.python_version()}，{bits()} 位"),
        ("xlwings", version("xlwings")),
        ("Excel", "已登记（版本见 E01）" if registered("Excel.Application") else "没有"),
        ("WPS 表格", wps() or "没有"),
        ("LibreOffice", "有" if shutil.which("soffice") else "没有"),
        ("OneDrive 文件夹", "有" if onedrive() else "没有"),
    ]


def bits() -> int:
    """Of this Python."""
    return struct.calcsize("P") * 8


def library(word_size: int) -> str:
    """The file through which an Excel of 32 or 64 bits reaches Python."""
    return _LIBRARY.format(bits=word_size, version=version("xlwings"))


def library_folders() -> list[Path]:
    """Where a workbook looks for it: the folders of PATH (vba/JxStart.bas)."""
    return [Path(word.strip('"')) for word in os.environ.get("PATH", "").split(os.pathsep) if word.strip('"')]


def onedrive() -> Path | None:
    """The folder that is kept in step with OneDrive, where there is one."""
    return _first(Path(word) for name in ONEDRIVE if (word := os.environ.get(name)) and Path(word).is_dir())


def wps() -> str:
    """The name by which WPS's tables can be started, or nothing."""
    return next((name for name in WPS_NAMES if registered(name)), "")


def registered(name: str) -> bool:
    """Is there a program that can be started under this name?"""
    if sys.platform != "win32":
        return False
    import winreg  # noqa: PLC0415  there is none elsewhere

    try:
        winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, rf"{name}\CLSID"))
    except OSError:
        return False
    return True


def _first(paths: Iterable[Path]) -> Path | None:
    return next(iter(paths), None)
