// tallygate: the command line. CLI11 stays in this unit; what each command does stands in a file of its own.
#include <CLI/CLI.hpp>
#include <exception>
#include <functional>

#include "api/app/archive.hpp"
#include "api/app/backup.hpp"
#include "api/app/bench_log.hpp"
#include "api/app/capacity.hpp"
#include "api/app/client.hpp"
#include "api/app/command.hpp"
#include "api/app/export.hpp"
#include "api/app/import.hpp"
#include "api/app/init.hpp"
#include "api/app/model_train.hpp"
#include "api/app/reconcile.hpp"
#include "api/app/restore.hpp"
#include "api/app/rotate_key.hpp"
#include "api/app/rules.hpp"
#include "api/app/serve.hpp"
#include "api/app/verify.hpp"
#include "api/app/witness.hpp"
#include "audit/reports.hpp"
#include "eventstore/sharded_log.hpp"

namespace tallygate::app {
namespace {

using Run = std::function<int()>;

CLI::App* command(CLI::App& app, const std::string& name, const std::string& what, Run& chosen, Run run) {
  CLI::App* sub = app.add_subcommand(name, what);
  sub->callback([&chosen, run = std::move(run)] { chosen = run; });
  return sub;
}

void add_data_and_tenant(CLI::App& sub, std::string& data, std::string& tenant) {
  sub.add_option("--data", data, "the data directory")->required();
  sub.add_option("--tenant", tenant, "the tenant")->required();
}

void add_init(CLI::App& app, InitOptions& options, Run& chosen) {
  CLI::App* sub =
      command(app, "init",
              "makes a tenant: keys, default clients, default rule set; prints the vkey and, once, the recovery key",
              chosen, [&options] { return run_init(options); });
  add_data_and_tenant(*sub, options.data, options.tenant);
  sub->add_option("--origin", options.origin,
                  "name of the log, a URL without a scheme; its epoch is appended [localhost/TENANT]");
  sub->add_option("--clock", options.clock, "live, or replay: every command brings its own time")
      ->check(CLI::IsMember({"live", "replay"}));
  sub->add_option("--from", options.from, "where a replay clock begins, RFC 3339");
  sub->add_option("--time-zone", options.time_zone, "recorded in the first record [UTC]");
  sub->add_option("--shard", options.shard, "which shard holds its log, DIR/shards/N [0]")
      ->check(CLI::Range(0U, eventstore::kShardsMax - 1));
  sub->add_flag("--json", options.json, "answers in JSON");
}

void add_serve(CLI::App& app, ServeOptions& options, Run& chosen) {
  CLI::App* sub = command(app, "serve", "serves the HTTPS API until SIGINT or SIGTERM", chosen,
                          [&options] { return run_serve(options); });
  sub->add_option("--data", options.data, "the data directory")->required();
  sub->add_option("--listen", options.listen, "ADDRESS:PORT; port 0 lets the system choose [127.0.0.1:8443]");
  sub->add_option("--metrics-listen", options.metrics_listen,
                  "ADDRESS:PORT of /metrics, plain HTTP; empty for none [127.0.0.1:9184]");
  sub->add_option("--config", options.config, "a TOML file");
  sub->add_option("--geoip", options.geoip, "country database; empty for none");
  sub->add_option("--io-threads", options.io_threads, "threads that speak TLS and HTTP [1]")->check(CLI::Range(1, 64));
}

void add_client(CLI::App& app, ClientOptions& options, Run& chosen) {
  CLI::App* sub = app.add_subcommand("client", "API clients, on a directory that no server holds");
  sub->require_subcommand(1);
  CLI::App* add = command(*sub, "add", "adds a client and prints its secret once", chosen,
                          [&options] { return run_client_add(options); });
  add->add_option("--name", options.name, "what people call it")->required();
  add->add_option("--scope", options.scope, "scopes, with spaces between")->required();
  add->add_option("--person", options.person, "the person behind it, for four eyes");
  CLI::App* list = command(*sub, "list", "lists the clients", chosen, [&options] { return run_client_list(options); });
  CLI::App* revoke = command(*sub, "revoke", "revokes a client: its tokens die with it", chosen,
                             [&options] { return run_client_revoke(options); });
  revoke->add_option("client_id", options.client_id, "c_…")->required();
  for (CLI::App* one : {add, list, revoke}) {
    add_data_and_tenant(*one, options.data, options.tenant);
    one->add_flag("--json", options.json, "answers in JSON");
  }
}

void add_import(CLI::App& app, ImportOptions& options, Run& chosen) {
  CLI::App* sub = command(app, "import", "plays batch lines with their own `at` into a tenant whose clock is replay",
                          chosen, [&options] { return run_import(options); });
  add_data_and_tenant(*sub, options.data, options.tenant);
  sub->add_option("file", options.file, "NDJSON; - is standard input")->required();
  sub->add_flag("--json", options.json, "answers in JSON");
}

void add_reconcile(CLI::App& app, ReconcileOptions& options, Run& chosen) {
  CLI::App* sub = app.add_subcommand("reconcile", "compares what channels say with the books");
  sub->require_subcommand(1);
  CLI::App* import =
      command(*sub, "import",
              "records a channel's file as a statement; exit 1 when it opened breaks, 2 when the file is "
              "not as its mapping says, and then nothing of it is recorded",
              chosen, [&options] { return run_reconcile_import(options); });
  import->add_option("--channel", options.channel, "the channel that it is of [the mapping's]");
  import->add_option("--mapping", options.mapping, "what its columns mean, a TOML file")->required();
  import->add_option("--statement", options.statement, "the statement's id [the file's name]");
  import->add_option("file", options.file, "the channel's file")->required();
  CLI::App* list = command(*sub, "list", "lists breaks, the oldest first", chosen,
                           [&options] { return run_reconcile_list(options); });
  list->add_option("--state", options.state, "open or resolved; empty for both [open]");
  list->add_option("--kind", options.kind, "breaks of one kind [all]");
  for (CLI::App* one : {import, list}) {
    one->add_option("--data", options.data, "the data directory, when no server holds it");
    one->add_option("--tenant", options.tenant, "the tenant, of --data");
    one->add_option("--url", options.url, "a running server, https://HOST:PORT");
    one->add_option("--credentials", options.credentials, "of --url: the file that `init` left, or one like it");
    one->add_option("--client", options.client, "of --credentials: the client's name [platform]");
    one->add_flag("--json", options.json, "answers in JSON");
  }
}

void add_verify(CLI::App& app, VerifyCommand& options, Run& chosen) {
  CLI::App* sub =
      command(app, "verify", "re-reads every byte of a log or of a part of one; exit 1 when something does not hold",
              chosen, [&options] { return run_verify(options); });
  sub->add_option("what", options.what,
                  "a data directory, a backup, an NDJSON file, an archive of records or an evidence bundle")
      ->required();
  sub->add_option("--vkey", options.vkey, "the verifier key that you noted when the tenant was made");
  sub->add_option("--tenant", options.tenant, "one tenant of the directory [all]");
  sub->add_flag("!--no-state", options.state, "leaves out the state that the records fold to");
  sub->add_option("--threads", options.threads, "threads that hash and decode [one a core]")->check(CLI::Range(1, 256));
  sub->add_option("--archive", options.archives,
                  "an archive of the directory's records that is not where it was; more than once for several");
  sub->add_option("--anchor", options.anchors, "a directory that keeps checkpoints; more than once for several");
  sub->add_option("--receipt", options.receipt, "a file with a receipt that an answer carried, to be held as well");
  sub->add_option("--checkpoint", options.checkpoints,
                  "a file with a checkpoint that you kept: the log must continue it; more than once for several");
  sub->add_flag("--json", options.json, "answers in JSON");
}

void add_export(CLI::App& app, ExportCommand& options, Run& chosen) {
  CLI::App* sub =
      command(app, "export", "writes the trail for other tools", chosen, [&options] { return run_export(options); });
  add_data_and_tenant(*sub, options.data, options.tenant);
  sub->add_option(
         "--format", options.format,
         "ndjson: the records as they were hashed; hledger, ledger, beancount: the journal for that tool; evidence: a "
         "bundle of records with their proofs")
      ->required()
      ->check(CLI::IsMember({"ndjson", "hledger", "ledger", "beancount", "evidence"}));
  sub->add_option(
      "--subject", options.subject,
      "evidence: of one subject, order:ID, party:ID, payment:ID, refund:ID, dispute:ID or account:NAME [all]");
  sub->add_option("--from", options.from, "first time or date");
  sub->add_option("--to", options.to, "the time or date before which it ends");
  sub->add_option("-o,--output", options.output, "a file; - is standard output")->required();
  sub->add_flag("--json", options.json, "answers in JSON");
}

void add_report(CLI::App& app, ReportCommand& options, Run& chosen) {
  CLI::App* sub = command(app, "report", "writes a report of a period and its manifest", chosen,
                          [&options] { return run_report(options); });
  std::vector<std::string> kinds;
  for (const audit::ReportKind& kind : audit::report_kinds()) kinds.emplace_back(kind.name);
  sub->add_option("kind", options.kind, "what to report")->required()->check(CLI::IsMember(kinds));
  add_data_and_tenant(*sub, options.data, options.tenant);
  sub->add_option("--format", options.format, "csv or json [csv]")->check(CLI::IsMember({"csv", "json"}));
  sub->add_option("--from", options.from, "first time or date");
  sub->add_option("--to", options.to, "the time or date before which it ends");
  sub->add_option("-o,--output", options.output,
                  "a file, beside which the manifest is written; - is standard output, without one")
      ->required();
  sub->add_flag("--json", options.json, "answers with the manifest");
}

void add_backup(CLI::App& app, BackupOptions& options, Run& chosen) {
  CLI::App* sub =
      command(app, "backup", "copies the published log of each tenant, while a server runs; later only what is new",
              chosen, [&options] { return run_backup(options); });
  sub->add_option("--data", options.data, "the data directory")->required();
  sub->add_option("--to", options.to, "where the backup is or shall be; a directory for each tenant")->required();
  sub->add_option("--tenant", options.tenant, "one tenant of the directory [all]");
  sub->add_option("--vault-to", options.vault_to, "where the vaults are copied, apart from the backup");
  sub->add_option("--keys-to", options.keys_to, "where the signing keys are copied, apart from the backup");
  sub->add_flag("--json", options.json, "answers in JSON, a line for each tenant");
}

void add_restore(CLI::App& app, RestoreOptions& options, Run& chosen) {
  CLI::App* sub =
      command(app, "restore",
              "makes a data directory out of a backup and verifies it; opens the next epoch, unless --same-epoch",
              chosen, [&options] { return run_restore(options); });
  sub->add_option("--from", options.from, "the backup")->required();
  sub->add_option("--data", options.data, "the data directory to make")->required();
  sub->add_option("--tenant", options.tenant, "one tenant of the backup [all]");
  sub->add_option("--vault-from", options.vault_from, "the copies of the vaults");
  sub->add_option("--published", options.published, "the newest checkpoint that anyone has; may be given again");
  sub->add_option("--recovery-key", options.recovery_keys,
                  "a file with the recovery key that init printed; may be given again");
  sub->add_flag("--same-epoch", options.same_epoch,
                "goes on under the same name: only where nothing was acknowledged after the backup");
  sub->add_option("--keys-from", options.keys_from, "the signing keys, for --same-epoch");
  sub->add_option("--shard", options.shards, "TENANT=N: which shard holds its log [0]; may be given again");
  sub->add_flag("--json", options.json, "answers in JSON, a line for each tenant");
}

void add_rotate_key(CLI::App& app, RotateKeyOptions& options, Run& chosen) {
  CLI::App* sub =
      command(app, "rotate-key",
              "gives a tenant a new signing key, by a record of its log; on a directory that no server holds", chosen,
              [&options] { return run_rotate_key(options); });
  add_data_and_tenant(*sub, options.data, options.tenant);
  sub->add_option("--recovery-key", options.recovery_key,
                  "a file with the recovery key, or - for standard input, where the key before is lost or stolen");
  sub->add_option(
      "--overlap", options.overlap,
      "how long the key before signs beside the new one, 7d, 36h, 30m, 0 for none [7d; with the recovery key 0]");
  sub->add_flag("--json", options.json, "answers in JSON");
}

void add_archive(CLI::App& app, ArchiveOptions& options, Run& chosen) {
  CLI::App* sub = command(app, "archive",
                          "moves a tenant's oldest records into a file of their own, and keeps their tiles; on a "
                          "directory that no server holds",
                          chosen, [&options] { return run_archive(options); });
  sub->add_option("--data,data", options.data, "the data directory")->required();
  sub->add_option("--tenant", options.tenant, "the tenant")->required();
  sub->add_option("--before", options.before, "the seq below which records are archived, as far as whole blocks go")
      ->required();
  sub->add_option("--to", options.to, "the file to make; after a run that was cut off the same one again")->required();
  sub->add_flag("--json", options.json, "answers in JSON");
}

void add_witness(CLI::App& app, WitnessOptions& options, Run& chosen) {
  CLI::App* sub = app.add_subcommand(
      "witness", "keeps the last checkpoint of each log that it knows, and cosigns what continues it (tlog-witness)");
  sub->callback([sub, &options, &chosen] {
    if (sub->get_subcommands().empty()) chosen = [&options] { return run_witness(options); };
  });
  sub->require_subcommand(0, 1);
  sub->add_option("--key", options.key, "the key file that `witness init` made");
  sub->add_option("--state", options.state, "the directory of what was cosigned last; no other witness may use it");
  sub->add_option("--log", options.logs, "the vkey of a log; more than once for several");
  sub->add_option("--logs", options.logs_file, "a file of such vkeys, a line each");
  sub->add_option("--listen", options.listen, "ADDRESS:PORT; port 0 lets the system choose [127.0.0.1:8444]");
  sub->add_option("--certificate", options.certificate, "PEM file [STATE/tls, self-signed]");
  sub->add_option("--certificate-key", options.certificate_key, "PEM file");
  CLI::App* init = command(*sub, "init", "makes a witness's key and prints its vkey", chosen,
                           [&options] { return run_witness_init(options); });
  init->add_option("--key", options.key, "the key file to make")->required();
  init->add_option("--name", options.name, "the witness's name, a URL without a scheme")->required();
  init->add_flag("--json", options.json, "answers in JSON");
}

void add_rules(CLI::App& app, RulesOptions& options, Run& chosen) {
  CLI::App* sub = app.add_subcommand("rules", "rule sets, and the language that they are written in");
  sub->require_subcommand(1);
  CLI::App* check = command(*sub, "check",
                            "checks a rule set as publishing it would: types, limits, the cost of each rule; exit 1 "
                            "when it would be refused",
                            chosen, [&options] { return run_rules_check(options); });
  check->add_option("file", options.ruleset, "the rule set, a TOML file")->required();
  CLI::App* conformance =
      command(*sub, "conformance", "runs official conformance files of the language; exit 1 when a test fails", chosen,
              [&options] { return run_rules_conformance(options); });
  conformance->add_option("files", options.files, "protobuf text, as in cel-spec's tests/simple/testdata")->required();
  conformance->add_flag("--skips", options.skips, "lists what is skipped and why instead, tab-separated");
  for (CLI::App* one : {check, conformance}) one->add_flag("--json", options.json, "answers in JSON");
}

void add_bench(CLI::App& app, BenchLogCommand& options, Run& chosen) {
  CLI::App* sub = app.add_subcommand("bench", "measures this machine");
  sub->require_subcommand(1);
  CLI::App* log = command(*sub, "log", "how fast records become durable through the log, beside LMDB alone", chosen,
                          [&options] { return run_bench_log(options); });
  log->add_option("--in", options.in, "the directory to measure in; what is made there is removed [.]");
  log->add_option("--seconds", options.seconds, "for each of the four sizes of batch, at most [3]")
      ->check(CLI::Range(0.05, 600.0));
  log->add_flag("--json", options.json, "answers in JSON");
}

void add_capacity(CLI::App& app, CapacityCommand& options, Run& chosen) {
  CLI::App* sub =
      command(app, "capacity",
              "predicts the bytes of memory and disk that a load will take, from a small sample of it that is run here",
              chosen, [&options] { return run_capacity(options); });
  sub->add_option("--rate", options.rate,
                  "orders a second, each with its whole life: placed, paid, completed, three commands")
      ->required();
  sub->add_option("--window", options.window, "for how long they come, 30d, 12h, 90m")->required();
  sub->add_option("--buyers", options.buyers,
                  "different buyers, each with a device and an address [a tenth of the orders]");
  sub->add_option("--merchants", options.merchants, "different merchants [a hundredth of the buyers]");
  sub->add_option("--distributors", options.distributors, "different distributors [a twentieth of the buyers]");
  sub->add_option("--levels", options.levels, "levels of commission, 0 to 2 [2]");
  sub->add_option("--id-chars", options.id_chars, "characters of an id, 10 to 60 [16]");
  sub->add_option("--commands-a-commit", options.commands_a_commit,
                  "commands that become durable together, on average: records / batches of the metrics [by the rate: "
                  "those of a millisecond]");
  sub->add_option("--ruleset", options.ruleset, "a rule set's TOML file [the default one]");
  sub->add_option("--config", options.config, "serve's TOML file, for when state checkpoints are made");
  sub->add_option("--in", options.in, "the directory to run the sample in; what is made there is removed [.]");
  sub->add_flag("--json", options.json, "answers in JSON");
}

void add_model(CLI::App& app, ModelTrainCommand& options, Run& chosen) {
  CLI::App* model = app.add_subcommand("model", "scoring models");
  model->require_subcommand(1);
  CLI::App* sub =
      command(*model, "train", "fits a scorecard or trees to a table, tries it on what came later, and writes its card",
              chosen, [&options] { return run_model_train(options); });
  sub->add_option("table", options.table, "CSV with a line of column names, a row an activity")->required();
  sub->add_option("--kind", options.kind, "scorecard: logistic regression; trees: gradient-boosted, by libxgboost")
      ->required()
      ->check(CLI::IsMember({"scorecard", "trees"}));
  sub->add_option("-o,--output", options.output, "the model, JSON")->required();
  sub->add_option("--card", options.card, "what it was made from and how good it is: .md for people, else JSON");
  sub->add_option("--name", options.name, "of the model [the output's]");
  sub->add_option("--key-column", options.columns.key, "what names a row [key]");
  sub->add_option("--at-column", options.columns.at, "when it was, RFC 3339 [at]");
  sub->add_option("--label-column", options.columns.label, "1, 0 or empty [label]");
  sub->add_option("--known-at-column", options.columns.known_at, "since when the label is known; empty: at [known_at]");
  sub->add_option("--entity-column", options.columns.entity, "whose it is, a card or a buyer [none]");
  sub->add_option("--feature", options.columns.features, "a feature; more than once for several [all other columns]");
  sub->add_option("--ignore", options.columns.ignored, "a column that is no feature; more than once for several");
  sub->add_option("--train-from", options.train_from, "first time or date of what it is fitted to");
  sub->add_option("--train-to", options.train_to, "the time or date before which that ends")->required();
  sub->add_option("--test-from", options.test_from, "first time or date of what it is tried on [--train-to]");
  sub->add_option("--test-to", options.test_to, "the time or date before which that ends");
  sub->add_option("--as-of", options.as_of, "labels that became known later are not fitted to [--test-from]");
  sub->add_flag("--leave-out-known", options.leave_out_known,
                "does not try it on entities that were known as positive before the day began");
  sub->add_option("--l2", options.l2, "penalty of squared weights, of standardised features or of leaves [1]")
      ->check(CLI::Range(1e-9, 1e9));
  sub->add_option("--trees", options.trees.trees, "how many [100]")->check(CLI::Range(1, 1024));
  sub->add_option("--depth", options.trees.depth, "of a tree at most [4]")->check(CLI::Range(1, 16));
  sub->add_option("--eta", options.trees.eta, "how much of what a tree says counts [0.1]")
      ->check(CLI::Range(1e-4, 1.0));
  sub->add_option("--gamma", options.trees.gamma, "what a split must gain [0]")->check(CLI::Range(0.0, 1e9));
  sub->add_option("--min-child-weight", options.trees.min_child_weight, "what a leaf must hold [1]")
      ->check(CLI::Range(0.0, 1e9));
  sub->add_option("--row-share", options.trees.rows, "of the rows, drawn for each tree [1]")
      ->check(CLI::Range(0.01, 1.0));
  sub->add_option("--column-share", options.trees.columns, "of the features, drawn for each tree [1]")
      ->check(CLI::Range(0.01, 1.0));
  sub->add_option("--seed", options.trees.seed, "of all that is drawn [1]")->check(CLI::Range(0, 2'147'483'647));
  sub->add_option("--card-precision", options.card_precision_k, "entities that are looked at a day; 0: none [100]")
      ->check(CLI::Range(0, 1'000'000));
  sub->add_option("--replicates", options.replicates, "of the bootstrap [1000]")->check(CLI::Range(0, 100'000));
  sub->add_flag("--json", options.json, "answers with the card in JSON");
}

int run(int argc, char** argv) {
  CLI::App app("The transaction and risk-control core of a social-commerce platform.", "tallygate");
  app.require_subcommand(1);
  app.set_version_flag("--version", "tallygate 0.1.0");
  app.set_help_all_flag("--help-all", "help of every command");
  Run chosen;
  InitOptions init;
  ServeOptions serve;
  ClientOptions client;
  ImportOptions import;
  VerifyCommand verify;
  ExportCommand exported;
  ReportCommand report;
  BackupOptions backup;
  RestoreOptions restore;
  WitnessOptions witness;
  BenchLogCommand bench_log;
  CapacityCommand capacity;
  ModelTrainCommand model_train;
  RotateKeyOptions rotate;
  ArchiveOptions archive;
  ReconcileOptions reconcile;
  RulesOptions rules;
  add_init(app, init, chosen);
  add_serve(app, serve, chosen);
  add_client(app, client, chosen);
  add_import(app, import, chosen);
  add_reconcile(app, reconcile, chosen);
  add_verify(app, verify, chosen);
  add_export(app, exported, chosen);
  add_report(app, report, chosen);
  add_backup(app, backup, chosen);
  add_restore(app, restore, chosen);
  add_rotate_key(app, rotate, chosen);
  add_archive(app, archive, chosen);
  add_witness(app, witness, chosen);
  add_rules(app, rules, chosen);
  add_bench(app, bench_log, chosen);
  add_capacity(app, capacity, chosen);
  add_model(app, model_train, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kHolds : kCannot;
  }
  return chosen();
}

}  // namespace
}  // namespace tallygate::app

int main(int argc, char** argv) {
  try {
    return tallygate::app::run(argc, argv);
  } catch (const std::exception& failure) {
    return tallygate::app::cannot(failure.what());
  }
}
