# The front door. Each target says what it does; the work is in scripts/.
.PHONY: help setup build run test test-all simulate crash bench eval format lint clean geoip
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

setup: ## install the Debian packages that are missing (scripts/packages.txt)
	@scripts/setup.sh

build: setup ## the release build: build/release/tallygate
	@scripts/build.sh release

geoip: setup ## fetch the country database once: build/geoip/country.mmdb
	@scripts/geoip.sh

run: setup ## play a month of real orders over HTTPS, from an empty directory
	@scripts/build.sh release tallygate tallygate-play
	@scripts/geoip.sh
	@scripts/run.sh

test: setup ## the bounded tests: release in full, address and thread sanitizers where they find most (22 to 27 minutes on 2 cores)
	@scripts/test.sh test

test-all: setup ## every test in every preset
	@scripts/test.sh all

simulate: setup ## random business, faults and crashes against the model: SEEDS=10000 FIRST=1
	@scripts/build.sh release tallygate-simulate
	@build/release/tallygate-simulate $(or $(FIRST),1) $(or $(SEEDS),10000)

crash: setup ## kill -9 under load and at each step of a commit: ROUNDS=200
	@scripts/build.sh release tallygate crash_tests file_fault_tests
	@TALLYGATE_CRASH_ROUNDS=$(or $(ROUNDS),200) build/release/crash_tests --gtest_filter='KillUnderLoad.*'
	@build/release/file_fault_tests --gtest_filter='*LastOperation*'

bench: setup ## measure, beside the machine's own limits
	@scripts/build.sh release all benches
	@scripts/bench.sh

eval: setup ## score the default rules against labelled data
	@scripts/build.sh release
	@scripts/eval.sh

format: setup ## rewrite the tracked sources in the house's format
	@scripts/format.sh

lint: setup ## format, clang-tidy and the source rules, changing nothing
	@scripts/lint.sh

clean: ## delete everything that was built and played
	rm -rf build
