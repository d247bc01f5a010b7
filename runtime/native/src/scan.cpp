#include "scan.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>

namespace agentflow {

namespace {

// Whoever passes such vectors is inlined, so that how a processor would pass them does not matter.
#pragma GCC diagnostic ignored "-Wpsabi"
#define AGENTFLOW_INLINE inline __attribute__((always_inline))

// As wide as the widest registers; a processor that has narrower ones uses several.
constexpr int32_t lanes = 16;
typedef float Floats __attribute__((vector_size(lanes * sizeof(float))));
typedef int32_t Ints __attribute__((vector_size(lanes * sizeof(int32_t))));

// What is exponentiated is found highest first, so that what was read once is read again from the nearest cache.
constexpr int32_t blocks_at_once = 16;

// Below this nothing is left of an exponential.
constexpr float nothing = -87.0f;

// Plain arithmetic without branches, for one number or many.
template <typename Float, typename Int>
AGENTFLOW_INLINE Float exp_of(Float x) {
  const Float scaled = x * 1.44269504f;
  // Adding and taking away 1.5 * 2^23 rounds to a whole number.
  const Float shifted = scaled + 12582912.0f;
  const Float f = (scaled - (shifted - 12582912.0f)) * 0.693147181f;
  Int whole;
  std::memcpy(&whole, &shifted, sizeof whole);
  const Int bits = (whole - 0x4B400000 + 127) * (1 << 23);
  Float power;
  std::memcpy(&power, &bits, sizeof power);
  return power * (1.0f + f * (1.0f + f * (0.5f + f * (0.166666667f + f * (0.0416666667f + f * 0.00833333333f)))));
}

AGENTFLOW_INLINE Floats load(const float * from) {
  Floats values;
  std::memcpy(&values, from, sizeof values);
  return values;
}

AGENTFLOW_INLINE float highest_of(const Floats & values) {
  float best = values[0];
  for (int32_t l = 1; l < lanes; l++) best = values[l] > best ? values[l] : best;
  return best;
}

AGENTFLOW_INLINE float sum_of(const Floats & values) {
  float sum = 0;
  for (int32_t l = 0; l < lanes; l++) sum += values[l];
  return sum;
}

// Some blocks of the row: their tops, and their part of the softmax as if the highest of them were the row's.
struct Part {
  float highest;
  double mass, tilt;
};

AGENTFLOW_INLINE Part scan_blocks(const float * logits, int32_t blocks, float * tops) {
  const Floats lowest = Floats{} - INFINITY;
  float best = -INFINITY;
  for (int32_t b = 0; b < blocks; b++) {
    Floats high = lowest;
    for (int32_t i = 0; i < Scan::block; i += lanes) {
      const Floats x = load(logits + b * Scan::block + i);
      high = x > high ? x : high;
    }
    tops[b] = highest_of(high);
    best = tops[b] > best ? tops[b] : best;
  }
  Floats mass = {}, tilt = {};
  const Floats least = Floats{} + nothing;
  for (int32_t i = 0; i < blocks * Scan::block; i += lanes) {
    // Of minus infinity nothing may be left, not even a product with nought.
    const Floats below = load(logits + i) - best;
    const Floats x = below > least ? below : least;
    const Floats e = exp_of<Floats, Ints>(x);
    mass += e;
    tilt -= x * e;
  }
  return {best, double(sum_of(mass)), double(sum_of(tilt))};
}

// The last logits, which fill no block.
AGENTFLOW_INLINE Part scan_rest(const float * logits, int32_t count) {
  Part part = {-INFINITY, 0, 0};
  for (int32_t i = 0; i < count; i++) part.highest = logits[i] > part.highest ? logits[i] : part.highest;
  for (int32_t i = 0; i < count; i++) {
    const float below = logits[i] - part.highest;
    const float x = below > nothing ? below : nothing;
    part.mass += double(exp_below_zero(x));
    part.tilt -= double(x * exp_below_zero(x));
  }
  return part;
}

// Two parts as one.
void join(Scan & all, const Part & part) {
  if (part.mass == 0 || part.highest == -INFINITY) return;
  const float highest = std::max(all.highest, part.highest);
  const auto moved = [&](float from, double & mass, double & tilt) {
    const double less = double(highest - from), share = std::exp(-less);
    tilt = share * (tilt + less * mass);
    mass *= share;
  };
  double mass = part.mass, tilt = part.tilt;
  if (all.mass > 0) moved(all.highest, all.mass, all.tilt);
  moved(part.highest, mass, tilt);
  all.highest = highest;
  all.mass += mass;
  all.tilt += tilt;
}

AGENTFLOW_INLINE void scan_all(const float * logits, int32_t count, Scan & result) {
  const int32_t blocks = count / Scan::block;
  for (int32_t b = 0; b < blocks; b += blocks_at_once)
    join(result, scan_blocks(logits + b * Scan::block, std::min(blocks_at_once, blocks - b), result.tops.data() + b));
  if (const int32_t rest = count - blocks * Scan::block) {
    const Part part = scan_rest(logits + blocks * Scan::block, rest);
    result.tops[size_t(blocks)] = part.highest;
    join(result, part);
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void scan_avx2(const float * logits, int32_t count, Scan & result) {
  scan_all(logits, count, result);
}
__attribute__((target("avx512f,avx2,fma"))) void scan_avx512(const float * logits, int32_t count, Scan & result) {
  scan_all(logits, count, result);
}
#endif
void scan_plain(const float * logits, int32_t count, Scan & result) { scan_all(logits, count, result); }

using Scanner = void (*)(const float *, int32_t, Scan &);
Scanner best_scanner() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return scan_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return scan_avx2;
#endif
  return scan_plain;
}
const Scanner scanner = best_scanner();

}  // namespace

void scan(const float * logits, int32_t count, Scan & result) {
  result.highest = -INFINITY;
  result.mass = result.tilt = 0;
  result.tops.resize((size_t(count) + Scan::block - 1) / Scan::block);
  scanner(logits, count, result);
}

float Scan::bar(size_t count) const {
  if (count == 0 || tops.size() < count) return -INFINITY;
  std::vector<float> sorted = tops;
  std::nth_element(sorted.begin(), sorted.begin() + (count - 1), sorted.end(), std::greater<float>());
  return sorted[count - 1];
}

float exp_below_zero(float x) { return exp_of<float, int32_t>(x < nothing ? nothing : x); }

}  // namespace agentflow
