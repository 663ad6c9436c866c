// Commands about parties: who they are, and the changes that takeover rules read.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "core/ids.hpp"
#include "core/personal.hpp"
#include "core/time.hpp"

namespace tallygate::core {

enum class Role { buyer, creator, distributor, merchant, partner, supplier };
std::span<const EnumName<Role>> enum_names(Role);

struct Alias {
  std::string id;
  std::string platform;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("id", s.id, token(128));
    v("platform", s.platform, token(64));
  }
};

struct Pii {
  std::optional<Personal> address, birth_date, email, id_number, name, phone, postcode;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("address", s.address, PersonalKind::address, text(512));
    v("birth_date", s.birth_date, PersonalKind::other, text(32));
    v("email", s.email, PersonalKind::email, text(254));
    v("id_number", s.id_number, PersonalKind::other, text(64));
    v("name", s.name, PersonalKind::name, text(200));
    v("phone", s.phone, PersonalKind::phone, text(40));
    v("postcode", s.postcode, PersonalKind::postcode, text(32));
  }
};

// A device is an id, or an object that says what the platform knows of it. An id alone travels as a string and is
// recorded as {"id": …}.
struct Device {
  std::optional<std::string> browser;
  std::optional<bool> emulator;
  OtherId id;
  std::optional<std::string> os;
  std::optional<bool> rooted;
  std::optional<std::string> timezone;
  std::optional<Personal> user_agent;
  std::optional<bool> vpn;
  static constexpr const char* kShorthandField = "id";  // a bare string stands for {"id": string}
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("browser", s.browser, text(64));
    v("emulator", s.emulator);
    v("id", s.id);
    v("os", s.os, text(64));
    v("rooted", s.rooted);
    v("timezone", s.timezone, token(64));
    v("user_agent", s.user_agent, PersonalKind::user_agent, text(512));
    v("vpn", s.vpn);
  }
};

struct PartyPut {  // path: the party
  std::vector<Alias> aliases;
  std::optional<Device> device;
  std::optional<Personal> ip;
  std::optional<Time> occurred_at;
  std::optional<Pii> pii;
  std::vector<Role> roles;
  std::optional<PartyId> upline;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("aliases", s.aliases, items(16));
    v("device", s.device);
    v("ip", s.ip, PersonalKind::ip, text(45));
    v("occurred_at", s.occurred_at);
    v("pii", s.pii);
    v("roles", s.roles, items(6));
    v("upline", s.upline);
  }
};

enum class PartyChangeKind { device, email, password, payee, phone };
std::span<const EnumName<PartyChangeKind>> enum_names(PartyChangeKind);

struct PartyChange {  // path: the party. A fact.
  std::optional<Device> device;
  std::optional<Personal> ip;
  std::optional<Time> occurred_at;
  PartyChangeKind what = PartyChangeKind::password;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("device", s.device);
    v("ip", s.ip, PersonalKind::ip, text(45));
    v("occurred_at", s.occurred_at);
    v("what", s.what);
  }
};

}  // namespace tallygate::core
