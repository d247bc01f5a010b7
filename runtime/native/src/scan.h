// The one loop over all logits of a row, the only work that grows with the vocabulary: compiled for wide registers beside
// the plain processor, of which the best that runs here is taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace agentflow {

// What is known of a row of logits after one pass.
struct Scan {
  // Minus infinity where none is a number.
  float highest = 0;
  // Of the softmax: the sum of e^(x − highest), and that of (highest − x) · e^(x − highest).
  double mass = 0, tilt = 0;
  // The highest of every `block` logits, so that whoever looks for high ones passes over most blocks.
  std::vector<float> tops;

  static constexpr int32_t block = 64;

  // A bar that at least `count` logits reach; minus infinity where blocks are too few to tell.
  float bar(size_t count) const;
};

void scan(const float * logits, int32_t count, Scan & result);

// e^x for x <= 0, to about 1e-6.
float exp_below_zero(float x);

}  // namespace agentflow
