// What a model's tokens are, as bytes, arranged for decoders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "llama.h"

namespace agentflow {

class Vocabulary {
 public:
  explicit Vocabulary(const llama_vocab * vocab);

  const llama_vocab * handle() const { return vocab_; }
  int32_t size() const { return int32_t(pieces_.size()); }
  // The token's bytes; a control token's own text.
  const std::string & piece(llama_token token) const { return pieces_[size_t(token)]; }
  bool ends(llama_token token) const { return kinds_[size_t(token)] == Kind::end; }
  bool control(llama_token token) const { return kinds_[size_t(token)] == Kind::control; }
  // No text can hold it: unknown and unused tokens, and those that the model's file suppresses.
  bool void_of_text(llama_token token) const { return kinds_[size_t(token)] == Kind::none; }

  // Every token that ends a turn.
  const std::vector<llama_token> & end_tokens() const { return ends_; }
  const std::vector<llama_token> & control_tokens() const { return controls_; }
  // Text tokens of which no other token is a beginning. If a text can go on at all, it can go on with one of these.
  const std::vector<llama_token> & heads() const { return heads_; }
  // The text tokens that begin with the head at `index`, itself included.
  const std::vector<llama_token> & begins_with(size_t index) const { return groups_[index]; }
  size_t longest_piece() const { return longest_; }

  // With `special`, text of control tokens becomes those tokens. Nothing is added. Safe on any thread.
  std::vector<llama_token> tokenize(std::string_view text, bool special) const;

 private:
  enum class Kind : uint8_t { text, control, end, none };

  const llama_vocab * vocab_;
  std::vector<std::string> pieces_;
  std::vector<Kind> kinds_;
  std::vector<llama_token> ends_, controls_, heads_;
  std::vector<std::vector<llama_token>> groups_;
  size_t longest_ = 0;
};

}  // namespace agentflow
