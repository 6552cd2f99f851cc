# SPDX-License-Identifier: Apache-2.0
# make setup | run | test | torture | bench | tsan | fuzz | format | lint | docs | docs-interop | clean

SHELL := /bin/bash
SWIFT ?= swift
SOURCES := Package.swift Sources Tests Fuzz Benchmarks

.PHONY: setup run test torture bench tsan fuzz format lint docs docs-interop release clean

setup:
	@scripts/setup build test

run:
	@scripts/setup build
	$(SWIFT) build -c release --product signet
	@scripts/demo

# One debug build (the tests) and one release build (what the real clients meet).
test: setup lint release
	$(SWIFT) test --skip InteropTests
	@scripts/interop

# smbtorture's SMB1 suites beside what smbd passes of them; SUITES="raw.lock base.delete" runs some.
torture: release
	@scripts/setup torture
	@scripts/torture $(SUITES)

bench: release
	@scripts/setup build bench
	SIGNET_BENCH=1 $(SWIFT) build -c release --product audit-cost
	@Benchmarks/run $(BENCH)

tsan:
	@scripts/setup build
	SIGNET_SANITIZED=1 TSAN_OPTIONS=suppressions=$(CURDIR)/scripts/tsan-suppressions.txt $(SWIFT) test --sanitize=thread --scratch-path .build/tsan --filter 'SMBEngineTests|EndToEndTests'

fuzz:
	@scripts/setup build
	@scripts/fuzz

format:
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

lint:
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

# Writes the pages that are generated from tables.
docs:
	SIGNET_WRITE_DOCS=1 $(SWIFT) test --filter 'TidyTests.DocumentTests'

# The table of clients in docs/interop.md comes from running them all.
docs-interop: setup release
	SIGNET_WRITE_DOCS=1 scripts/interop

release:
	@scripts/setup build
	$(SWIFT) build -c release --product signet

clean:
	$(SWIFT) package clean
	rm -rf .build/demo .build/tsan .build/fuzz .build/bench
