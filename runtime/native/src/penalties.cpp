#include "penalties.h"

namespace agentflow {

void Penalties::push(llama_token token) {
  if (!options_.any()) return;
  last_.push_back(token);
  counts_[token]++;
  if (last_.size() <= size_t(options_.window)) return;
  const auto oldest = counts_.find(last_.front());
  if (--oldest->second == 0) counts_.erase(oldest);
  last_.pop_front();
}

std::vector<std::pair<llama_token, float>> Penalties::apply(float * logits) const {
  std::vector<std::pair<llama_token, float>> before;
  before.reserve(counts_.size());
  for (const auto & [token, count] : counts_) {
    float & logit = logits[token];
    before.emplace_back(token, logit);
    const double scaled = logit > 0 ? logit / options_.repeat : logit * options_.repeat;
    logit = float(scaled - count * options_.frequency - options_.presence);
  }
  return before;
}

}  // namespace agentflow
