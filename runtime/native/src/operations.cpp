// What is asked of branches, in the order in which it was asked.
#include <utility>

#include "engine.h"

namespace agentflow {

void Engine::apply(Command && command) {
  switch (command.kind) {
    case Command::Kind::cancel: return cancel(command.target);
    case Command::Kind::stop: return stop(command.branch, command.ending);
    case Command::Kind::grant: return grant(command.branch, command.limit);
    case Command::Kind::recount: return recount(command.op);
    case Command::Kind::fork: {
      const int32_t id = command.branch, parent = command.other;
      // The JavaScript side gives out no more branches than there are sequences.
      branches_.emplace(id, Branch(id, *free_sequences_.begin(), parent < 0));
      free_sequences_.erase(free_sequences_.begin());
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
    case Command::Kind::save:
    case Command::Kind::restore:
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

void Engine::grant(int32_t id, int64_t tokens) {
  Branch * branch = find(id);
  Operation * operation = branch ? branch->current() : nullptr;
  if (!operation || operation->command.kind != Command::Kind::generate) return;
  operation->command.limit += tokens;
  if (operation->writing) operation->writing->grant(tokens);
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
  // In streams of their own all cells have one reader.
  if (options_.separate) a.number = double(readers);
  const size_t size = llama_state_get_size(model_->context());
  // The state of an empty cache leaves out more than its cells.
  if (!options_.separate && size > state_base_) a.number = double(size - state_base_ - readers * sizeof(llama_seq_id)) / double(state_cell_);
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
        free_sequences_.insert(branch->sequence);
        branches_.erase(id);
        answer(Answer(Answer::Kind::done, command.op));
        return;
      case Command::Kind::save: save(*branch, command.op); break;
      case Command::Kind::restore: restore(*branch, command); break;
      default: break;
    }
  }
}

void Engine::fork(Branch & parent, const Command & command) {
  Branch & child = branches_.at(command.branch);
  if (parent.length > 0) llama_memory_seq_cp(model_->memory(), parent.sequence, child.sequence, -1, -1);
  child.leaf = options_.separate ? lineage_.copy(parent.leaf) : lineage_.share(parent.leaf);
  copies_due_ = copies_due_ || (options_.separate && parent.length > 0);
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
  operation.writing->tell(a);
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

}  // namespace agentflow
