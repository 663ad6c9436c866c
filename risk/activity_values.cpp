#include "risk/activity_values.hpp"

#include <cstring>

namespace tallygate::risk {
namespace {

constexpr std::int64_t kHourUs = 3'600'000'000;

}  // namespace

cel::Value field_value(const Activity& activity, Field field) {
  switch (field) {
    case Field::op:
      return cel::Value::string(core::traits(activity.op).name);
    case Field::at:
      return cel::Value::timestamp(activity.at);
    case Field::hour:
      return cel::Value::integer(activity.at.us / kHourUs % 24);
    case Field::weekday:
      return cel::Value::integer((activity.at.us / (24 * kHourUs) + 4) % 7);  // 1970-01-01 was a Thursday
    default:
      break;
  }
  if (!activity.has(field)) return {};
  switch (fields()[static_cast<std::size_t>(field)].type) {
    case FieldType::text:
      return cel::Value::string(activity.text(field));
    case FieldType::boolean:
      return cel::Value::boolean(activity.number(field) != 0);
    case FieldType::integer:
    case FieldType::timestamp:
      break;
  }
  return cel::Value::integer(activity.number(field));
}

void ActivityValues::bind(const Activity& activity, std::span<const Field> used,
                          std::span<const cel::Program> conditions, std::size_t features) {
  activity_ = &activity;
  conditions_ = conditions;
  slots_.resize(kFields + features);
  for (const Field f : used) slots_[static_cast<std::size_t>(f)] = field_value(activity, f);
  hashed_.reset();
  condition_.assign(conditions.size(), -1);
}

std::optional<WindowKey> ActivityValues::value_hash(Field field) {
  if (!activity_->has(field)) return std::nullopt;
  // The acting account is often the buyer as well: the same bytes, hashed once.
  if ((field == Field::user || field == Field::party) && activity_->has(Field::buyer) &&
      activity_->text(field).data() == activity_->text(Field::buyer).data() &&
      activity_->text(field).size() == activity_->text(Field::buyer).size())
    field = Field::buyer;
  const auto i = static_cast<std::size_t>(field);
  if (!hashed_[i]) {
    hashed_.set(i);
    if (fields()[i].type == FieldType::text) {
      hashes_[i] = hash_value(activity_->text(field));
    } else {
      const std::int64_t number = activity_->number(field);
      char bytes[sizeof number];
      std::memcpy(bytes, &number, sizeof number);
      hashes_[i] = hash_value({bytes, sizeof bytes});
    }
  }
  return hashes_[i];
}

std::optional<WindowKey> ActivityValues::key(std::span<const KeyPart> parts) {
  WindowKey key;
  bool first = true;
  for (const KeyPart& part : parts) {
    std::optional<WindowKey> value;
    for (std::uint8_t i = 0; i < part.count && !value; ++i) value = value_hash(part.fields[i]);
    if (!value) return std::nullopt;
    key = first ? *value : combine(key, *value);
    first = false;
  }
  return key;
}

bool ActivityValues::matches(const Lane& lane) {
  if (lane.value && !activity_->has(*lane.value)) return false;
  if (!lane.currency.empty() && (!activity_->has(Field::currency) || activity_->text(Field::currency) != lane.currency))
    return false;
  return lane.where < 0 || condition(static_cast<std::size_t>(lane.where));
}

bool ActivityValues::condition(std::size_t index) {
  if (condition_[index] < 0)
    condition_[index] = cel::evaluate(conditions_[index], {slots_, nullptr}, scratch_).is_true() ? 1 : 0;
  return condition_[index] != 0;
}

}  // namespace tallygate::risk
