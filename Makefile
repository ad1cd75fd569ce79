# What a person or a machine runs. Each target says after ## what it is for: make help
.DEFAULT_GOAL := help
SHELL := /bin/bash
GO ?= go
TOOL := $(GO) tool -modfile=tools/go.mod
LINES ?= 10000000
ASSIGNMENTS ?= 5000000
ROUNDS ?= 3
HASHES ?= 200000000
PEERS ?= 2000000
ASKED ?= 1000000
ROWS ?= 10000000
FUZZTIME ?= 30s
SEEDS ?= $(shell seq 1 20)
PKGS ?= ./...
FAULTS := Fault|Kill9|PowerCut|FlippedByte
export CGO_ENABLED ?= 0

.PHONY: help build demo test check fuzz faults accuracy aliases conformance bench bench-court million lint vuln clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## the commands, into bin/
	$(GO) build -trimpath -pgo=cmd/comity/check.pgo -o bin/ ./cmd/...

demo: build ## a case from nothing: simulated exports, sealed, checked, verified, shown (writes demo/)
	bin/comity demo --dir demo

test: ## everything CI runs; installs what its suites need where it can
	@scripts/test.sh

check: ## fast: build, vet, lint, unit tests (PKGS=./internal/comity/... for a part)
	$(GO) build ./...
	$(GO) vet $(PKGS)
	$(TOOL) golangci-lint run $(PKGS)
	$(GO) test $(PKGS)

lint: ## golangci-lint as pinned in tools/go.mod
	$(TOOL) golangci-lint run ./...

fuzz: ## each fuzz target for FUZZTIME (30s; 1h before a release): goes on from what the last run found
	@scripts/fuzz.sh $(FUZZTIME)

faults: ## kill, cut power, flip bytes in every stage (COMITY_ROUNDS=50 kills), fail calls (COMITY_CALLS=1: every one)
	@set -o pipefail; COMITY_ROUNDS=$${COMITY_ROUNDS:-50} COMITY_CALLS=$${COMITY_CALLS:-1} $(GO) test -count=1 -timeout 60m -run '$(FAULTS)' $(PKGS) | \
		grep -v 'no tests to run\|no test files'

accuracy: build ## simulate, check and score SEEDS (1 to 20): three kinds of worlds, clean and faulty clocks; writes docs/accuracy.md
	@scripts/accuracy.sh docs/accuracy.md $(SEEDS)

aliases: ## how often two names of one person are found on the licensed chat, beside the floors (docs/aliases.md)
	COMITY_ALIASES=1 $(GO) test -count=1 -v -run TestChannel ./internal/analysis/board/alias

conformance: build ## let other people's tools judge what we write; writes docs/conformance.md
	@scripts/conformance.sh docs/conformance.md

bench: build ## comity beside DuckDB and beside plain reading (LINES=, ASSIGNMENTS=, ROUNDS=); writes bench/last.json
	cd bench && CGO_ENABLED=1 $(GO) run . -lines $(LINES) -assignments $(ASSIGNMENTS) -rounds $(ROUNDS) -out last.json

bench-court: ## sealing beside plain hashing, the proof of a row, acts with a witness, beside their floors (ROWS=, ROUNDS=); into bench/last.json
	cd bench && CGO_ENABLED=1 $(GO) run . -court -rows $(ROWS) -rounds $(ROUNDS) -out last.json

hashes: build ## known digests on disk and by `comity known` beside SQLite and hfind (HASHES=200000000, PEERS=2000000, ASKED=1000000, DIR=: 8 GB for a while)
	cd bench && $(GO) run ./hashes -comity ../bin/comity -n $(HASHES) -peers $(PEERS) -asked $(ASKED) -dir "$(DIR)"

million: build ## time and memory of `comity board` on a million captures (DIR=: 3 GB, kept; else a new folder for a while)
	@scripts/million.sh bin/comity $(DIR)

vuln: ## known vulnerabilities in what we link (asks vuln.go.dev, so not a part of test)
	$(TOOL) govulncheck ./...

clean: ## remove what the targets above wrote
	rm -rf bin demo bench/data bench/last.json
