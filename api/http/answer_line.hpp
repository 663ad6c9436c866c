// One line of a batch's answer: {"body": {…}, "key": "…", "receipt": "…", "status": 201}; the receipt only where it is
// another than that of the lines before.
#pragma once

#include <string>
#include <string_view>

#include "engine/answers.hpp"

namespace tallygate::http {

void append_answer_line(std::string& out, std::string_view key, const engine::Rendered& answer,
                        std::string_view receipt = {});

}  // namespace tallygate::http
