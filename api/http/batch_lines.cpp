#include "api/http/batch_lines.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "api/http/line_splitter.hpp"

namespace tallygate::http {
namespace {

constexpr std::size_t kWholeBatchLineBytesMax = 128 * 1024;

void take_batch_line(const Edge& edge, const Session& session, std::string_view text, bool whole, Sealing sealing,
                     BatchLines& out) {
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty()) return;
  Prepared prepared;
  BatchLine line;
  if (!whole) line.refused = Refused{core::Code::body_too_large, "A line of a batch has at most 128 KiB.", {}};
  if (whole) line.refused = edge.line(text, session, prepared, line.key, sealing);
  if (!prepared.command->key.empty()) line.key = prepared.command->key;
  line.command = std::move(prepared.command);
  out.lines.push_back(std::move(line));
  std::ranges::move(prepared.blobs, std::back_inserter(out.blobs));
}

}  // namespace

std::optional<Refused> read_batch_lines(const Edge& edge, const Session& session, std::string_view body,
                                        Sealing sealing, BatchLines& out) {
  if (body.size() > kWholeBatchBytesMax)
    return Refused{core::Code::body_too_large, "An atomic batch or a dry run has at most 8 MiB.", {}};
  LineSplitter splitter(kWholeBatchLineBytesMax);
  const auto take = [&](std::string_view text, bool whole) {
    take_batch_line(edge, session, text, whole, sealing, out);
    return out.lines.size() <= kWholeBatchLinesMax;
  };
  splitter.feed(body, take);
  if (out.lines.size() <= kWholeBatchLinesMax) splitter.finish(take);
  if (out.lines.size() > kWholeBatchLinesMax)
    return Refused{core::Code::body_too_large, "An atomic batch or a dry run has at most 1,000 lines.", {}};
  if (out.lines.empty()) return Refused{core::Code::malformed_json, "The batch holds no line.", {}};
  return std::nullopt;
}

}  // namespace tallygate::http
