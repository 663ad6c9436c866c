// Connected, non-blocking client sockets and their TLS; what the blocking client and the load runner share.
#pragma once

#include <memory>
#include <string>

#include "api/https/tls.hpp"
#include "bench/load_client.hpp"

namespace tallygate::bench {

// A connected, non-blocking descriptor without Nagle's delay, the caller's to close; -1 and `why` on failure.
int connect_socket(const ClientOptions& options, std::string& why);

// Null for plain HTTP, and on failure with `why`. One may serve many connections.
https::TlsContext make_client_tls(const ClientOptions& options, std::string& why);

// Null when `options` want TLS and there is no context.
std::unique_ptr<https::Wire> make_client_wire(int socket, const ClientOptions& options, const https::TlsContext& tls);

}  // namespace tallygate::bench
