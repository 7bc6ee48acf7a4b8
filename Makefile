# Everything runs in .venv, made from the locks with hashes. `make preview` needs Python 3.11+ alone;
# `make engine` needs Go.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes
ITSELF := $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .

# The SDKs are compiled once, into the environment.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: preview test unit coverage lint fix engine axe kubernetes scan faults bench goldens site lock clean

FAST := "not engine and not program"

preview: $(VENV)/.project
	@$(BIN)/faro preview --all-stacks

test: $(VENV)/.dev $(VENV)/.oldest $(VENV)/.site lint
	@$(BIN)/python -m pytest -n auto

unit: $(VENV)/.dev lint
	@$(BIN)/python -m pytest -n auto -m $(FAST)

coverage: $(VENV)/.dev
	@$(BIN)/python -m pytest -n auto -m $(FAST) --cov --cov-report term:skip-covered

lint: $(VENV)/.dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/zizmor --offline --quiet .github action.yml > $(VENV)/zizmor.log || { cat $(VENV)/zizmor.log; exit 1; }
	@$(BIN)/lint-imports --no-logo > $(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }

fix: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

goldens: $(VENV)/.dev
	$(BIN)/python -m pytest tests/views tests/docs/test_generated.py tests/stacks/test_environment_page.py tests/cost/test_bills.py --rewrite-goldens

# The Pulumi CLI, for the parity tests: the one on PATH, or built from its Go module; and actionlint.
engine: .tools/bin/actionlint
	@command -v pulumi > /dev/null || test -x .tools/bin/pulumi || $(MAKE) --no-print-directory .tools/bin/pulumi

.tools/bin/pulumi: tools/engine/go.mod tools/engine/go.sum
	@mkdir -p $(@D)
	cd tools/engine && go build -o ../../$@ \
	  -ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$$(go list -m -f '{{.Version}}' github.com/pulumi/pulumi/pkg/v3)" \
	  github.com/pulumi/pulumi/pkg/v3/cmd/pulumi

.tools/bin/actionlint: tools/actionlint/go.mod tools/actionlint/go.sum
	@mkdir -p $(@D)
	cd tools/actionlint && go build -o ../../$@ github.com/rhysd/actionlint/cmd/actionlint

# The documentation as a website with search, in site/; it needs no network to build or to read.
site: $(VENV)/.site
	@NO_MKDOCS_2_WARNING=1 $(VENV)/site/bin/mkdocs build --strict --config-file tools/site/mkdocs.yml \
	  --site-dir ../../site > $(VENV)/site.log 2>&1 || { cat $(VENV)/site.log; exit 1; }

# The accessibility rules for the tests of that website; needs npm.
axe: .tools/axe/node_modules/axe-core/axe.min.js

.tools/axe/node_modules/axe-core/axe.min.js: tools/axe/package.json tools/axe/package-lock.json
	@mkdir -p .tools/axe
	@cp tools/axe/package.json tools/axe/package-lock.json .tools/axe
	@npm ci --silent --no-audit --no-fund --ignore-scripts --prefix .tools/axe
	@touch $@

# A Kubernetes API server with its etcd, and the CRDs of KEDA, for the tests of the exported
# manifests: built from their Go modules, 5 to 10 minutes when nothing is cached.
kubernetes: .tools/bin/kube-apiserver .tools/crds/keda

.tools/bin/kube-apiserver: tools/kubernetes/go.mod tools/kubernetes/go.sum
	@mkdir -p $(@D)
	cd tools/kubernetes && go build -o ../../.tools/bin/etcd -ldflags "-s -w" go.etcd.io/etcd/server/v3
	cd tools/kubernetes && go build -o ../../$@ \
	  -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$$(go list -m -f '{{.Version}}' k8s.io/kubernetes)" \
	  k8s.io/kubernetes/cmd/kube-apiserver

.tools/crds/keda: tools/crds/go.mod tools/crds/go.sum
	@mkdir -p $@
	cd tools/crds && go mod download github.com/kedacore/keda/v2 && \
	  install -m 644 "$$(go list -m -f '{{.Dir}}' github.com/kedacore/keda/v2)"/config/crd/bases/*.yaml ../../$@

# Checkov and kube-score on what the phases export; writes the tables of docs/security.md.
CHECKOV := 3.3.30
scan: $(VENV)/.dev .tools/bin/kube-score .tools/checkov
	@$(BIN)/python tools/scan.py

.tools/bin/kube-score: tools/kube-score/go.mod tools/kube-score/go.sum
	@mkdir -p $(@D)
	cd tools/kube-score && go build -o ../../$@ github.com/zegl/kube-score/cmd/kube-score

.tools/checkov: | $(VENV)/.dev
	@$(BIN)/uv venv --quiet $@
	@$(BIN)/uv pip install --quiet --python $@/bin/python checkov==$(CHECKOV)

# As many random runs of the vendors' resources under faults and kills as are asked for.
RUNS ?= 50
faults: $(VENV)/.dev
	@FARO_FAULT_RUNS=$(RUNS) $(BIN)/python -m pytest -n auto tests/vendors/test_faults.py

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.bench $(if $(PROGRAMS),--programs $(PROGRAMS))

LOCK := $(BIN)/uv pip compile --quiet --no-header --universal --generate-hashes --python-version 3.11 --upgrade

lock: $(VENV)/.dev
	$(LOCK) --group bootstrap -o locks/bootstrap.txt
	$(LOCK) pyproject.toml --group command -o locks/command.txt
	$(LOCK) pyproject.toml --group project -o locks/project.txt
	$(LOCK) pyproject.toml --group project --group dev -o locks/dev.txt
	$(LOCK) --group oldest -o locks/oldest.txt
	$(LOCK) --group site -o locks/site.txt

$(VENV)/bin/uv: locks/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<

$(VENV)/.project: locks/project.txt pyproject.toml | $(VENV)/bin/uv
	@test -e $(VENV)/.dev || $(INSTALL) $<
	@$(ITSELF)
	@touch $@

$(VENV)/.dev: locks/dev.txt pyproject.toml | $(VENV)/bin/uv
	@$(INSTALL) $<
	@$(ITSELF)
	@touch $(VENV)/.project $@

# An environment of its own, to preview a program that has the oldest SDK.
$(VENV)/.oldest: locks/oldest.txt | $(VENV)/.dev
	@$(BIN)/python -m venv --without-pip --clear $(VENV)/oldest
	@$(BIN)/uv pip sync --quiet --python $(VENV)/oldest/bin/python --require-hashes $<
	@touch $@

# An environment of its own, for the tools that build the website.
$(VENV)/.site: locks/site.txt | $(VENV)/.dev
	@$(BIN)/python -m venv --without-pip --clear $(VENV)/site
	@$(BIN)/uv pip sync --quiet --python $(VENV)/site/bin/python --require-hashes $<
	@touch $@

clean:
	rm -rf $(VENV) .tools site
