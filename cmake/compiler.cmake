# One place for compiler flags. Clang 19: g++ 12 miscompiles co_await (docs/decisions/0001-toolchain.md).
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "Tallygate is built with clang 19 (use the presets: cmake --preset release)")
endif()

add_library(tallygate_flags INTERFACE)
target_compile_options(tallygate_flags INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast
  # Decisions must be the same bits on every CPU: no fused multiply-add (docs/architecture.md, determinism).
  -ffp-contract=off -fno-fast-math)
target_include_directories(tallygate_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_link_options(tallygate_flags INTERFACE -fuse-ld=lld)
if(TALLYGATE_SANITIZE)
  target_compile_options(tallygate_flags INTERFACE -fsanitize=${TALLYGATE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(tallygate_flags INTERFACE -fsanitize=${TALLYGATE_SANITIZE})
  if(TALLYGATE_SANITIZE MATCHES undefined)  # what the address sanitizer sees as well, at a third of the compile time
    target_compile_options(tallygate_flags INTERFACE -fno-sanitize=null,object-size)
  endif()
endif()

# Coverage feedback for libFuzzer; the targets themselves add -fsanitize=fuzzer (tests/CMakeLists.txt). For a short run counters are enough: with every
# comparison traced the libraries are a third larger, and all other tests of the preset pay for it.
if(TALLYGATE_FUZZ STREQUAL "long")
  target_compile_options(tallygate_flags INTERFACE -fsanitize=fuzzer-no-link)
elseif(TALLYGATE_FUZZ)
  target_compile_options(tallygate_flags INTERFACE -fsanitize-coverage=inline-8bit-counters,pc-table)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# Most of compiling is reading headers. CMakePresets.json has CMAKE_UNITY_BUILD: files of a target are compiled some at a time (in release few, so that
# a change costs little; for the sanitizers all), so names in the anonymous namespaces of a target differ, and the standard headers are precompiled, with
# what nearly all files include of core: records, and all commands and effects with them. The debug preset does neither: there every file must include
# what it uses.
option(TALLYGATE_PCH "precompile the standard headers and core's records" OFF)
# Test sources are compiled once and run for seconds: not worth an optimizer.
set(TALLYGATE_TEST_OPTIONS -O0)
if(TALLYGATE_PCH)
  set(CMAKE_PCH_INSTANTIATE_TEMPLATES ON)
  add_compile_options(-pthread -Xclang -fno-pch-timestamp)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "")
  set(standard_headers <algorithm> <array> <atomic> <charconv> <chrono> <cstdint> <cstring> <deque> <filesystem> <functional> <map> <memory>
    <mutex> <optional> <set> <span> <sstream> <string> <string_view> <thread> <tuple> <unordered_map> <utility> <variant> <vector>)
  set(core_headers ${CMAKE_SOURCE_DIR}/core/record.hpp ${CMAKE_SOURCE_DIR}/core/canonical_json.hpp)
  foreach(kind library test)
    add_library(precompiled_${kind} STATIC ${CMAKE_BINARY_DIR}/precompiled.cpp)
    target_link_libraries(precompiled_${kind} PRIVATE tallygate_flags)
  endforeach()
  target_precompile_headers(precompiled_library PRIVATE ${standard_headers} ${core_headers})
  target_compile_options(precompiled_test PRIVATE ${TALLYGATE_TEST_OPTIONS})
  target_link_libraries(precompiled_test PRIVATE GTest::gtest)
  target_precompile_headers(precompiled_test PRIVATE ${standard_headers} ${core_headers} <gtest/gtest.h>)
endif()
# tallygate_precompiled(target library|test): nothing where the preset does not precompile.
function(tallygate_precompiled target kind)
  if(TALLYGATE_PCH)
    target_precompile_headers(${target} REUSE_FROM precompiled_${kind})
  endif()
endfunction()

# tallygate_library(core LINK_PUBLIC … LINK_PRIVATE …): the library of the folder it is called from, all its *.cpp.
function(tallygate_library name)
  cmake_parse_arguments(ARG "" "" "LINK_PUBLIC;LINK_PRIVATE;SOURCES" ${ARGN})
  if(NOT ARG_SOURCES)
    file(GLOB ARG_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  endif()
  if(NOT ARG_SOURCES)  # a folder that is still empty
    add_library(tallygate_${name} INTERFACE)
    target_link_libraries(tallygate_${name} INTERFACE tallygate_flags ${ARG_LINK_PUBLIC})
    return()
  endif()
  add_library(tallygate_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(tallygate_${name} PUBLIC tallygate_flags ${ARG_LINK_PUBLIC} PRIVATE ${ARG_LINK_PRIVATE})
  tallygate_precompiled(tallygate_${name} library)
endfunction()
