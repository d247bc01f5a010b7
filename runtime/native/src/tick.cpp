// What a pass is made of: a token for each text and what must follow it, then chunks of what waits to be decoded.
#include <algorithm>

#include "engine.h"
#include "log.h"

namespace agentflow {

namespace {

// Logits of all texts together from which on they are drawn from on several threads: waking those takes as long as going
// through so many.
constexpr int64_t worth_sharing = 1 << 18;

}  // namespace

void Engine::tick() {
  rows_.clear();
  draw();
  add_pending();
  if (!rows_.empty()) decode();
}

void Engine::draw() {
  struct Job {
    int32_t id;
    Writing * writing;
    float * logits;
    int64_t room;
  };
  std::vector<Job> jobs;
  for (auto & [id, branch] : branches_)
    if (Writing * writing = branch.writer()) {
      const auto kept = kept_logits_.find(id);
      float * logits = kept != kept_logits_.end() ? kept->second.data() : llama_get_logits_ith(model_->context(), writing->row);
      jobs.push_back({id, writing, logits, room(branch)});
    }
  const auto one = [&](size_t i) { jobs[i].writing->draw(jobs[i].logits, jobs[i].room); };
  if (jobs.size() > 1 && int64_t(jobs.size()) * model_->vocabulary().size() >= worth_sharing)
    workers_->share(jobs.size(), one);
  else
    for (size_t i = 0; i < jobs.size(); i++) one(i);
  kept_logits_.clear();
  // What ends may release its branch, so each one is looked up.
  for (const Job & job : jobs)
    if (Branch * branch = find(job.id); branch && branch->writer()) place(*branch);
}

void Engine::place(Branch & branch) {
  Operation & operation = *branch.current();
  Writing & writing = *operation.writing;
  writing.row = -1;
  if (operation.stop) return finish_writing(branch, *operation.stop);
  // Every other branch has its row in this pass before a forced token has one.
  const int64_t forced = int64_t(model_->facts().batch) - int64_t(rows_.size()) - int64_t(branches_.size());
  const Writing::Step step = writing.next(room(branch), forced);
  if (!step.error.empty()) return fail(branch, step.error);
  if (step.ending) return finish_writing(branch, *step.ending);
  reserved_ += int64_t(step.tokens.size());
  if (!step.drawn) {
    // It may be longer than a pass, so it waits for its rows like what opens a text.
    std::vector<llama_token> & pending = operation.command.tokens;
    pending.insert(pending.end(), step.tokens.begin(), step.tokens.end());
    operation.lead = step.tokens.size();
    return;
  }
  const bool ends = writing.ends_behind(step.tokens.size());
  for (size_t i = 0; i < step.tokens.size(); i++)
    rows_.push_back({branch.id, step.tokens[i], branch.length + int32_t(i), branch.sequence,
                     i + 1 == step.tokens.size() && !ends});
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
    const int32_t from = branch->length - (operation->redecodes() ? 1 : 0);
    for (size_t i = 0; i < chunk; i++) {
      const bool last = operation->done + i + 1 == operation->command.tokens.size();
      rows_.push_back({branch->id, operation->command.tokens[operation->done + i], from + int32_t(i), branch->sequence,
                       last && operation->writing && !operation->writing->ends_behind(operation->lead)});
    }
  }
}

// False if the operation ended instead, or has to wait for the next tick.
bool Engine::begin(Branch & branch, Operation & operation) {
  if (!broken_.empty()) {
    fail(branch, broken_);
    return false;
  }
  operation.base = branch.length;
  if (operation.command.kind == Command::Kind::generate && !begin_writing(branch, operation)) return false;
  if (operation.command.tokens.empty()) {
    finish(branch, Answer(Answer::Kind::done, operation.command.op), false);
    return false;
  }
  const int64_t rows = int64_t(operation.command.tokens.size());
  if (const std::string lack = lack_of_room(branch, rows, rows - (operation.again ? 1 : 0)); !lack.empty()) {
    fail(branch, lack);
    return false;
  }
  if (operation.again) {
    if (spare_taken_) return false;
    // A stream can only be copied whole.
    const llama_pos from = options_.separate ? -1 : branch.length - 1;
    llama_memory_seq_cp(model_->memory(), branch.sequence, spare_, from, options_.separate ? -1 : branch.length);
    llama_memory_seq_rm(model_->memory(), branch.sequence, branch.length - 1, -1);
    copies_due_ = copies_due_ || options_.separate;
    spare_taken_ = true;
  }
  operation.started = true;
  reserved_ += rows;
  return true;
}

// False if it ended instead.
bool Engine::begin_writing(Branch & branch, Operation & operation) {
  Command & command = operation.command;
  std::unique_ptr<Decoder> decoder;
  if (command.tables) {
    decoder = std::make_unique<TablesDecoder>(command.tables);
  } else if (!command.grammar.empty()) {
    decoder = grammars_->open(command.grammar);
    if (!decoder) {
      take_errors();
      fail(branch, "The grammar has a mistake, so nothing can be written by it.");
      return false;
    }
  }
  std::vector<llama_token> history;
  if (command.penalties.any()) {
    history = lineage_.last(branch.leaf, command.penalties.window);
    history.insert(history.end(), command.tokens.begin(), command.tokens.end());
  }
  operation.writing = std::make_unique<Writing>(command, model_->vocabulary(), std::move(decoder), history);
  // What must come first is decoded with what opens the text.
  const std::vector<llama_token> lead = operation.writing->lead(int64_t(model_->facts().batch) - 1);
  command.tokens.insert(command.tokens.end(), lead.begin(), lead.end());
  operation.lead = lead.size();
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

// What to say where `rows` cells are not free, or `behind` tokens don't fit behind the branch; nothing where all is well.
std::string Engine::lack_of_room(const Branch & branch, int64_t rows, int64_t behind) const {
  const int64_t fit = model_->facts().window - branch.length;
  if (rows <= free_cells() && behind <= fit) return {};
  return "There is no room for " + std::to_string(rows) + " more tokens: " +
         (behind > fit ? std::to_string(fit) + " fit behind this branch."
                       : std::to_string(std::max<int64_t>(free_cells(), 0)) + " cells are free.");
}

int64_t Engine::free_cells() const { return int64_t(model_->facts().cells) - lineage_.cells() - reserved_; }

int64_t Engine::room(const Branch & branch) const {
  return std::min<int64_t>(free_cells(), model_->facts().window - branch.length);
}

}  // namespace agentflow
