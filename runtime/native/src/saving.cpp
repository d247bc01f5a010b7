// Branches as bytes: what llama.cpp writes of a sequence, without what depends on where it lay.
#include <cstring>

#include "engine.h"
#include "log.h"

namespace agentflow {

namespace {

// llama.cpp begins with a magic number, the sequence's id and the number of streams; then each stream says how many cells
// follow, none for all but the sequence's own. Kept is what the one stream holds, as if there were no other.
constexpr size_t head = 2 * sizeof(uint32_t);
constexpr size_t word = sizeof(uint32_t);

}  // namespace

size_t Engine::frame_bytes() const { return head + word * streams(); }

void Engine::save(const Branch & branch, uint32_t op) {
  Answer a(Answer::Kind::saved, op);
  a.numbers = lineage_.last(branch.leaf, branch.length);
  std::string why;
  try {
    if (branch.length > 0) {
      copy_now();
      std::string whole(llama_state_seq_get_size(model_->context(), branch.sequence), '\0');
      auto * bytes = reinterpret_cast<uint8_t *>(whole.data());
      const size_t before = options_.separate ? size_t(branch.sequence) : 0;
      if (llama_state_seq_get_data(model_->context(), bytes, whole.size(), branch.sequence) != whole.size() ||
          whole.size() < frame_bytes() + word)
        why = take_errors();
      else
        a.text = whole.substr(head + word * (1 + before), whole.size() - frame_bytes());
    }
  } catch (const std::exception & error) {
    why = error.what();
  }
  if (branch.length > 0 && a.text.empty()) {
    a = Answer(Answer::Kind::failed, op);
    a.text = "The branch can't be saved: " + why.substr(0, why.find('\n')) + ".";
  }
  answer(std::move(a));
}

void Engine::restore(Branch & branch, const Command & command) {
  const int64_t count = int64_t(command.tokens.size());
  std::string why = lack_of_room(branch, count, count);
  if (why.empty() && count > 0) {
    try {
      copy_now();
      // An empty sequence's own beginning has the magic number that this version wants.
      std::string empty(llama_state_seq_get_size(model_->context(), branch.sequence), '\0');
      llama_state_seq_get_data(model_->context(), reinterpret_cast<uint8_t *>(empty.data()), empty.size(), branch.sequence);
      const std::string whole = empty.substr(0, head + word) + command.bytes + std::string(word * (streams() - 1), '\0');
      const auto * bytes = reinterpret_cast<const uint8_t *>(whole.data());
      const size_t read = llama_state_seq_set_data(model_->context(), bytes, whole.size(), branch.sequence);
      const llama_pos first = llama_memory_seq_pos_min(model_->memory(), branch.sequence);
      const llama_pos last = llama_memory_seq_pos_max(model_->memory(), branch.sequence);
      const std::string log = take_errors();
      if (read == 0) why = "The saved branch can't be restored: " + log.substr(0, log.find('\n')) + ".";
      else if (read != whole.size() || first != 0 || last != count - 1)
        why = "The saved branch can't be restored: its cells are not those of its tokens.";
    } catch (const std::exception & error) {
      why = std::string("The saved branch can't be restored: ") + error.what() + ".";
    }
    if (!why.empty()) llama_memory_seq_rm(model_->memory(), branch.sequence, -1, -1);
  }
  if (!why.empty()) {
    Answer a(Answer::Kind::failed, command.op);
    a.text = std::move(why);
    return answer(std::move(a));
  }
  branch.leaf = lineage_.append(branch.leaf, command.tokens.data(), command.tokens.size());
  branch.length = int32_t(count);
  answer(Answer(Answer::Kind::done, command.op));
}

// Streams that were told to copy others do so only in the next pass, and then over whatever has come there since.
void Engine::copy_now() {
  if (!copies_due_) return;
  keep_logits();
  batch_.n_tokens = 1;
  batch_.token[0] = model_->vocabulary().end_tokens().front();
  batch_.pos[0] = 0;
  batch_.n_seq_id[0] = 1;
  batch_.seq_id[0][0] = spare_;
  batch_.logits[0] = false;
  const bool good = llama_decode(model_->context(), batch_) == 0;
  llama_memory_seq_rm(model_->memory(), spare_, -1, -1);
  // As in every failed pass: whoever wanted it to fail has got that.
  if (!good) {
    abort_ = false;
    throw std::runtime_error("a pass failed");
  }
  copies_due_ = false;
}

// Texts are drawn at the beginning of the next tick, from logits that another pass would overwrite.
void Engine::keep_logits() {
  for (auto & [id, branch] : branches_)
    if (Writing * writing = branch.writer(); writing && kept_logits_.count(id) == 0) {
      const float * logits = llama_get_logits_ith(model_->context(), writing->row);
      kept_logits_.emplace(id, std::vector<float>(logits, logits + model_->vocabulary().size()));
    }
}

}  // namespace agentflow
