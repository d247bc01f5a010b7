// Draws tokens: penalties, top-k, top-p, min-p, then temperature, as far as the decoder lets it.
#pragma once

#include <cstdint>
#include <vector>

#include "decoder.h"
#include "scan.h"

namespace agentflow {

struct Sampling {
  double temperature = 0;  // 0 takes the likeliest
  int32_t top_k = 0;       // 0 for no limit
  double top_p = 1;
  double min_p = 0;
  uint64_t seed = 0;
};

class Sampler {
 public:
  explicit Sampler(const Sampling & sampling) : sampling_(sampling), state_(sampling.seed) {}

  // The next token by `logits`, which were scanned; `no_token` where none may follow. Without a decoder everything with
  // text may.
  llama_token draw(const float * logits, const Scan & scan, const Vocabulary & vocabulary, Decoder * decoder);

 private:
  // Takes the candidates that this sampling considers.
  void narrow();
  // Draws until the decoder takes one, without ever drawing the same one again.
  llama_token walk(Decoder * decoder);
  size_t pick();
  double uniform();

  Sampling sampling_;
  uint64_t state_;
  std::vector<Candidate> candidates_;
  std::vector<double> weights_;
};

}  // namespace agentflow
