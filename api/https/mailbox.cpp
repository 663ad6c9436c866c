#include "api/https/mailbox.hpp"

#include <atomic>
#include <utility>

#include "api/https/io_thread.hpp"

namespace tallygate::https {

void Mailbox::wake_once() {
  if (woken_) return;
  woken_ = true;
  wake_();
}

void Mailbox::put(Answer&& answer) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  answers_.push_back(std::move(answer));
  wake_once();
}

void Mailbox::put(Functions&& functions) {
  if (functions.empty()) return;
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  if (functions_.empty()) {
    functions_ = std::move(functions);
  } else {
    functions_.insert(functions_.end(), std::make_move_iterator(functions.begin()),
                      std::make_move_iterator(functions.end()));
  }
  wake_once();
}

void Mailbox::close() {
  std::vector<Answer> answers;
  Functions functions;  // destroyed outside the lock: what they hold may answer when it dies
  const std::lock_guard lock(mutex_);
  closed_ = true;
  answers.swap(answers_);
  functions.swap(functions_);
}

void Mailbox::take(std::vector<Answer>& answers, Functions& functions) {
  const std::lock_guard lock(mutex_);
  answers.swap(answers_);
  functions.swap(functions_);
  woken_ = false;
}

namespace {

// Applied at once on the connection's own thread, by mail from any other.
void deliver(const Address& to, Answer::Kind kind, Response response = {}) {
  Answer answer{to.connection, to.request, kind, std::move(response)};
  IoThread* here = IoThread::current();
  if (here != nullptr && here->mailbox() == to.mailbox) {
    here->apply(std::move(answer));
  } else {
    to.mailbox->put(std::move(answer));
  }
}

class MailResponder final : public Responder {
 public:
  explicit MailResponder(Address address) : address_(std::move(address)) {}
  ~MailResponder() override { drop(); }

  void respond(Response response) override { settle(Answer::Kind::respond, std::move(response)); }
  void drop() override { settle(Answer::Kind::drop, {}); }
  std::size_t io_index() const override { return address_.mailbox->io_index(); }

 private:
  void settle(Answer::Kind kind, Response response) {
    if (!settled_.exchange(true, std::memory_order_relaxed)) deliver(address_, kind, std::move(response));
  }

  const Address address_;
  std::atomic<bool> settled_ = false;
};

class MailStream final : public Stream {
 public:
  explicit MailStream(Address address) : address_(std::move(address)) {}
  ~MailStream() override { drop(); }

  void start(int status, ResponseHeaders headers) override {
    if (over()) return;
    Response head;
    head.status = status;
    head.headers = std::move(headers);
    deliver(address_, Answer::Kind::start, std::move(head));
  }
  void write(std::string bytes) override {
    if (over() || bytes.empty()) return;
    Response carrier;
    carrier.body = std::move(bytes);
    deliver(address_, Answer::Kind::write, std::move(carrier));
  }
  void finish() override { settle(Answer::Kind::finish, {}); }
  void respond(Response response) override { settle(Answer::Kind::respond, std::move(response)); }
  void drop() override { settle(Answer::Kind::drop, {}); }
  void pause_reading() override {
    if (!over()) deliver(address_, Answer::Kind::pause);
  }
  void resume_reading() override {
    if (!over()) deliver(address_, Answer::Kind::resume);
  }
  std::size_t io_index() const override { return address_.mailbox->io_index(); }

 private:
  bool over() const { return settled_.load(std::memory_order_relaxed); }
  void settle(Answer::Kind kind, Response response) {
    if (!settled_.exchange(true, std::memory_order_relaxed)) deliver(address_, kind, std::move(response));
  }

  const Address address_;
  std::atomic<bool> settled_ = false;
};

}  // namespace

std::shared_ptr<Responder> make_responder(Address address) {
  return std::make_shared<MailResponder>(std::move(address));
}

std::shared_ptr<Stream> make_stream(Address address) {
  return std::make_shared<MailStream>(std::move(address));
}

}  // namespace tallygate::https
