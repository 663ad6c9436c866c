#include "api/app/witness.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <sstream>
#include <utility>

#include "api/app/command.hpp"
#include "api/app/end_signals.hpp"
#include "api/app/private_file.hpp"
#include "api/app/system_clock.hpp"
#include "api/app/witness_key.hpp"
#include "api/http/witness_handler.hpp"
#include "api/https/server.hpp"
#include "core/canonical_json.hpp"

namespace tallygate::app {
namespace {

constexpr std::chrono::seconds kStopGrace{2};

// The vkeys of the command line and of the file, of which empty lines and those that begin with # say nothing.
core::Result<std::vector<audit::Verifier>> read_logs(const WitnessOptions& options) {
  std::vector<std::string> lines = options.logs;
  if (!options.logs_file.empty()) {
    const auto text = read_file(options.logs_file);
    if (!text) return text.error();
    std::istringstream in(*text);
    for (std::string line; std::getline(in, line);)
      if (!line.empty() && line.front() != '#') lines.push_back(line);
  }
  std::vector<audit::Verifier> logs;
  for (const std::string& line : lines) {
    auto verifier = audit::parse_vkey(line);
    if (!verifier) return core::failure(core::ErrorKind::invalid, "this is no vkey of a log: " + line);
    logs.push_back(std::move(*verifier));
  }
  if (logs.empty()) return core::failure(core::ErrorKind::invalid, "no log is named: --log VKEY or --logs FILE");
  return logs;
}

core::Result<https::CertificateFiles> certificate(const WitnessOptions& options, const std::filesystem::path& state) {
  if (!options.certificate.empty()) return https::CertificateFiles{options.certificate, options.certificate_key};
  if (auto made = make_private_directory(state / "tls"); !made) return made.error();
  https::CertificateFiles files{(state / "tls" / "cert.pem").string(), (state / "tls" / "key.pem").string()};
  if (auto why = https::ensure_self_signed(files)) return core::failure(core::ErrorKind::io, *why);
  return files;
}

}  // namespace

int run_witness_init(const WitnessOptions& options) {
  if (options.key.empty() || options.name.empty()) return cannot("a new key needs --key FILE and --name NAME");
  if (!audit::valid_note_name(options.name)) return cannot("--name is a name without spaces or '+'");
  core::SystemRandom random;
  const WitnessKey key{options.name, core::SigningKey::generate(random)};
  if (auto written = write_witness_key(options.key, key); !written) return cannot(written.error());
  if (options.json) {
    std::string out;
    core::JsonWriter json(out);
    json.begin_object();
    json.member("key", options.key);
    json.member("vkey", key.vkey());
    json.end_object();
    std::cout << out << "\n";
  } else {
    std::cout << key.vkey() << "\n";
  }
  return kHolds;
}

int run_witness(const WitnessOptions& options) {
  if (options.key.empty() || options.state.empty()) return cannot("a witness needs --key FILE and --state DIR");
  if (options.certificate.empty() != options.certificate_key.empty())
    return cannot("--certificate and --certificate-key go together");
  const EndSignals signals;
  const auto logs = read_logs(options);
  if (!logs) return cannot(logs.error());
  auto key = read_witness_key(options.key);
  if (!key) return cannot(key.error());
  const std::string vkey = key->vkey();
  std::error_code error;
  const std::filesystem::path state = std::filesystem::absolute(options.state, error);
  if (auto made = make_private_directory(state); !made) return cannot(made.error());
  const auto files = certificate(options, state);
  if (!files) return cannot(files.error());
  const auto cosigner = audit::Cosigner::open(state, key->name, std::move(key->key), *logs);
  if (!cosigner) return cannot(cosigner.error());

  SystemClock clock;
  http::WitnessHandler handler(**cosigner, clock);
  https::Server server({.listen = options.listen, .io_threads = 1, .tls = *files, .limits = {}}, handler);
  if (auto why = server.start()) return cannot(*why);
  std::cerr << "witness " << vkey << "\nlistening https://" << options.listen.substr(0, options.listen.rfind(':'))
            << ":" << server.port() << std::endl;
  signals.wait();
  server.stop(kStopGrace);
  return kHolds;
}

}  // namespace tallygate::app
