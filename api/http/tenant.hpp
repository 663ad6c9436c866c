// What the edge holds of each tenant: its vault and its token key. Made at start, then only read.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "api/http/jwt.hpp"
#include "vault/vault.hpp"

namespace tallygate::http {

struct Tenant {
  std::string name;
  std::string origin;  // the issuer of its tokens
  bool replay_clock = false;
  TokenKey token_key;
  vault::Vault* vault;  // outlives the tenant
};

class TenantDirectory {
 public:
  void add(Tenant tenant) {
    auto owned = std::make_unique<const Tenant>(std::move(tenant));
    std::string name = owned->name;
    tenants_.insert_or_assign(std::move(name), std::move(owned));
  }
  const Tenant* find(std::string_view name) const {
    const auto it = tenants_.find(name);
    return it == tenants_.end() ? nullptr : it->second.get();
  }
  const auto& all() const { return tenants_; }

 private:
  std::map<std::string, std::unique_ptr<const Tenant>, std::less<>> tenants_;
};

}  // namespace tallygate::http
