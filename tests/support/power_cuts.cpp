#include "tests/support/power_cuts.hpp"

#include <algorithm>
#include <set>

#include "core/hash.hpp"
#include "core/random.hpp"

namespace tallygate::tests {
namespace {

constexpr int kSubsets = 2;             // of one crash; each with its own share of sectors that reached the disk
constexpr std::size_t kPrefixMax = 24;  // prefixes of one crash; of more, the longest

core::Digest digest_of(const DiskImage& image) {
  std::string all;
  for (const auto& [path, content] : image) all += path + '\n' + std::string(core::view(core::sha256(content)));
  return core::sha256(all);
}

class Walk {
 public:
  Walk(const DiskModel& model, const VisitImage& visit) : model_(model), visit_(visit) {}

  bool crash_here() { return crash_during(model_.applied()); }
  bool crash_during(std::uint64_t entries) {
    entries_ = entries;
    const auto pending = model_.pending();
    const auto from = pending.size() > kPrefixMax ? pending.size() - kPrefixMax : 0;
    if (!show([](auto, auto) { return false; })) return false;
    for (auto n = from; n < pending.size(); ++n) {
      const auto last = pending[n];
      const auto torn = random_.below(std::max<std::uint64_t>(model_.sectors(last), 1));
      if (torn > 0 && !show([&](auto entry, auto sector) { return entry < last || (entry == last && sector < torn); }))
        return false;
      if (!show([&](auto entry, auto) { return entry <= last; })) return false;
    }
    if (pending.empty()) return true;
    for (int i = 1; i <= kSubsets; ++i) {
      const auto seed = random_.below(~std::uint64_t{0});
      const auto reached = [&](std::uint64_t entry, std::uint64_t sector) {
        core::SeededRandom drawn(seed ^ (entry << 20) ^ sector);
        return drawn.below(kSubsets + 1) < static_cast<std::uint64_t>(i);
      };
      if (!show(reached)) return false;
    }
    return true;
  }
  void promised() { seen_.clear(); }
  std::size_t images() const { return images_; }

 private:
  bool show(const Reached& reached) {
    const auto image = model_.image(reached);
    if (!seen_.insert(digest_of(image)).second) return true;
    ++images_;
    return visit_(image, entries_);
  }

  const DiskModel& model_;
  const VisitImage& visit_;
  core::SeededRandom random_{20'261'122};
  std::set<core::Digest> seen_;
  std::size_t images_ = 0;
  std::uint64_t entries_ = 0;
};

}  // namespace

std::size_t visit_power_cuts(DiskModel& model, const std::vector<FileOperation>& operations,
                             const std::vector<std::uint64_t>& promises, const VisitImage& visit) {
  Walk walk(model, visit);
  auto promise = promises.begin();
  for (const auto& operation : operations) {
    if (promise != promises.end() && *promise <= model.applied()) {
      while (promise != promises.end() && *promise <= model.applied()) ++promise;
      walk.promised();
      if (!walk.crash_here()) return walk.images();
    }
    const auto& header = operation.header;
    if (header.kind == shim::Kind::sync && !walk.crash_here()) return walk.images();
    const auto entry = model.applied();
    model.apply(operation);
    if (header.durable == 0) continue;
    if (!walk.crash_during(entry)) return walk.images();  // a write that is a sync of itself can be torn
    model.settle(header.inode, entry);
  }
  walk.promised();
  walk.crash_here();
  return walk.images();
}

}  // namespace tallygate::tests
