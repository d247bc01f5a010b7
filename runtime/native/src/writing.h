// A text that is being written: what holds it, what it has so far, and which tokens come next. Knows nothing of cells and
// rows: the engine says how many tokens there is room for, and decodes what is given out here.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command.h"
#include "decoder.h"

namespace agentflow {

class Writing {
 public:
  // `decoder` may be null: then the text is free. `history` is what the text stands behind, as far as penalties look.
  Writing(const Command & command, const Vocabulary & vocabulary, std::unique_ptr<Decoder> decoder,
          const std::vector<llama_token> & history);

  // What must come first, at most `most` tokens.
  std::vector<llama_token> lead(int64_t most);

  // Decides what comes next by the logits behind the last token, of which none may be changed for good. There are cells for
  // `room` more tokens. Touches nothing but this text, so texts may draw on different threads.
  void draw(float * logits, int64_t room);

  // What was drawn, taken in: the token and what must follow it, at most `room` in all; or the next part of the text's end,
  // which is written for it, as long as it is. Nothing where the text ended, and `ending` says how; or where it can't go
  // on, and `error` says why.
  struct Step {
    std::vector<llama_token> tokens;
    bool drawn = false;
    std::optional<Ending> ending;
    std::string error;
  };
  Step next(int64_t room, int64_t most_forced);

  // It may have `tokens` more than was said.
  void grant(int64_t tokens) { limit_ += tokens; }
  // Puts a decoded token behind the text.
  void add(llama_token token, bool was_drawn);
  // Adds what the drawn token of the last `next` cost, which is decoded now.
  void measure();

  const std::vector<llama_token> & tokens() const { return tokens_; }
  // Whether it ends with `given` tokens more than it has now, so that nobody needs the logits behind them.
  bool ends_behind(size_t given) const;
  // How it ends once no more can come.
  Ending ending() const;
  // The answer that tells all of it.
  void tell(Answer & answer) const;

  // The row of the last pass that has the logits after the last token; -1 while there is none.
  int32_t row = -1;

 private:
  int64_t left() const { return limit_ - int64_t(tokens_.size()); }

  const Vocabulary & vocabulary_;
  std::unique_ptr<Decoder> decoder_;
  Sampler sampler_;
  Penalties penalties_;
  int64_t limit_;
  bool entropies_;

  std::vector<llama_token> tokens_;
  // How many tokens, by turns sampled and forced, sampled first.
  std::vector<int32_t> runs_{0};
  double surprisal_ = 0, entropy_ = 0;
  // Nothing but an end can follow what was given out.
  bool finished_ = false;
  // The number of tokens has had a say in what was written.
  bool closed_ = false;

  Scan scan_;
  llama_token drawn_ = no_token;
  double drawn_surprisal_ = 0, drawn_entropy_ = 0;
  std::string error_;
};

}  // namespace agentflow
