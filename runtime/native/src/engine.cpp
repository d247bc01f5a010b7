#include "engine.h"

#include <algorithm>
#include <utility>

#include "log.h"

namespace agentflow {

namespace {

// Threads that draw, at most: more of them wait for each other longer than they draw.
constexpr int32_t most_drawing = 8;

// How long pieces of texts wait for more of them, in seconds. Each wake takes a core from the next pass for a while, and
// nobody reads faster.
constexpr double pieces_wait = 0.04;

}  // namespace

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
  woken_ = false;
  last_pieces_.clear();
  return std::exchange(answers_, {});
}

Usage Engine::usage() const {
  std::lock_guard<std::mutex> lock(answers_lock_);
  return published_;
}

void Engine::answer(Answer answer) { outgoing_.push_back(std::move(answer)); }

void Engine::publish() {
  usage_.cells = lineage_.cells();
  const double now = clock_seconds();
  bool wakes = false;
  {
    std::lock_guard<std::mutex> lock(answers_lock_);
    published_ = usage_;
    for (Answer & a : outgoing_) {
      wakes = wakes || !a.waits;
      put(std::move(a));
    }
    // The end of a text waits for nothing, so no piece of it is left lying.
    wakes = !woken_ && (wakes || (!answers_.empty() && now - woken_at_ >= pieces_wait));
    woken_ = woken_ || wakes;
  }
  outgoing_.clear();
  if (!wakes) return;
  woken_at_ = now;
  wake_();
}

// Pieces of one text that nobody has taken yet become one, if both were drawn or both were forced.
void Engine::put(Answer && answer) {
  if (answer.kind == Answer::Kind::delta) {
    const auto [last, added] = last_pieces_.try_emplace(answer.op, answers_.size());
    Answer * before = added ? nullptr : &answers_[last->second];
    if (before && (before->sampled > 0) == (answer.sampled > 0)) {
      before->text += answer.text;
      before->sampled += answer.sampled;
      before->forced += answer.forced;
      return;
    }
    last->second = answers_.size();
  }
  answers_.push_back(std::move(answer));
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
  workers_.reset();
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
  for (llama_seq_id s = 0; s < spare_; s++) free_sequences_.insert(s);
  workers_ = std::make_unique<Workers>(size_t(std::min(options_.threads, most_drawing) - 1));
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

// Bytes of a state grow by the same for each cell, and those of the whole by one id for each sequence that reads it. The
// pass made for this also reads the model's weights once, so that the first real one is not slower than the others.
void Engine::calibrate() {
  llama_context * context = model_->context();
  batch_.n_tokens = 2;
  for (int32_t i = 0; i < 2; i++) {
    batch_.token[i] = model_->vocabulary().end_tokens().front();
    batch_.pos[i] = i;
    batch_.n_seq_id[i] = 1;
    batch_.seq_id[i][0] = spare_;
    batch_.logits[i] = i == 0;
  }
  if (llama_decode(context, batch_) != 0) throw Problem{"context", take_errors()};
  const size_t two = llama_state_get_size(context), two_alone = llama_state_seq_get_size(context, spare_);
  llama_memory_seq_rm(model_->memory(), spare_, 1, -1);
  const size_t one = llama_state_get_size(context), one_alone = llama_state_seq_get_size(context, spare_);
  llama_memory_seq_rm(model_->memory(), spare_, -1, -1);
  state_cell_ = two - one - sizeof(llama_seq_id);
  state_base_ = one - (two - one);
  model_->note_layout(two_alone - one_alone, one_alone - (two_alone - one_alone) - frame_bytes());
}

}  // namespace agentflow
