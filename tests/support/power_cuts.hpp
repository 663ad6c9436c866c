// Every disk that a power cut could have left behind while a program ran, as far as the shim saw what it wrote: before
// each sync, after each promise and at the end, what was synced plus every prefix and seeded subsets of what was not,
// torn at sectors.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "tests/support/disk_model.hpp"

namespace tallygate::tests {

// False ends the walk. `entries`: how far into the journal the program was.
using VisitImage = std::function<bool(const DiskImage& image, std::uint64_t entries)>;

// `promises`: positions in the journal, ascending, at which something was acknowledged. An image that was visited since
// the last promise is not visited again. The number of images.
std::size_t visit_power_cuts(DiskModel& model, const std::vector<FileOperation>& operations,
                             const std::vector<std::uint64_t>& promises, const VisitImage& visit);

}  // namespace tallygate::tests
