// Finding a string in another, in time linear in both. For the functions of the language only.
#pragma once

#include <cstddef>
#include <string_view>

namespace tallygate::risk::cel {

// Byte at which `part` first stands in `text`, npos where it does not; the empty part stands at 0.
std::size_t find_text(std::string_view text, std::string_view part);

}  // namespace tallygate::risk::cel
