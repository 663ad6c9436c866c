// What an object keeps of the request that made it, so that the same id with other content can name the first member
// that differs, without the request: a few bytes a member. From a record's request alone, so that the same log always
// gives the same marks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/command.hpp"
#include "core/outcome.hpp"

namespace tallygate::core {

// Five bytes a member of the request, in the order of the members: which one (the number of its code from 350 on), and
// 32 bits of a hash of its value without ciphertexts. `id_member` ("order_id") is the object's own name and left out;
// what the call's path names counts as a member ("order" of order.pay). Where two values have the same mark (once in
// four thousand million) they are taken for the same.
std::string content_marks(const Command& command, std::string_view id_member);

struct ContentDifference {
  Code code = Code::exists_with_different_content;
  std::string pointer;  // of the member, in the request that comes later; empty where it is not known
};
// The first member, in canonical order, that `later` says otherwise than what `marks` were made of; one that stands in
// one of them alone differs.
std::optional<ContentDifference> content_difference(std::string_view marks, const Command& later,
                                                    std::string_view id_member);

}  // namespace tallygate::core
