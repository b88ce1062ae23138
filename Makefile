# The front door of Facula; `make help` lists what it does. CMakeLists.txt does the building.
#
#   LUA=luajit|lua5.1|lua5.4   the Lua to build for and to run with (luajit)
#   PREFIX=DIR                 where `make install` puts things (/usr/local)
#   SPECS=FILES                the specs to run (all of spec/)
#   CALLS=N FILES=N MODULES=N SEED=N   how many cases `make fuzz` tries, and which

LUA ?= luajit
PREFIX ?= /usr/local
SPECS ?=
CALLS ?= 1000000
FILES ?= 200000
MODULES ?= 200000
SEED ?= 1
REPLAY ?=
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

# Each Lua has its own build folder, and so has the build with sanitizers.
ROOT := $(CURDIR)
BUILD := build
C_FILES = $(shell find src examples -name '*.c' -o -name '*.h' -o -name '*.inc')
LUA_FOLDERS = $(wildcard lua spec examples bench docs)

# $(call interpreter,LUA): the program of that Lua; some systems call Lua 5.4 just lua.
interpreter = $(if $(shell command -v $(1) 2>/dev/null),$(1),$(if $(filter lua5.4,$(1)),lua,$(1)))

# $(call run,LUA,FOLDER,ENVIRONMENT): that Lua, which finds the module in the build FOLDER and the
# Lua files here.
path = $(ROOT)/lua/?.lua;$(ROOT)/lua/?/init.lua;$(ROOT)/spec/?.lua;;
cpath = $(ROOT)/$(BUILD)/$(1)/lib/?.so;;
run = env LUA_PATH='$(path)' LUA_PATH_5_4='$(path)' LUA_CPATH='$(call cpath,$(2))' \
  LUA_CPATH_5_4='$(call cpath,$(2))' $(3) $(call interpreter,$(1))

# $(call build,LUA,FOLDER,OPTIONS): configures once, then compiles what changed. MAKEFLAGS is
# emptied because the inner make has its own -j.
build = @test -f $(BUILD)/$(2)/cmake_install.cmake || \
  { echo "== configuring for $(1)$(if $(3), with sanitizers)" && \
  cmake --log-level=NOTICE -S . -B $(BUILD)/$(2) -DFACULA_LUA=$(1) $(3) >/dev/null; } && \
  MAKEFLAGS= cmake --build $(BUILD)/$(2) -j $(JOBS) -- $(QUIET)
QUIET ?= $(if $(filter Ninja%,$(CMAKE_GENERATOR)),--quiet,--no-print-directory -s)

# The program runs without the sanitizers' runtime, so that is loaded first. Lua 5.4 because its
# memory, too, comes from malloc: an overrun of a userdata is then seen as well.
ASAN_LUA = lua5.4
ASAN_RUNTIME = $(shell cat $(BUILD)/asan/asan_runtime)
ASAN_ENV = LD_PRELOAD='$(ASAN_RUNTIME)' FACULA_SANITIZE=1 UBSAN_OPTIONS=print_stacktrace=1 \
  ASAN_OPTIONS=allocator_may_return_null=1:detect_odr_violation=0:detect_leaks=$(LEAKS)$(ASAN_MORE)
# Leaks are looked for where the system allows it: it takes ptrace, which some containers forbid.
LEAKS = $(shell LD_PRELOAD='$(ASAN_RUNTIME)' ASAN_OPTIONS=detect_leaks=1 \
  $(call interpreter,$(ASAN_LUA)) -v >/dev/null 2>&1 && echo 1 || echo 0)

.NOTPARALLEL:
.PHONY: help deps build test demo repl bench docs lint asan fuzz fuzz-slice install clean rock \
  spec spec-luajit spec-lua5.1 spec-lua5.4 format lint-format lint-c lint-lua lint-walls lint-docs \
  deps-build deps-all \
  build-luajit build-lua5.1 build-lua5.4 build-asan

help:
	@echo 'make demo         install what is missing, build, train on handwritten digits'
	@echo 'make test         install what is missing, build, then all that is marked with *'
	@echo
	@echo 'make deps         install what building and testing need and is missing'
	@echo 'make build        build for LuaJIT; LUA=lua5.1 or LUA=lua5.4 for another Lua'
	@echo 'make repl         a prompt with torch loaded'
	@echo 'make spec         * the specs on LuaJIT; SPECS=spec/nn for some of them'
	@echo 'make spec-lua5.4  * the specs on Lua 5.4 (spec-lua5.1 on Lua 5.1)'
	@echo 'make asan         * the specs with address and undefined-behaviour checks'
	@echo 'make fuzz         * random calls, damaged files and misused modules, fewer in make test;'
	@echo '                  CALLS=N FILES=N MODULES=N SEED=N, REPLAY="calls SEED NUMBER"'
	@echo 'make rock         * a rock for each Lua, installed into an empty tree and used from there'
	@echo 'make lint         * clang-format, cppcheck, luacheck, who may know whom, documentation'
	@echo 'make format       clang-format the C files'
	@echo 'make docs         docs/reference, from rows and comments, and the manual as HTML'
	@echo 'make bench        what calls and training steps cost'
	@echo 'make install      into PREFIX: bin, include, lib/lua/X.Y, share/lua/X.Y, share/doc/facula'
	@echo 'make clean        remove build/'

deps:
	@LUA=$(LUA) .ci/deps build test

