// A ledger that was saved and loaded again.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "core/binary_reader.hpp"
#include "core/binary_writer.hpp"
#include "tests/support/ledger_world.hpp"

namespace tallygate::tests {

// From the bytes of the world's ledger; the digest after loading must be the one that saving returned.
inline std::unique_ptr<ledger::Ledger> saved_and_loaded(const LedgerWorld& world) {
  std::string bytes;
  core::BinaryWriter out([&bytes](std::string_view piece) {
    bytes.append(piece);
    return true;
  });
  const core::Digest saved = world.ledger().save(out);
  out.flush();
  auto loaded = std::make_unique<ledger::Ledger>();
  core::BinaryReader in(bytes);
  EXPECT_EQ(loaded->load(in), saved) << in.fault();
  return loaded;
}

}  // namespace tallygate::tests
