#include "scan.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define AGENTFLOW_AVX2 __attribute__((target("avx2,fma")))
#endif

#define AGENTFLOW_INLINE inline __attribute__((always_inline))

namespace agentflow {

namespace {

constexpr int32_t lanes = 16;

// Plain arithmetic without branches or calls.
AGENTFLOW_INLINE float exp_of(float x) {
  x = x < -87.0f ? -87.0f : x;
  const float scaled = x * 1.44269504f;
  // Adding and taking away 1.5 * 2^23 rounds to a whole number.
  const float shifted = scaled + 12582912.0f;
  const float f = (scaled - (shifted - 12582912.0f)) * 0.693147181f;
  int32_t whole;
  std::memcpy(&whole, &shifted, sizeof whole);
  const int32_t bits = (whole - 0x4B400000 + 127) * (1 << 23);
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return power * (1.0f + f * (1.0f + f * (0.5f + f * (0.166666667f + f * (0.0416666667f + f * 0.00833333333f)))));
}

AGENTFLOW_INLINE float highest_of(const float * logits, int32_t count) {
  float best[lanes];
  for (float & b : best) b = -INFINITY;
  int32_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int32_t l = 0; l < lanes; l++) best[l] = logits[i + l] > best[l] ? logits[i + l] : best[l];
  for (; i < count; i++) best[0] = logits[i] > best[0] ? logits[i] : best[0];
  return *std::max_element(best, best + lanes);
}

AGENTFLOW_INLINE int32_t skip_of(const float * logits, int32_t from, int32_t count, float bar) {
  for (; from + lanes <= count; from += lanes) {
    int32_t above = 0;
    for (int32_t l = 0; l < lanes; l++) above |= logits[from + l] > bar;
    if (above) return from;
  }
  while (from < count && !(logits[from] > bar)) from++;
  return from;
}

AGENTFLOW_INLINE Spread spread_of(const float * logits, int32_t count, float best) {
  float mass[lanes] = {}, tilt[lanes] = {};
  int32_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int32_t l = 0; l < lanes; l++) {
      // Of minus infinity nothing may be left, not even a product with nought.
      const float below = logits[i + l] - best;
      const float x = below > -87.0f ? below : -87.0f;
      const float e = exp_of(x);
      mass[l] += e;
      tilt[l] -= x * e;
    }
  Spread sum;
  for (int32_t l = 0; l < lanes; l++) {
    sum.mass += double(mass[l]);
    sum.tilt += double(tilt[l]);
  }
  for (; i < count; i++) {
    const float x = std::max(logits[i] - best, -87.0f);
    sum.mass += double(exp_of(x));
    sum.tilt -= double(x * exp_of(x));
  }
  return sum;
}

#ifdef AGENTFLOW_AVX2
AGENTFLOW_AVX2 float highest_avx2(const float * logits, int32_t count) { return highest_of(logits, count); }
AGENTFLOW_AVX2 int32_t skip_avx2(const float * logits, int32_t from, int32_t count, float bar) {
  return skip_of(logits, from, count, bar);
}
AGENTFLOW_AVX2 Spread spread_avx2(const float * logits, int32_t count, float best) { return spread_of(logits, count, best); }

const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif

}  // namespace

float highest(const float * logits, int32_t count) {
#ifdef AGENTFLOW_AVX2
  if (has_avx2) return highest_avx2(logits, count);
#endif
  return highest_of(logits, count);
}

int32_t skip_to_above(const float * logits, int32_t from, int32_t count, float bar) {
#ifdef AGENTFLOW_AVX2
  if (has_avx2) return skip_avx2(logits, from, count, bar);
#endif
  return skip_of(logits, from, count, bar);
}

Spread spread(const float * logits, int32_t count, float best) {
#ifdef AGENTFLOW_AVX2
  if (has_avx2) return spread_avx2(logits, count, best);
#endif
  return spread_of(logits, count, best);
}

float exp_below_zero(float x) { return exp_of(x); }

}  // namespace agentflow