deps-build:
	@LUA=$(LUA) .ci/deps build

deps-all:
	@LUA=$(LUA) .ci/deps build test lint

build: build-$(LUA)

build-luajit build-lua5.1 build-lua5.4: build-%:
	$(call build,$*,$*)

build-asan:
	$(call build,$(ASAN_LUA),asan,-DFACULA_SANITIZE=ON)

demo: deps-build build
	@$(call run,$(LUA),$(LUA)) examples/digits.lua

repl: build
	@$(call run,$(LUA),$(LUA)) '$(ROOT)/lua/facula/main.lua'

test: deps-all spec spec-lua5.4 asan fuzz-slice rock lint

# Each run of the specs takes other kernels, so that all are tested where the processor has them:
# LuaJIT the best, the others less. FACULA_CPU in the environment overrules.
spec-luajit: KERNELS = $(FACULA_CPU)
spec-lua5.1 spec-lua5.4: KERNELS = $(or $(FACULA_CPU),plain)
asan: KERNELS = $(or $(FACULA_CPU),avx2)
kernel_env = $(if $(KERNELS),FACULA_CPU=$(KERNELS))
heading = echo '== specs on $(1)$(if $(KERNELS),$(comma) kernels: $(KERNELS))'
comma := ,

spec: spec-luajit

spec-luajit spec-lua5.1 spec-lua5.4: spec-%: build-%
	@$(call heading,$*)
	@$(call run,$*,$*,$(kernel_env)) spec/support/busted.lua $(SPECS)

# The specs of pages, plots and programs bring no C that these do not run.
ASAN_SPECS = spec/torch spec/nn spec/optim spec/image spec/facula spec/fuzz spec/paths spec/sys

asan: build-asan
	@$(call heading,$(ASAN_LUA) with sanitizers)
	@$(call run,$(ASAN_LUA),asan,$(kernel_env) $(ASAN_ENV)) spec/support/busted.lua \
	  $(or $(SPECS),$(ASAN_SPECS))

# Memory is bounded so that a size from a file or an argument that gets through shows.
fuzz fuzz-slice: ASAN_MORE = :detect_leaks=0:max_allocation_size_mb=256:quarantine_size_mb=16
fuzz-slice: CALLS = 20000
fuzz-slice: FILES = 6000
fuzz-slice: MODULES = 6000
fuzzer = $(call run,$(ASAN_LUA),asan,$(ASAN_ENV)) spec/fuzz/run.lua

fuzz fuzz-slice: build-asan
	@echo "== fuzz $(or $(REPLAY),$(CALLS) calls$(comma) $(FILES) files and $(MODULES) modules)"
	@$(if $(REPLAY),$(fuzzer) $(REPLAY),$(fuzzer) calls $(SEED) 1 $(CALLS))
	@$(if $(REPLAY),,$(fuzzer) t7 $(SEED) 1 $(FILES))
	@$(if $(REPLAY),,$(fuzzer) formats $(SEED) 1 $(FILES))
	@$(if $(REPLAY),,$(fuzzer) modules $(SEED) 1 $(MODULES))

docs: build
	@$(call run,$(LUA),$(LUA)) -e "require 'facula.reference'.write 'docs/reference'"
	@$(call run,$(LUA),$(LUA)) docs/html.lua $(BUILD)/docs

# The kernels, the same for every Lua, come from the build for LuaJIT.
rock: export CMAKE_BUILD_PARALLEL_LEVEL = $(JOBS)
rock: build-luajit
	@for lua in luajit lua5.1 lua5.4; do \
	  echo "== rock for $$lua" && .ci/rock $$lua $(BUILD)/luajit/libkernels.a || exit 1; done

bench: build
	@$(call run,$(LUA),$(LUA)) bench/run.lua

lint: lint-format lint-c lint-lua lint-walls lint-docs

lint-format:
	@echo "== clang-format"
	@for f in $(C_FILES); do clang-format --dry-run -Werror $$f 2>/dev/null || { \
	  bad=1; echo "$$f: not in format; make format sees to it"; }; done; test -z "$$bad"

# invalidPointerCast: leaf loops get their operands as char * and cast them, by design. cppcheck
# 2.10 knows the attribute and not the keyword _Noreturn.
lint-c:
	@echo "== cppcheck"
	@cppcheck --quiet --error-exitcode=1 --std=c11 --language=c --inline-suppr -j $(JOBS) \
	  --enable=warning,performance,portability --suppress=missingIncludeSystem \
	  --suppress=invalidPointerCast --suppress=duplicateAssignExpression \
	  -DFAC_ISA=plain '-D_Noreturn=__attribute__((noreturn))' \
	  $(filter %.c,$(C_FILES))

lint-lua:
	@echo "== luacheck"
	@luacheck --quiet --no-color $(LUA_FOLDERS) .ci

lint-walls:
	@echo "== who may know whom"
	@$(call interpreter,$(LUA)) .ci/walls.lua

lint-docs: build
	@echo "== documentation of public names"
	@$(call run,$(LUA),$(LUA)) .ci/documented.lua

format:
	@clang-format -i $(C_FILES)

install: build
	@cmake --install $(BUILD)/$(LUA) --prefix '$(abspath $(PREFIX))' >/dev/null
	@echo 'Installed into $(abspath $(PREFIX)); try $(abspath $(PREFIX))/bin/facula'

clean:
	rm -rf $(BUILD)
