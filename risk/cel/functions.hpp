// Implementations of the standard functions that are not instructions of their own. Each gets arguments of the kinds
// that its signature names (overloads.cpp) and returns a value or an error. Sources: langdef.md and the
// extensions of cel-spec; RFC 3339 for timestamps.
#pragma once

#include <span>

#include "risk/cel/scratch.hpp"
#include "risk/cel/value.hpp"

namespace tallygate::risk::cel {

using Arguments = std::span<const Value>;

inline Value overflow() {
  return Value::error(ErrorCode::overflow);
}

// numbers.cpp
Value negate_int(Arguments, Scratch&);
Value negate_double(Arguments, Scratch&);
Value add_uint(Arguments, Scratch&);
Value subtract_uint(Arguments, Scratch&);
Value multiply_uint(Arguments, Scratch&);
Value divide_uint(Arguments, Scratch&);
Value modulo_uint(Arguments, Scratch&);

// conversions.cpp
Value same(Arguments, Scratch&);
Value int_from_uint(Arguments, Scratch&);
Value int_from_double(Arguments, Scratch&);
Value int_from_string(Arguments, Scratch&);
Value int_from_timestamp(Arguments, Scratch&);
Value uint_from_int(Arguments, Scratch&);
Value uint_from_double(Arguments, Scratch&);
Value uint_from_string(Arguments, Scratch&);
Value double_from_int(Arguments, Scratch&);
Value double_from_uint(Arguments, Scratch&);
Value double_from_string(Arguments, Scratch&);
Value bool_from_string(Arguments, Scratch&);
Value string_from_int(Arguments, Scratch&);
Value string_from_uint(Arguments, Scratch&);
Value string_from_double(Arguments, Scratch&);
Value string_from_bool(Arguments, Scratch&);
Value string_from_bytes(Arguments, Scratch&);
Value string_from_timestamp(Arguments, Scratch&);
Value string_from_duration(Arguments, Scratch&);
Value bytes_from_string(Arguments, Scratch&);
Value type_of(Arguments, Scratch&);

// strings.cpp
Value size_of(Arguments, Scratch&);
Value text_contains(Arguments, Scratch&);
Value text_starts_with(Arguments, Scratch&);
Value text_ends_with(Arguments, Scratch&);
Value concatenate_text(Arguments, Scratch&);
Value concatenate_lists(Arguments, Scratch&);

// text_search.cpp
Value character_at(Arguments, Scratch&);
Value index_of(Arguments, Scratch&);
Value last_index_of(Arguments, Scratch&);
Value substring(Arguments, Scratch&);
Value trim(Arguments, Scratch&);

// text_rewriting.cpp
Value replace(Arguments, Scratch&);
Value split(Arguments, Scratch&);
Value join(Arguments, Scratch&);
Value reverse(Arguments, Scratch&);
Value lower_ascii(Arguments, Scratch&);
Value upper_ascii(Arguments, Scratch&);
Value quote(Arguments, Scratch&);

// text_format.cpp
Value format_text(Arguments, Scratch&);

// encodings.cpp
Value base64_encode(Arguments, Scratch&);
Value base64_decode(Arguments, Scratch&);

// mathematics.cpp
Value greatest(Arguments, Scratch&);  // of one number, two, or a list
Value least(Arguments, Scratch&);
Value truncate_double(Arguments, Scratch&);
Value floor_double(Arguments, Scratch&);
Value ceil_double(Arguments, Scratch&);
Value round_double(Arguments, Scratch&);
Value absolute_int(Arguments, Scratch&);
Value absolute_double(Arguments, Scratch&);
Value sign_int(Arguments, Scratch&);
Value sign_uint(Arguments, Scratch&);
Value sign_double(Arguments, Scratch&);
Value is_not_a_number(Arguments, Scratch&);
Value is_infinite(Arguments, Scratch&);
Value is_finite(Arguments, Scratch&);
Value square_root_of(Arguments, Scratch&);
Value bit_and(Arguments, Scratch&);
Value bit_or(Arguments, Scratch&);
Value bit_xor(Arguments, Scratch&);
Value bit_not(Arguments, Scratch&);
Value bit_shift_left(Arguments, Scratch&);
Value bit_shift_right(Arguments, Scratch&);

// times.cpp
Value timestamp_from_string(Arguments, Scratch&);
Value timestamp_from_int(Arguments, Scratch&);
Value duration_from_string(Arguments, Scratch&);
Value negate_duration(Arguments, Scratch&);
Value add_timestamp_duration(Arguments, Scratch&);
Value add_duration_timestamp(Arguments, Scratch&);
Value add_durations(Arguments, Scratch&);
Value subtract_timestamps(Arguments, Scratch&);
Value subtract_timestamp_duration(Arguments, Scratch&);
Value subtract_durations(Arguments, Scratch&);

// calendar.cpp: of a timestamp, in UTC or in the time zone of the second argument; of a duration, whole units
Value full_year(Arguments, Scratch&);
Value month(Arguments, Scratch&);         // 0 to 11
Value date(Arguments, Scratch&);          // 1 to 31
Value day_of_month(Arguments, Scratch&);  // 0 to 30
Value day_of_week(Arguments, Scratch&);   // 0 is Sunday
Value day_of_year(Arguments, Scratch&);   // 0 to 365
Value hours(Arguments, Scratch&);
Value minutes(Arguments, Scratch&);
Value seconds(Arguments, Scratch&);
Value milliseconds(Arguments, Scratch&);
Value duration_hours(Arguments, Scratch&);
Value duration_minutes(Arguments, Scratch&);
Value duration_seconds(Arguments, Scratch&);
Value duration_milliseconds(Arguments, Scratch&);  // of the second: 0 to 999, with the duration's sign

// network_functions.cpp
Value address_from_string(Arguments, Scratch&);
Value network_from_string(Arguments, Scratch&);
Value is_address(Arguments, Scratch&);
Value is_network(Arguments, Scratch&);
Value string_from_address(Arguments, Scratch&);
Value string_from_network(Arguments, Scratch&);
Value address_is_canonical(Arguments, Scratch&);
Value address_family(Arguments, Scratch&);  // 4 or 6
Value address_is_loopback(Arguments, Scratch&);
Value address_is_unspecified(Arguments, Scratch&);
Value address_is_link_local_unicast(Arguments, Scratch&);
Value address_is_link_local_multicast(Arguments, Scratch&);
Value address_is_global_unicast(Arguments, Scratch&);
Value network_contains(Arguments, Scratch&);  // an address or a network
Value network_contains_address_text(Arguments, Scratch&);
Value network_contains_network_text(Arguments, Scratch&);
Value network_address(Arguments, Scratch&);
Value network_masked(Arguments, Scratch&);
Value network_prefix_length(Arguments, Scratch&);

}  // namespace tallygate::risk::cel
