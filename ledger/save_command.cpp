#include "core/body_codec.hpp"
#include "ledger/save.hpp"

namespace tallygate::ledger {

void save_command(core::BinaryWriter& io, const core::Command* command) {
  io.flag(command != nullptr);
  if (command == nullptr) return;
  io.text(core::traits(command->op).name);
  io.text(command->actor.client);
  io.text(command->actor.person);
  io.text(command->key);
  io.text(command->path_id);
  io.text(command->request);
  io.optional(command->at, [&](const core::Time& at) { io.number(at.us); });
}

std::shared_ptr<const core::Command> load_command(core::BinaryReader& io) {
  bool there = false;
  io.flag(there);
  if (!there) return nullptr;
  auto command = std::make_shared<core::Command>();
  const auto op = core::operation_named(io.text());
  io.text(command->actor.client);
  io.text(command->actor.person);
  io.text(command->key);
  io.text(command->path_id);
  const std::string_view request = io.text();
  io.optional(command->at, [&](core::Time& at) { io.number(at.us); });
  if (!io.ok()) return nullptr;
  thread_local core::BodyReader reader;  // keeps its parser's buffers
  if (op) command->op = *op;
  if (!op || !reader.read(*op, request, core::Form::record, command->body).ok()) {
    io.fail("a waiting command cannot be read");
    return nullptr;
  }
  core::finish_command(*command);
  return command;
}

}  // namespace tallygate::ledger
