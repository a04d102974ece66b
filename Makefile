# Every target sets up what it needs in .venv; a second run finds the stamps and goes straight to work.

# Looked up only when a venv has to be made. Given by hand (make PYTHON=…), it is taken as it is.
PYTHON ?= $(shell for p in python3.11 python3; do $$p -c '' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
CORE := .venv/.stamp-core
DEV := .venv/.stamp-dev

.DEFAULT_GOAL := help
.PHONY: help demo test lint docs templates bench constraints clean office validator bytecode

help: ## 列出全部命令
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: bytecode ## 跑一遍完整演示：填表、复算、核对、导出
	$(BIN)/jixiao demo

test: $(DEV) office validator ## 运行全部测试，并列出规则引擎的分支覆盖率
	$(BIN)/pytest -n auto --cov=macros_py/engine --cov-branch --cov-report=term-missing

lint: $(DEV) ## 检查代码规范、格式与类型
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

docs: $(DEV) office ## 重新生成规则目录、函数说明和文档插图（docs）
	$(BIN)/python -m macros_py.pages
	$(BIN)/python -m tests.tools.pictures

templates: $(CORE) ## 重新生成可下载的工作簿与报告模板（templates）
	$(BIN)/python -m macros_py.publish

bench: $(DEV) bytecode ## 测量运行速度
	$(BIN)/python -m tests.tools.bench

# Platform packages that xlwings, typer and pytest ask for on Windows only: a resolution made on Linux never meets them.
WINDOWS := colorama pywin32
FRESH := build/constraints

constraints: ## 重新求解并写出 constraints.txt（需要 python3.11）
	@sh tests/tools/system.sh python python3.11
	python3.11 -m venv --clear $(FRESH)
	$(FRESH)/bin/pip install --quiet --upgrade --editable '.[dev,review]'
	$(FRESH)/bin/pip download --quiet --no-deps --only-binary=:all: --platform win_amd64 --dest $(FRESH)/windows $(WINDOWS)
	$(FRESH)/bin/pip freeze --exclude-editable > $(FRESH)/versions
	ls $(FRESH)/windows | sed 's/^\([^-]*\)-\([^-]*\)-.*/\1==\2 ; sys_platform == "win32"/' >> $(FRESH)/versions
	(grep '^#' constraints.txt; LC_ALL=C sort -f -t= -k1,1 $(FRESH)/versions) > $(FRESH)/constraints.txt
	mv $(FRESH)/constraints.txt constraints.txt

clean: ## 删除虚拟环境、演示结果与各种缓存
	rm -rf .venv build demo .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

office validator:
	@sh tests/tools/system.sh $@

# As an installed package has it. Without, where Python is told to keep none, every start compiles the sources anew.
bytecode: $(CORE)
	@$(BIN)/python -m compileall -q workbook macros_py

$(CORE): pyproject.toml constraints.txt
	@sh tests/tools/system.sh python "$(PYTHON)"
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	$(PIP) --editable .
	@touch $@

$(DEV): $(CORE)
	$(PIP) --editable '.[dev,review]'
	@touch $@
