// Values that fields of several kinds are made of, as a saved state has them: in either direction, as the fields are
// (save_fields.hpp).
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>

#include "ledger/save.hpp"

namespace tallygate::ledger {

// The least that one of something takes, so that no count of a damaged file makes more than the file could hold.
inline constexpr std::size_t kIdBytesMin = 4, kObjectBytesMin = 4, kMemberBytesMin = 2, kNumberBytes = 8;

template <class Io>
class ValuePassage {
 protected:
  template <class T>
  using Ref = typename Io::template Ref<T>;

  explicit ValuePassage(Io& io) : io_(io) {}

  void plan_part(Ref<PlanPart> part) {
    io_.number(part.level);
    io_.choice(part.role, core::Role::supplier);
  }
  void calendar_period(Ref<CalendarPeriod> period) {
    io_.choice(period.kind, core::PlanPeriod::month);
    io_.number(period.begins.days_since_epoch);
  }
  void hash(Ref<core::Hash16> h) {
    if constexpr (Io::kReads) {
      const std::string_view bytes = io_.take(h.size());
      if (bytes.size() == h.size()) std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(h.data()));
    } else {
      io_.raw(std::string_view(reinterpret_cast<const char*>(h.data()), h.size()));
    }
  }
  void currency(Ref<core::Currency> c) {
    if constexpr (Io::kReads) {
      const std::string_view code = io_.take(3);
      const auto listed = core::Currency::from_code(code);
      if (!listed && code != core::Currency().code()) io_.fail("a currency is none");
      c = listed.value_or(core::Currency());
    } else {
      io_.raw(c.code());
    }
  }
  void channel(Ref<core::Channel> c) { io_.choice(c, core::Channel::wechat_pay); }
  void label(Ref<std::optional<core::Label>> l) {
    io_.optional(l, [this](Ref<core::Label> value) { io_.choice(value, core::Label::legit); });
  }
  void number(Ref<std::optional<std::int64_t>> n) {
    io_.optional(n, [this](Ref<std::int64_t> value) { io_.number(value); });
  }
  void command(Ref<std::shared_ptr<const core::Command>> c) {
    if constexpr (Io::kReads) {
      c = load_command(io_);
    } else {
      save_command(io_, c.get());
    }
  }

  Io& io_;
};

}  // namespace tallygate::ledger
