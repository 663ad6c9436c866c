#include "audit/verify_pages.hpp"

#include <algorithm>
#include <limits>
#include <thread>
#include <tuple>
#include <utility>

#include "audit/verify_steps.hpp"
#include "eventstore/little_endian.hpp"
#include "eventstore/tree.hpp"

namespace tallygate::audit {
namespace {

using eventstore::SurveyedTenant;

constexpr int kPassesMax = 3;  // beside a writing process, before what looks wrong is called so

std::uint64_t integer(const std::string& key, std::uint64_t otherwise) {
  return key.size() == sizeof(std::uint64_t) ? eventstore::load<std::uint64_t>(key.data()) : otherwise;
}

const SurveyedTenant* tenant_of(const eventstore::Survey& survey, const std::string& table) {
  const auto found = std::ranges::find(survey.tenants, table.substr(0, table.find('/')), &SurveyedTenant::name);
  return found == survey.tenants.end() ? nullptr : &*found;
}

// The records that lie behind a damaged page.
void place(Finding& finding, const eventstore::PageDamage& damage, const SurveyedTenant& tenant) {
  const std::uint64_t size = tenant.head ? tenant.head->size : 0;
  const std::uint64_t end = size > 0 ? size - 1 : 0;
  const std::string kind = damage.table.substr(damage.table.find('/') + 1);
  std::uint64_t from = integer(damage.keys.from, 0);
  std::uint64_t to = damage.keys.to ? integer(*damage.keys.to, 0) : std::numeric_limits<std::uint64_t>::max();
  if (kind == "tiles") {
    const unsigned height = 8 * static_cast<unsigned>((from >> eventstore::kTileLevelShift) + 1);
    from = height < 64 ? eventstore::tile_index(from) << height : 0;
    to = to >> eventstore::kTileLevelShift == 0 ? to << 8 : std::numeric_limits<std::uint64_t>::max();
  } else if (kind != "records" && kind != "keys") {
    return;
  }
  finding.first_seq = std::min(from, end);
  finding.last_seq = std::max(*finding.first_seq, std::min(to == 0 ? 0 : to - 1, end));
}

Finding finding_of(const eventstore::Survey& survey, const eventstore::PageDamage& damage) {
  Finding out{damage.table, damage.page, {}, {}, damage.what, damage.twice};
  if (damage.page == 0) out.page.reset();
  if (const auto* tenant = tenant_of(survey, damage.table)) place(out, damage, *tenant);
  return out;
}

// What points at a place in the log comes first, the earliest place first, and records before what is made of them.
void sort(std::vector<Finding>& findings) {
  const auto rank = [](const Finding& f) {
    return std::tuple(f.secondary, !f.first_seq.has_value(), f.first_seq.value_or(0), !f.table.ends_with("/records"));
  };
  std::ranges::sort(findings, {}, rank);
}

class Pass {
 public:
  Pass(const eventstore::PageSource& source, const PagesOptions& options) : source_(source), options_(options) {}

  core::Result<PagesReport> run() {
    auto survey = eventstore::survey_pages(source_);
    if (!survey) {
      if (survey.error().kind != core::ErrorKind::corrupt) return survey.error();
      out_.findings.push_back({"", {}, {}, {}, survey.error().message, false});
      return std::move(out_);
    }
    survey_ = std::move(*survey);
    fill();
    if (!options_.tenant.empty() && tenant_of(survey_, options_.tenant + "/") == nullptr && survey_.damage.empty())
      return core::failure(core::ErrorKind::not_found, "there is no tenant " + options_.tenant);
    for (const auto& damage : survey_.damage) out_.findings.push_back(finding_of(survey_, damage));
    for (const SurveyedTenant& tenant : survey_.tenants)
      if (options_.tenant.empty() || options_.tenant == tenant.name) verify_tenant(tenant);
    sort(out_.findings);
    out_.holds = out_.findings.empty() && std::ranges::all_of(out_.tenants, [](const auto& t) { return t.log.holds; });
    return std::move(out_);
  }

  // Another process has committed since the survey.
  bool outdated() const {
    if (!source_.may_change()) return false;
    const auto now = eventstore::read_newest_meta(source_);
    return now && now->transaction != survey_.meta.transaction;
  }

 private:
  void fill() {
    out_.pages = survey_.meta.last_page + 1;
    out_.free_pages = survey_.free_pages;
    out_.page_bytes = survey_.meta.page_bytes;
    out_.transaction = survey_.meta.transaction;
    if (!survey_.still)
      out_.not_checked.push_back("a process was writing: that no page is used twice and none is lost was not judged");
  }

