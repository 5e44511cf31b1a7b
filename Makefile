# 娘家 niangjia. `make` alone lists what can be done. Everything runs in .venv, which is made when it is missing.

PYTHON3 ?= python3
PY := .venv/bin/python
UV = $(firstword $(wildcard .venv/bin/uv .tools/uv/bin/uv) uv)
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

EXTRAS = --extra documents --extra matching
TEST_EXTRAS = $(EXTRAS) --extra linkage

.DEFAULT_GOAL := help
.PHONY: help demo test check fix test-pg bench lock docs programme runtime development

help: ## 列出可用的命令 · list these commands
	@sed -nE 's/^([a-z-]+):.*## (.*)$$/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

demo: runtime ## 打开一个虚构的县（RESET=1 从头开始，PORT=8000）· open an invented county
	@$(PY) -m niangjia.site.manage demo $(if $(RESET),--reset) $(if $(PORT),--port $(PORT))

test: development ## 跑完全部测试 · run every test, on SQLite, on PostgreSQL and in Chromium
	@$(PY) -m tools.run_tests

check: development ## 与 CI 相同，遇到第一处不对就停 · all that CI does, stopping at the first thing wrong
	@$(PY) -m tools.run_tests --stop-early

fix: development ## 整理格式 · put imports and format in order
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet .

test-pg: development ## 只在 PostgreSQL 上跑 · the database tests on PostgreSQL alone
	@$(PY) -m tools.run_tests postgresql

bench: development ## 测速度（不影响测试结果）· measure speed; never part of the tests
	@for one in $(sort $(wildcard bench/*.py)); do echo "== $$one"; $(PY) $$one || exit 1; done

lock: development ## 重新锁定依赖（UPGRADE=1 取新版本）· pin the dependencies anew
	$(COMPILE) $(EXTRAS) pyproject.toml -o requirements.txt
	$(COMPILE) $(TEST_EXTRAS) -c requirements.txt pyproject.toml requirements-dev.in -o requirements-dev.txt
	$(COMPILE) --no-deps tools/locks/uv.in -o tools/locks/uv.txt
	$(COMPILE) --no-deps tools/locks/postgresql.in -o tools/locks/postgresql.txt

docs: development ## 由代码重画说明书 · draw the pictures and the reference from the code
	@$(PY) -m tools.draw_house
	@$(PY) -m tools.write_reference

programme: development ## 新开一个窗口（KEY=errands LABEL=及时送）· copy the empty window under a new name
	@$(PY) -m tools.new_programme "$(KEY)" "$(LABEL)"

runtime development:
	@command -v $(PYTHON3) >/dev/null || { echo "niangjia: Python 3.11+ is needed. Debian/Ubuntu: sudo apt-get install -y python3 python3-venv"; exit 1; }
	@$(PYTHON3) tools/prepare_environment.py $@
