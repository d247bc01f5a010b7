// Makes tokens that came lately less likely: a factor for having come at all (Keskar et al. 2019), and amounts off the logit
// for each time and for having come at all (as OpenAI's interface has them).
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "llama.h"

namespace agentflow {

struct PenaltyOptions {
  int32_t window = 0;  // the last tokens that count; 0 for no penalties
  double repeat = 1, frequency = 0, presence = 0;

  bool any() const { return window > 0 && (repeat != 1 || frequency != 0 || presence != 0); }
};

class Penalties {
 public:
  explicit Penalties(const PenaltyOptions & options) : options_(options) {}

  // One more token of the text or its context.
  void push(llama_token token);

  // Changes the logits of the tokens in the window, and says what they were.
  std::vector<std::pair<llama_token, float>> apply(float * logits) const;

 private:
  PenaltyOptions options_;
  std::deque<llama_token> last_;
  std::unordered_map<llama_token, int32_t> counts_;
};

}  // namespace agentflow
