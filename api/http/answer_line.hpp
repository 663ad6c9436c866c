// One line of a batch's answer: {"body": {…}, "key": "…", "status": 201}.
#pragma once

#include <string>
#include <string_view>

#include "engine/answers.hpp"

namespace tallygate::http {

void append_answer_line(std::string& out, std::string_view key, const engine::Rendered& answer);

}  // namespace tallygate::http
