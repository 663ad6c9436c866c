// The books that a command of the command line works on: those of a directory that no server holds, or a server's.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/app/reconcile.hpp"
#include "core/result.hpp"

namespace tallygate::app {

class Books {
 public:
  struct Said {
    int status = 0;
    std::string body;  // JSON
  };
  virtual ~Books() = default;
  // One piece of a channel's statement; `body` as POST /v1/channels/{id}/statements takes it.
  virtual core::Result<Said> report(const std::string& channel, const std::string& key, const std::string& body) = 0;
  // A page of GET /v1/breaks.
  virtual core::Result<Said> breaks(const std::string& state, const std::string& kind, const std::string& cursor) = 0;
  // Nothing more is said: what was recorded is published.
  virtual core::Status end() = 0;
};

core::Result<std::unique_ptr<Books>> open_books(const ReconcileOptions& options);

inline constexpr std::size_t kBreaksOfAPage = 500;

}  // namespace tallygate::app
