# Every outside library, found once. The packages that bring them: scripts/packages.txt.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(simdjson REQUIRED)
find_package(GTest REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(LMDB REQUIRED IMPORTED_TARGET lmdb)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-i18n)
pkg_check_modules(ARCHIVE REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(MAXMINDDB REQUIRED IMPORTED_TARGET libmaxminddb)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)

# The allocator of the programs that carry load: a record is allocated on the engine thread and freed on the commit or an io thread, which glibc's arenas
# pay for (docs/decisions/0003-allocator.md). Sanitizers bring their own.
find_package(mimalloc 2.0 REQUIRED)
function(tallygate_allocator target)
  if(NOT TALLYGATE_SANITIZE)
    target_link_libraries(${target} PRIVATE -Wl,--no-as-needed mimalloc -Wl,--as-needed)
  endif()
endfunction()
