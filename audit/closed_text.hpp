// Text that carries its own hash: a last line `sha256 <hex>` over all lines before it, so that a cut or changed file is
// never taken for a whole one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tallygate::audit {

std::string close_text(std::string lines);  // `lines` is empty or ends in a newline
// The lines without the last one, into `text`; empty when the text is cut or changed.
std::optional<std::string_view> open_closed_text(std::string_view text);

// Takes a word off the front of a line, up to the next single blank.
std::string_view take_word(std::string_view& line);

}  // namespace tallygate::audit
