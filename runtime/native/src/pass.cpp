// The pass itself, and what comes of it.
#include <algorithm>

#include "engine.h"
#include "log.h"

namespace agentflow {

void Engine::decode() {
  // Separate streams are computed together where the ids of their sequences follow each other.
  if (options_.separate)
    std::stable_sort(rows_.begin(), rows_.end(), [](const Row & a, const Row & b) { return a.sequence < b.sequence; });
  batch_.n_tokens = int32_t(rows_.size());
  for (size_t i = 0; i < rows_.size(); i++) {
    batch_.token[i] = rows_[i].token;
    batch_.pos[i] = rows_[i].position;
    batch_.n_seq_id[i] = 1;
    batch_.seq_id[i][0] = rows_[i].sequence;
    batch_.logits[i] = rows_[i].logits;
  }
  int32_t result;
  std::string error;
  const double start = clock_seconds();
  try {
    result = llama_decode(model_->context(), batch_);
    if (result == 0) llama_synchronize(model_->context());
  } catch (const std::exception & e) {
    result = -4;
    error = e.what();
    broken_ = "The model can't go on: a pass failed before (" + error + ").";
  }
  usage_.decoding += clock_seconds() - start;
  if (result == 0) return commit();
  if (result == 1) return take_rows_back("The cache has no room left.");
  if (result == 2) return take_rows_back("The pass was stopped.");
  const std::string log = take_errors();
  take_rows_back("The pass failed: " + (error.empty() ? log.substr(0, log.find('\n')) : error) + ".");
}

void Engine::commit() {
  usage_.ticks++;
  usage_.rows += int64_t(rows_.size());
  copies_due_ = false;
  clear_spare();
  std::vector<int32_t> ended;
  std::vector<llama_token> tokens;
  for (size_t i = 0, count; i < rows_.size(); i += count) {
    count = 1;
    while (i + count < rows_.size() && rows_[i + count].branch == rows_[i].branch) count++;
    Branch & branch = *find(rows_[i].branch);
    Operation & operation = branch.operations.front();
    if (operation.redecodes()) {
      branch.leaf = lineage_.cut(branch.leaf, branch.length - 1);
      branch.length--;
    }
    tokens.clear();
    for (size_t k = 0; k < count; k++) tokens.push_back(rows_[i + k].token);
    branch.leaf = lineage_.append(branch.leaf, tokens.data(), count);
    branch.length += int32_t(count);
    reserved_ -= int64_t(count);

    const bool pending = operation.pending() > 0;
    if (pending) operation.done += count;
    if (operation.writing) {
      if (!pending) {
        take_written(operation, tokens.data(), count, true);
      } else if (operation.pending() == 0) {
        // What was pending ends with what is forced: the text's own beginning, or a part of its end.
        const std::vector<llama_token> & all = operation.command.tokens;
        take_written(operation, all.data() + (all.size() - operation.lead), operation.lead, false);
        operation.lead = 0;
      }
      if (rows_[i + count - 1].logits) operation.writing->row = int32_t(i + count - 1);
    }
    if (operation.pending() == 0 && (!operation.writing || operation.writing->row < 0)) ended.push_back(branch.id);
  }
  for (int32_t id : ended) {
    Branch & branch = *find(id);
    const Operation & operation = branch.operations.front();
    if (!operation.writing) {
      finish(branch, Answer(Answer::Kind::done, operation.command.op), false);
      continue;
    }
    const Ending ending = operation.writing->ending();
    finish_writing(branch, ending == Ending::complete ? ending : operation.stop.value_or(ending));
  }
}

// Puts what a pass has decoded behind the text: a drawn token, then forced ones.
void Engine::take_written(Operation & operation, const llama_token * tokens, size_t count, bool drawn) {
  if (count == 0) return;
  if (drawn) {
    tell_written(operation, tokens, 1, true);
    operation.writing->measure();
    tokens++;
    count--;
  }
  if (count > 0) tell_written(operation, tokens, count, false);
}

// One delta is drawn or forced, never both, so that whoever shows it can tell them apart.
void Engine::tell_written(Operation & operation, const llama_token * tokens, size_t count, bool drawn) {
  Answer delta(Answer::Kind::delta, operation.command.op);
  delta.waits = !operation.writing->tokens().empty();
  for (size_t k = 0; k < count; k++) {
    operation.writing->add(tokens[k], drawn);
    delta.text += model_->vocabulary().piece(tokens[k]);
  }
  (drawn ? delta.sampled : delta.forced) = int32_t(count);
  (drawn ? usage_.sampled : usage_.forced) += int64_t(count);
  answer(std::move(delta));
}

void Engine::take_rows_back(const std::string & why) {
  // `close` and the tests set it; either way it has done its work.
  abort_ = false;
  llama_memory_t memory = model_->memory();
  std::vector<std::pair<int32_t, int32_t>> ids;
  for (const Row & row : rows_) {
    if (ids.empty() || ids.back().first != row.branch) ids.emplace_back(row.branch, 0);
    ids.back().second++;
  }
  for (const auto & [id, count] : ids) {
    Branch & branch = *find(id);
    Operation & operation = branch.operations.front();
    llama_memory_seq_rm(memory, branch.sequence, branch.length - (operation.redecodes() ? 1 : 0), -1);
    if (operation.redecodes()) llama_memory_seq_cp(memory, spare_, branch.sequence, -1, -1);
    // The rows of a text that goes on are reserved beside what is pending.
    if (operation.pending() == 0) reserved_ -= count;
  }
  clear_spare();
  for (const auto & [id, count] : ids) fail(*find(id), why);
}

void Engine::clear_spare() {
  if (spare_taken_) llama_memory_seq_rm(model_->memory(), spare_, -1, -1);
  spare_taken_ = false;
}

}  // namespace agentflow
