// Draws tokens: top-k, then top-p, then min-p, then temperature, as far as the decoder lets it.
#pragma once

#include <cstdint>
#include <vector>

#include "decoder.h"

namespace agentflow {

struct Sampling {
  double temperature = 0;  // 0 takes the likeliest
  int32_t top_k = 0;       // 0 for no limit
  double top_p = 1;
  double min_p = 0;
  uint64_t seed = 0;
};

constexpr llama_token no_token = -1;

class Sampler {
 public:
  explicit Sampler(const Sampling & sampling) : sampling_(sampling), state_(sampling.seed) {}

  // The next token by `logits`; `no_token` where none may follow. Without a decoder everything with text may.
  llama_token draw(const float * logits, const Vocabulary & vocabulary, Decoder * decoder);

 private:
  // Takes the candidates that this sampling considers, likeliest first unless all of them stay.
  void narrow(std::vector<Candidate> & candidates) const;
  llama_token pick(const std::vector<Candidate> & candidates);
  double uniform();

  Sampling sampling_;
  uint64_t state_;
  std::vector<Candidate> candidates_;
};

// −ln p of `token` under the plain softmax (temperature 1) of `count` logits.
double surprisal(const float * logits, int32_t count, llama_token token);

}  // namespace agentflow