  void verify_tenant(const SurveyedTenant& tenant) {
    TenantReport& report = out_.tenants.emplace_back();
    report.tenant = tenant.name;
    VerifyOptions options;
    options.verifier = options_.verifier;
    if (options_.checkpoint) options.checkpoint = options_.checkpoint(tenant.name);

    TenantPass::Setup setup;
    setup.threads = options_.threads != 0 ? options_.threads : std::max(1U, std::thread::hardware_concurrency());
    setup.make_fold = options_.make_fold;
    if (options.checkpoint) setup.keep_root_at = claimed_size(*options.checkpoint);
    if (options_.progress)
      setup.progress = [&](std::uint64_t done, std::uint64_t total) { options_.progress(tenant.name, done, total); };
    find_archives(tenant, report, setup);
    const auto states = options_.find_states ? options_.find_states(tenant.name) : std::vector<StateToRead>();
    for (const auto& state : states) setup.mark_at.insert(state.position);
    TenantPass pass(source_, survey_, tenant, setup);
    pass.run();
    if (options_.find_states) take_states(report, states, tenant, pass);
    for (auto& finding : pass.findings()) out_.findings.push_back(std::move(finding));
    report.tiles = pass.tiles();
    report.keys = pass.keys().keys();
    report.blobs = tenant.blobs.size();
    report.state = pass.state();
    close_tenant(report, tenant, pass, options);
  }

  void take_states(TenantReport& report, const std::vector<StateToRead>& states, const SurveyedTenant& tenant,
                   const TenantPass& pass) {
    auto held = hold_states(states, tenant.name, pass, tenant.head ? tenant.head->size : 0);
    report.states = held.compared;
    for (auto& finding : held.findings) out_.findings.push_back(std::move(finding));
    for (auto& what : held.not_checked) report.log.not_checked.push_back(std::move(what));
  }

  void find_archives(const SurveyedTenant& tenant, TenantReport& report, TenantPass::Setup& setup) {
    for (const auto& range : tenant.archives) {
      const auto found = options_.find_archive ? options_.find_archive(tenant.name, range)
                                               : core::Result<std::shared_ptr<ArchiveFile>>(
                                                     core::failure(core::ErrorKind::not_found, "it was not asked for"));
      setup.archives.push_back({range, found ? *found : nullptr});
      report.archives.push_back({range, found.ok()});
      if (found) continue;
      report.log.not_read += range.end - range.first;
      report.log.not_checked.push_back("records " + std::to_string(range.first) + " to " +
                                       std::to_string(range.end - 1) + " and all that follows from them: archive " +
                                       eventstore::archive_name(range) + ": " + found.error().message);
      // What cannot be opened is as good as away, and says nothing of the log.
      if (found.error().kind != core::ErrorKind::corrupt && found.error().kind != core::ErrorKind::invalid) continue;
      out_.findings.push_back({tenant.name + "/archive " + eventstore::archive_name(range), std::nullopt, range.first,
                               range.end - 1, found.error().message, false});
    }
  }

  // Where the root must be kept; that the note is signed is checked when the key is known.
  static std::optional<std::uint64_t> claimed_size(const std::string& note) {
    const auto end = note.find("\n\n");
    if (end == std::string::npos) return std::nullopt;
    const auto claimed = parse_checkpoint_text(std::string_view(note).substr(0, end + 1));
    return claimed ? std::optional(claimed->size) : std::nullopt;
  }

  void close_tenant(TenantReport& report, const SurveyedTenant& tenant, const TenantPass& pass,
                    const VerifyOptions& options) {
    const auto checkpoint = expect_checkpoint(options, report.log);
    std::vector<Finding> found;
    for (const auto& finding : out_.findings)
      if (finding.table.starts_with(tenant.name + "/")) found.push_back(finding);
    sort(found);
    if (!found.empty()) {
      report.log.first_bad_seq = found.front().first_seq;
      report.log.wrong = finding_text(found.front());
    }
    close(report.log, pass.chain(), options, checkpoint);
    if (pass.keys().unknown_bodies() > 0)
      report.log.not_checked.push_back("the content's hash beside the keys of " +
                                       std::to_string(pass.keys().unknown_bodies()) +
                                       " refused batches: their lines stand in no record");
    for (const auto& what : tenant.unknown)
      report.log.not_checked.push_back(what + ": this program does not know what it holds");
    say_of_closed_months(report.log, pass.chain().closed_months(), pass.closed_months_held());
    if (report.state && !options_.find_states)
      report.log.not_checked.push_back("the state that the records fold to: it was held against no state checkpoint");
  }

  const eventstore::PageSource& source_;
  const PagesOptions& options_;
  eventstore::Survey survey_;
  PagesReport out_;
};

}  // namespace

bool is_complete(const PagesReport& report) {
  return std::ranges::all_of(
      report.tenants, [](const auto& tenant) { return std::ranges::all_of(tenant.archives, &ArchiveReport::read); });
}

core::Result<PagesReport> verify_pages(const eventstore::PageSource& source, const PagesOptions& options) {
  for (int n = 1;; ++n) {
    Pass pass(source, options);
    auto report = pass.run();
    if (!report || report->holds || n == kPassesMax || !pass.outdated()) return report;
  }
}

}  // namespace tallygate::audit
