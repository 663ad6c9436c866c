// Content-Type: the type alone counts (RFC 9110 8.3); parameters are allowed, a charset only when it is UTF-8.
#pragma once

#include <string_view>

namespace tallygate::http {

bool is_media_type(std::string_view header, std::string_view lower_case_type);

}  // namespace tallygate::http
