// What a log's file holds, found by walking its pages without LMDB: which tables and tenants there are, where their
// rows stand, which pages are damaged and which are nobody's. The first half of verify; it reads every branch and leaf
// page once, and no large value. Works beside a writing process: LMDB never writes over a page that the newest meta
// page refers to, nor that the one before it did, so what was read holds if at most one commit came in between
// (`still`); otherwise it is tried again.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/event_log.hpp"
#include "eventstore/head_row.hpp"
#include "eventstore/page_source.hpp"
#include "eventstore/tree_walk.hpp"

namespace tallygate::eventstore {

// A leaf of a table with integer keys: keys from `from` on and before `to`.
struct LeafPlace {
  std::uint64_t page = 0, from = 0, to = 0;  // `to` is the largest u64 where nothing bounds it
};

struct SurveyedTenant {
  std::string name;
  std::optional<HeadRow> head;
  std::vector<LeafPlace> records, keys;       // in the order of their keys; damaged leaves are not in it
  std::map<std::uint64_t, ValuePlace> tiles;  // by key
  std::map<std::string, ValuePlace> blobs;    // by SHA-256
  std::vector<ArchivedRange> archives;        // records that stand in archive files
  std::map<std::uint64_t, std::string> kept;  // of those, the ones that the log has copies of
  std::vector<std::string> unknown;           // tables and rows that this program does not know
};

struct Survey {
  MetaPage meta;
  std::vector<SurveyedTenant> tenants;
  std::vector<PageDamage> damage;
  // No process wrote in between, so far as it matters. Without it double references and unused pages are not judged.
  bool still = true;
  std::uint64_t free_pages = 0;
  std::deque<std::string> kept;  // small values that the places above view
};

// Damage is in the survey; an error: there is no file, it is no LMDB file of this version, or it cannot be read.
core::Result<Survey> survey_pages(const PageSource& source);

// The root of a table in the newest state of the file; kNoPage inside where it is not there. For reading again what a
// writing process has moved meanwhile.
struct FreshTable {
  MetaPage meta;
  TableRoot root;
};
core::Result<FreshTable> find_table(const PageSource& source, const std::string& name);

}  // namespace tallygate::eventstore
