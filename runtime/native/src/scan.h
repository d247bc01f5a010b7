// Loops over all logits of a row, the only work that grows with the vocabulary. Written so that compilers vectorise them,
// and compiled for AVX2 beside the plain processor, of which the one that runs here is taken.
#pragma once

#include <cstdint>

namespace agentflow {

// The highest of `count` logits; minus infinity where none is a number.
float highest(const float * logits, int32_t count);

// The first index from `from` on, or one a little before it, behind which a logit stands above `bar`; `count` if none does.
int32_t skip_to_above(const float * logits, int32_t from, int32_t count, float bar);

// Of the softmax, of which `best` is the highest logit: the sum of e^(x − best), and that of (best − x) · e^(x − best).
struct Spread {
  double mass = 0, tilt = 0;
};
Spread spread(const float * logits, int32_t count, float best);

// e^x for x <= 0, to about 1e-6.
float exp_below_zero(float x);

}  // namespace agentflow
