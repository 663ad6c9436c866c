// Every limit of the expression language, in one place, each with its reason. Going past one is an error with a
// position, never a crash.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tallygate::risk::cel {

struct Limits {
  // A rule that a person reads fits on a screen; 4 KiB is ten times the longest of the default rules.
  std::size_t source_bytes_max = 4096;
  // Parentheses, calls, indexes, literals and ternaries inside each other. langdef.md asks for 12 of each, its tests
  // use up to 32.
  std::uint32_t nesting_max = 32;
  // Height of the syntax tree, which long chains of + or . also grow: bounds the recursion of checker and compiler
  // (about 200 bytes a level).
  std::uint32_t tree_height_max = 160;
  // Nodes of the syntax tree after macros are expanded: 4 KiB of source cannot reach it without macros.
  std::uint32_t nodes_max = 4096;
  // Macros inside macros multiply: two levels of lists of 64 are 4,096 rounds, three would be 262,144.
  std::uint32_t macro_nesting_max = 2;
  // Elements of one list or map literal: longer sets belong into a named list, which can be changed without a new rule
  // set.
  std::uint32_t literal_elements_max = 256;
  // Bytes of a regular expression, and of the automaton that RE2 may build for it: a pattern past it is refused when
  // published.
  std::size_t pattern_bytes_max = 256;
  std::size_t pattern_memory_bytes = 256 * 1024;
  // Instructions of the compiled pattern. Each byte of a text is priced by a quarter of them: past this limit no field
  // of ordinary length (128 bytes) is within the budget of a rule.
  int pattern_instructions_max = 4096;
  // Different patterns of one expression, each of which may come to hold its memory.
  std::size_t patterns_max = 16;
  // A declared list, string or map without a bound of its own counts as this long in the static cost.
  std::uint32_t default_list_bound = 64;
  std::uint32_t default_text_bound = 1024;  // bytes
  // Static worst-case cost of one expression, in steps of about two nanoseconds: 100,000 are 0.2 ms, forty times what
  // one decision may take, so only rules over big lists ever meet it.
  std::uint64_t cost_max = 100'000;
  // Run-time backstop: what the static cost promises, should a host pass a longer list or string than it declared.
  std::uint64_t steps_max = 1'000'000;
  // Memory for the strings and lists that one evaluation makes. The largest record is 64 KiB; nothing that a rule
  // builds from it needs more than 256.
  std::size_t scratch_bytes_max = 256 * 1024;
};

}  // namespace tallygate::risk::cel
