#include "engine.h"

#include <utility>

#include "log.h"

namespace agentflow {

Engine::Engine(ModelOptions options, std::function<void()> wake) : options_(std::move(options)), wake_(std::move(wake)) {
  thread_ = std::thread([this] { run(); });
}

Engine::~Engine() {
  close();
  thread_.join();
}

void Engine::send(std::vector<Command> commands) {
  {
    std::lock_guard<std::mutex> lock(commands_lock_);
    for (Command & command : commands) commands_.push_back(std::move(command));
  }
  commands_come_.notify_one();
}

void Engine::close() {
  {
    std::lock_guard<std::mutex> lock(commands_lock_);
    closing_ = true;
  }
  abort_ = true;
  commands_come_.notify_one();
}

void Engine::fail_pass() { abort_ = true; }

std::vector<Answer> Engine::take() {
  std::lock_guard<std::mutex> lock(answers_lock_);
  return std::exchange(answers_, {});
}

Usage Engine::usage() const {
  std::lock_guard<std::mutex> lock(answers_lock_);
  return published_;
}

void Engine::answer(Answer answer) { outgoing_.push_back(std::move(answer)); }

void Engine::publish() {
  usage_.cells = lineage_.cells();
  bool first;
  {
    std::lock_guard<std::mutex> lock(answers_lock_);
    published_ = usage_;
    first = answers_.empty();
    for (Answer & a : outgoing_) answers_.push_back(std::move(a));
    first = first && !answers_.empty();
  }
  outgoing_.clear();
  // While answers lie there untaken, the wake that announced them is still under way.
  if (first) wake_();
}

void Engine::run() {
  throw_failed_assertions();
  try {
    open();
    publish();
    std::vector<Command> commands;
    while (wait_for_commands(commands)) {
      for (Command & command : commands) apply(std::move(command));
      tick();
      const double now = clock_seconds();
      usage_.busy += now - std::exchange(busy_since_, now);
      publish();
    }
  } catch (const Problem & problem) {
    Answer a(Answer::Kind::failed_to_open);
    a.code = problem.code;
    a.text = problem.detail;
    answer(std::move(a));
  } catch (const std::exception & error) {
    Answer a(Answer::Kind::failed_to_open);
    a.code = "load";
    a.text = error.what();
    answer(std::move(a));
  }
  branches_.clear();
  if (batch_.token) llama_batch_free(batch_);
  grammars_.reset();
  model_.reset();
  answer(Answer(Answer::Kind::closed));
  publish();
}

void Engine::open() {
  int32_t shown = -1;
  const auto progress = [&](float fraction) {
    const int32_t percent = int32_t(fraction * 100);
    if (percent != shown) {
      shown = percent;
      Answer a(Answer::Kind::progress);
      a.number = fraction;
      answer(std::move(a));
      publish();
    }
    std::lock_guard<std::mutex> lock(commands_lock_);
    return !closing_;
  };
  model_ = std::make_unique<Model>(options_, progress, abort_);
  grammars_ = std::make_unique<GrammarShelf>(model_->vocabulary());
  batch_ = llama_batch_init(int32_t(model_->facts().batch), 0, 1);
  spare_ = llama_seq_id(options_.branches);
  for (llama_seq_id s = spare_ - 1; s >= 0; s--) free_sequences_.push_back(s);
  calibrate();
  answer(Answer(Answer::Kind::ready));
}

// Waits while there is nothing to do. False when it is time to end.
bool Engine::wait_for_commands(std::vector<Command> & commands) {
  commands.clear();
  const bool work = busy();
  std::unique_lock<std::mutex> lock(commands_lock_);
  if (!work) {
    commands_come_.wait(lock, [&] { return closing_ || !commands_.empty(); });
    busy_since_ = clock_seconds();
  }
  commands.swap(commands_);
  return !closing_;
}

bool Engine::busy() {
  for (auto & [id, branch] : branches_)
    if (branch.current()) return true;
  return false;
}

void Engine::apply(Command && command) {
  switch (command.kind) {
    case Command::Kind::cancel: return cancel(command.target);
    case Command::Kind::stop: return stop(command.branch, command.ending);
    case Command::Kind::recount: return recount(command.op);
    case Command::Kind::fork: {
      const int32_t id = command.branch, parent = command.other;
      // The JavaScript side gives out no more branches than there are sequences.
      branches_.emplace(id, Branch(id, free_sequences_.back(), parent < 0));
      free_sequences_.pop_back();
      if (parent < 0) return;
      Operation operation;
      operation.order = order_++;
      operation.command = std::move(command);
      branches_.at(parent).operations.push_back(std::move(operation));
      return pump(parent);
    }
    case Command::Kind::release:
      // Whoever lets go of a branch wants no more of its text.
      stop(command.branch, Ending::halted);
      [[fallthrough]];
    case Command::Kind::extend:
    case Command::Kind::generate:
    case Command::Kind::truncate: {
      const int32_t id = command.branch;
      Operation operation;
      operation.order = order_++;
      operation.command = std::move(command);
      branches_.at(id).operations.push_back(std::move(operation));
      return pump(id);
    }
  }
}

void Engine::stop(int32_t id, Ending ending) {
  Branch * branch = find(id);
  if (!branch) return;
  for (Operation & operation : branch->operations)
    if (operation.command.kind == Command::Kind::generate && !operation.stop) {
      operation.stop = ending;
      return;
    }
}

void Engine::cancel(uint32_t target) {
  for (auto & [id, branch] : branches_)
    for (auto at = branch.operations.begin(); at != branch.operations.end(); ++at) {
      if (at->command.op != target) continue;
      if (at == branch.operations.begin() && branch.current() && at->started) {
        // What a text has so far stays: whoever stops it knows best how much of it to keep.
        finish(branch, Answer(Answer::Kind::cancelled, target), at->command.kind == Command::Kind::extend);
      } else {
        branch.operations.erase(at);
        answer(Answer(Answer::Kind::cancelled, target));
        pump(id);
      }
      return;
    }
  // Not found: it ended before the cancel came, and its answer is on its way.
}

// Bytes of the whole state grow by the same for each cell, and by one id for each sequence that reads it. The pass made
// for this also reads the model's weights once, so that the first real one is not slower than the others.
void Engine::calibrate() {
  batch_.n_tokens = 2;
  for (int32_t i = 0; i < 2; i++) {
    batch_.token[i] = model_->vocabulary().end_tokens().front();
    batch_.pos[i] = i;
    batch_.n_seq_id[i] = 1;
    batch_.seq_id[i][0] = spare_;
    batch_.logits[i] = i == 0;
  }
  if (llama_decode(model_->context(), batch_) != 0) throw Problem{"context", take_errors()};
  const size_t two = llama_state_get_size(model_->context());
  llama_memory_seq_rm(model_->memory(), spare_, 1, -1);
  const size_t one = llama_state_get_size(model_->context());
  llama_memory_seq_rm(model_->memory(), spare_, -1, -1);
  state_cell_ = two - one - sizeof(llama_seq_id);
  state_base_ = one - (two - one);
}

void Engine::recount(uint32_t op) {
  llama_memory_t memory = model_->memory();
  const auto held = [&](llama_seq_id sequence) {
    const llama_pos last = llama_memory_seq_pos_max(memory, sequence);
    return last < 0 ? 0 : last - llama_memory_seq_pos_min(memory, sequence) + 1;
  };
  Answer a(Answer::Kind::recounted, op);
  for (const auto & [id, branch] : branches_) {
    a.numbers.push_back(id);
    a.numbers.push_back(held(branch.sequence));
  }
  size_t readers = 0;
  for (llama_seq_id sequence = 0; sequence <= spare_; sequence++) readers += size_t(held(sequence));
  const size_t size = llama_state_get_size(model_->context());
  // The state of an empty cache leaves out more than its cells.
  if (size > state_base_) a.number = double(size - state_base_ - readers * sizeof(llama_seq_id)) / double(state_cell_);
  answer(std::move(a));
}

void Engine::pump(int32_t id) {
  for (;;) {
    Branch * branch = find(id);
    if (!branch || !branch->born || branch->operations.empty()) return;
    auto next = branch->operations.begin();
    // Forks don't wait for a text to end, only for what was asked for before it.
    if (next->command.kind == Command::Kind::generate) ++next;
    const bool behind = next != branch->operations.begin();
    if (next == branch->operations.end() || next->computes() || (behind && next->command.kind != Command::Kind::fork)) return;
    const Command command = std::move(next->command);
    branch->operations.erase(next);
    switch (command.kind) {
      case Command::Kind::fork: fork(*branch, command); break;
      case Command::Kind::truncate:
        shorten(*branch, command.other);
        answer(Answer(Answer::Kind::done, command.op));
        break;
      case Command::Kind::release:
        shorten(*branch, 0);
        free_sequences_.push_back(branch->sequence);
        branches_.erase(id);
        answer(Answer(Answer::Kind::done, command.op));
        return;
      default: break;
    }
  }
}

void Engine::fork(Branch & parent, const Command & command) {
  Branch & child = branches_.at(command.branch);
  if (parent.length > 0) llama_memory_seq_cp(model_->memory(), parent.sequence, child.sequence, -1, -1);
  child.leaf = lineage_.share(parent.leaf);
  child.length = parent.length;
  child.born = true;
  pump(child.id);
}

void Engine::finish(Branch & branch, Answer answer_, bool roll_back) {
  const int32_t id = branch.id;
  Operation & operation = branch.operations.front();
  if (operation.started) reserved_ -= int64_t(operation.pending());
  if (roll_back && operation.started) shorten(branch, operation.base);
  answer(std::move(answer_));
  branch.operations.pop_front();
  pump(id);
}

void Engine::finish_writing(Branch & branch, Ending ending) {
  const Operation & operation = branch.operations.front();
  Answer a(Answer::Kind::end, operation.command.op);
  a.ending = ending;
  a.number = operation.writing->surprisal;
  a.numbers.assign(operation.writing->tokens.begin(), operation.writing->tokens.end());
  a.runs = operation.writing->runs;
  a.closed = operation.writing->closed;
  finish(branch, std::move(a), false);
}

void Engine::fail(Branch & branch, std::string sentence) {
  Answer a(Answer::Kind::failed, branch.operations.front().command.op);
  a.text = std::move(sentence);
  finish(branch, std::move(a), true);
}

void Engine::shorten(Branch & branch, int32_t length) {
  if (length >= branch.length) return;
  llama_memory_seq_rm(model_->memory(), branch.sequence, length, -1);
  branch.leaf = lineage_.cut(branch.leaf, length);
  branch.length = length;
}

Branch * Engine::find(int32_t id) {
  const auto at = branches_.find(id);
  return at == branches_.end() ? nullptr : &at->second;
}

int64_t Engine::free_cells() const { return int64_t(model_->facts().cells) - lineage_.cells() - reserved_; }

}  // namespace agentflow
