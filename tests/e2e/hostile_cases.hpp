// Requests that must each be answered with a 4xx problem that names what is at fault, and leave nothing behind.
#pragma once

#include <span>
#include <string>

namespace tallygate::tests {

struct HostileCase {
  std::string name;
  std::string client;  // of the credentials; empty: no token
  std::string method, target, body;
  int status;
  std::string code;      // of the problem
  std::string pointers;  // of its errors, joined by spaces
  std::string content_type = "application/json";
  std::string key = "unique";  // "unique": a new one; empty: none
};

std::span<const HostileCase> hostile_bodies();  // order bodies that are not as they must be
std::span<const HostileCase> hostile_calls();   // everything else: paths, headers, scopes, other operations

}  // namespace tallygate::tests
