// One tick of the engine: sample, fill the batch, decode, take in what came of it.
#include <algorithm>

#include "engine.h"
#include "log.h"

namespace agentflow {

namespace {

// Tokens kept back beyond those that end a text: cut in other places, the same bytes may be a token more.
constexpr int64_t spare_tokens = 2;

}  // namespace

void Engine::tick() {
  rows_.clear();
  std::vector<int32_t> ids;
  for (const auto & [id, branch] : branches_) ids.push_back(id);
  // An operation that ends may release its branch, so look each one up.
  for (int32_t id : ids)
    if (Branch * branch = find(id)) sample_next(*branch);
  add_pending();
  if (!rows_.empty()) decode();
}

void Engine::sample_next(Branch & branch) {
  Operation * operation = branch.current();
  if (!operation || !operation->writing || operation->writing->row < 0) return;
  Writing & writing = *operation->writing;
  const float * logits = llama_get_logits_ith(model_->context(), writing.row);
  writing.row = -1;

  if (operation->stop) return finish_writing(branch, *operation->stop);
  const Vocabulary & vocabulary = model_->vocabulary();
  const int64_t room = std::min<int64_t>(free_cells(), model_->facts().window - branch.length);
  const int64_t left = operation->command.limit - int64_t(writing.tokens.size());
  std::vector<llama_token> tokens;
  try {
    const llama_token token = logits ? writing.sampler.draw(logits, vocabulary, writing.decoder.get()) : no_token;
    if (token == no_token) {
      return fail(branch, writing.decoder ? "The grammar allows nothing here that this model has a token for."
                                          : "The model gave no probabilities for the next token.");
    }
    if (vocabulary.ends(token)) return finish_writing(branch, Ending::complete);
    if (room < 1) return finish_writing(branch, Ending::room);
    if (writing.tables && !writing.tables->closes_within(token, size_t(std::max<int64_t>(std::min(left, room) - 1 - spare_tokens, 0)))) {
      // After this token the text could no longer be ended with what is left; now it still can.
      tokens = writing.tables->closing();
      if (int64_t(tokens.size()) <= std::min(left, room) && writing.tables->closes()) {
        writing.closed = true;
        if (tokens.empty()) return finish_writing(branch, Ending::complete);
        for (llama_token t : tokens) writing.decoder->accept(t);
        // It may be longer than a pass, so it waits for its rows like what opens a text.
        std::vector<llama_token> & pending = operation->command.tokens;
        pending.insert(pending.end(), tokens.begin(), tokens.end());
        operation->lead = tokens.size();
        reserved_ += int64_t(tokens.size());
        return;
      }
      tokens.clear();
    }
    tokens.push_back(token);
    if (writing.decoder) {
      writing.decoder->accept(token);
      if (writing.tables) {
        // Every other branch has its row in this pass before a forced token has one.
        const int64_t rows = int64_t(model_->facts().batch) - int64_t(rows_.size()) - int64_t(branches_.size());
        const int64_t most = std::min({left - 1, room - 1, rows});
        for (llama_token t : writing.tables->forced(token, size_t(std::max<int64_t>(most, 0)))) {
          writing.decoder->accept(t);
          tokens.push_back(t);
        }
      }
      writing.finished = writing.decoder->finished();
    }
    writing.next_surprisal = surprisal(logits, vocabulary.size(), token);
  } catch (const std::exception & error) {
    return fail(branch, std::string("The grammar could not be followed: ") + error.what());
  }
  const bool ends = operation->ends_at(writing.tokens.size() + tokens.size());
  for (size_t i = 0; i < tokens.size(); i++)
    rows_.push_back({branch.id, tokens[i], branch.length + int32_t(i), branch.sequence, i + 1 == tokens.size() && !ends});
  reserved_ += int64_t(tokens.size());
}

void Engine::add_pending() {
  std::vector<std::pair<uint64_t, int32_t>> waiting;
  for (auto & [id, branch] : branches_)
    if (Operation * operation = branch.current(); operation && (!operation->started || operation->pending() > 0))
      waiting.emplace_back(operation->order, id);
  std::sort(waiting.begin(), waiting.end());

  for (size_t next = 0; next < waiting.size() && rows_.size() < model_->facts().batch; next++) {
    Branch * branch = find(waiting[next].second);
    Operation * operation = branch ? branch->current() : nullptr;
    if (!operation) continue;
    if (!operation->started && !begin(*branch, *operation)) {
      // If it ended at once, what waited behind it may start in this tick still.
      branch = find(waiting[next].second);
      operation = branch ? branch->current() : nullptr;
      if (operation && operation->order != waiting[next].first) waiting.emplace_back(operation->order, branch->id);
      continue;
    }
    const size_t chunk = std::min(operation->pending(), size_t(model_->facts().batch) - rows_.size());
    const int32_t from = operation->again && operation->done == 0 ? branch->length - 1 : branch->length;
    for (size_t i = 0; i < chunk; i++) {
      const bool last = operation->done + i + 1 == operation->command.tokens.size();
      rows_.push_back({branch->id, operation->command.tokens[operation->done + i], from + int32_t(i), branch->sequence,
                       last && operation->writing && !operation->ends_at(operation->writing->tokens.size() + operation->lead)});
    }
  }
}

// False if the operation ended instead, or has to wait for the next tick.
bool Engine::begin(Branch & branch, Operation & operation) {
  if (!broken_.empty()) {
    fail(branch, broken_);
    return false;
  }
  const bool writes = operation.command.kind == Command::Kind::generate;
  operation.base = branch.length;
  if (writes && !begin_writing(branch, operation)) return false;
  if (operation.command.tokens.empty()) {
    finish(branch, Answer(Answer::Kind::done, operation.command.op), false);
    return false;
  }
  const int64_t rows = int64_t(operation.command.tokens.size());
  const int32_t behind = operation.again ? 0 : int32_t(rows);
  if (rows > free_cells() || branch.length + behind > model_->facts().window) {
    const bool long_ = branch.length + behind > model_->facts().window;
    const int64_t room = long_ ? model_->facts().window - branch.length : std::max<int64_t>(free_cells(), 0);
    fail(branch, "There is no room for " + std::to_string(rows) + " more tokens: " + std::to_string(room) +
                     (long_ ? " fit behind this branch." : " cells are free."));
    return false;
  }
  if (operation.again) {
    if (spare_taken_) return false;
    llama_memory_seq_cp(model_->memory(), branch.sequence, spare_, branch.length - 1, branch.length);
    llama_memory_seq_rm(model_->memory(), branch.sequence, branch.length - 1, -1);
    spare_taken_ = true;
  }
  operation.started = true;
  reserved_ += rows;
  return true;
}

// False if it ended instead.
bool Engine::begin_writing(Branch & branch, Operation & operation) {
  Command & command = operation.command;
  operation.writing.emplace(command.sampling);
  Writing & writing = *operation.writing;
  if (command.tables) {
    auto decoder = std::make_unique<TablesDecoder>(model_->vocabulary(), command.tables, command.markers);
    writing.tables = decoder.get();
    writing.decoder = std::move(decoder);
    // What must come first is decoded with what opens the text.
    const int64_t most = std::min<int64_t>(command.limit, int64_t(model_->facts().batch) - 1);
    for (llama_token token : writing.tables->forced(no_token, size_t(std::max<int64_t>(most, 0)))) {
      writing.decoder->accept(token);
      command.tokens.push_back(token);
      operation.lead++;
    }
    writing.finished = writing.decoder->finished();
  } else if (!command.grammar.empty()) {
    writing.decoder = grammars_->open(command.grammar);
    if (!writing.decoder) {
      take_errors();
      fail(branch, "The grammar has a mistake, so nothing can be written by it.");
      return false;
    }
    writing.finished = writing.decoder->finished();
  }
  if (command.tokens.empty()) {
    if (branch.length == 0) {
      fail(branch, "An empty branch gives a model nothing to go on from.");
      return false;
    }
    // The logits behind its last token are gone, so that one is decoded once more.
    operation.again = true;
    command.tokens.push_back(lineage_.token_at(branch.leaf, branch.length - 1));
  }
  return true;
}

void Engine::decode() {
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
  if (spare_taken_) llama_memory_seq_rm(model_->memory(), spare_, -1, -1);
  spare_taken_ = false;
  std::vector<int32_t> ended;
  for (size_t i = 0, count; i < rows_.size(); i += count) {
    count = 1;
    while (i + count < rows_.size() && rows_[i + count].branch == rows_[i].branch) count++;
    Branch & branch = *find(rows_[i].branch);
    Operation & operation = branch.operations.front();
    if (operation.again && operation.done == 0) {
      branch.leaf = lineage_.cut(branch.leaf, branch.length - 1);
      branch.length--;
    }
    for (size_t k = 0; k < count; k++) branch.leaf = lineage_.append(branch.leaf, &rows_[i + k].token, 1);
    branch.length += int32_t(count);
    reserved_ -= int64_t(count);

    const bool opens = operation.pending() > 0;
    if (opens) operation.done += count;
    if (operation.writing) {
      Writing & writing = *operation.writing;
      if (!opens) take_written(operation, &rows_[i], count, true);
      else if (operation.lead > 0 && operation.pending() == 0) take_lead(operation);
      if (rows_[i + count - 1].logits) writing.row = int32_t(i + count - 1);
    }
    if (operation.pending() == 0 && (!operation.writing || operation.writing->row < 0)) ended.push_back(branch.id);
  }
  for (int32_t id : ended) {
    Branch & branch = *find(id);
    const Operation & operation = branch.operations.front();
    if (!operation.writing) finish(branch, Answer(Answer::Kind::done, operation.command.op), false);
    else if (operation.writing->finished || operation.writing->closed) finish_writing(branch, Ending::complete);
    else finish_writing(branch, operation.stop.value_or(Ending::tokens));
  }
}

// Puts what a pass has decoded behind the text: a drawn token, then forced ones.
void Engine::take_written(Operation & operation, const Row * rows, size_t count, bool drawn) {
  Writing & writing = *operation.writing;
  Answer delta(Answer::Kind::delta, operation.command.op);
  for (size_t k = 0; k < count; k++) {
    const bool was_drawn = drawn && k == 0;
    writing.add(rows[k].token, was_drawn);
    delta.text += model_->vocabulary().piece(rows[k].token);
    (was_drawn ? delta.sampled : delta.forced)++;
  }
  if (drawn) writing.surprisal += writing.next_surprisal;
  usage_.sampled += delta.sampled;
  usage_.forced += delta.forced;
  answer(std::move(delta));
}

// What is forced and was pending: the text's own beginning, or its end.
void Engine::take_lead(Operation & operation) {
  std::vector<Row> rows;
  for (size_t i = operation.command.tokens.size() - operation.lead; i < operation.command.tokens.size(); i++)
    rows.push_back({0, operation.command.tokens[i], 0, 0, false});
  operation.lead = 0;
  take_written(operation, rows.data(), rows.size(), false);
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
    const bool again = operation.again && operation.done == 0;
    llama_memory_seq_rm(memory, branch.sequence, again ? branch.length - 1 : branch.length, -1);
    if (again) llama_memory_seq_cp(memory, spare_, branch.sequence, -1, -1);
    // The rows of a text that goes on are reserved beside what is pending.
    if (operation.pending() == 0) reserved_ -= count;
  }
  if (spare_taken_) llama_memory_seq_rm(memory, spare_, -1, -1);
  spare_taken_ = false;
  for (const auto & [id, count] : ids) fail(*find(id), why);
}

}  // namespace agentflow
