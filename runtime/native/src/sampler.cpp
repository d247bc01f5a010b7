#include "sampler.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace agentflow {

namespace {

bool likelier(const Candidate & a, const Candidate & b) {
  return a.logit > b.logit || (a.logit == b.logit && a.id < b.id);
}

// e^x for x <= 0, to about 1e-6. Plain arithmetic without branches or calls, so that the loop around it is vectorised.
inline float exp_below_zero(float x) {
  x = x < -87.0f ? -87.0f : x;
  const float scaled = x * 1.44269504f;
  // Adding and taking away 1.5 * 2^23 rounds to a whole number.
  const float shifted = scaled + 12582912.0f;
  const float f = (scaled - (shifted - 12582912.0f)) * 0.693147181f;
  int32_t whole;
  std::memcpy(&whole, &shifted, sizeof whole);
  const int32_t bits = (whole - 0x4B400000 + 127) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return power * (1.0f + f * (1.0f + f * (0.5f + f * (0.166666667f + f * (0.0416666667f + f * 0.00833333333f)))));
}

constexpr int32_t lanes = 16;

float highest(const float * logits, int32_t count) {
  float best[lanes];
  std::fill(best, best + lanes, -INFINITY);
  int32_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int32_t l = 0; l < lanes; l++) best[l] = logits[i + l] > best[l] ? logits[i + l] : best[l];
  for (; i < count; i++) best[0] = logits[i] > best[0] ? logits[i] : best[0];
  return *std::max_element(best, best + lanes);
}

// The `k` likeliest, in no order, in one pass over all.
void likeliest(const float * logits, const Vocabulary & vocabulary, size_t k, std::vector<Candidate> & out) {
  out.clear();
  float bar = -INFINITY;
  for (llama_token id = 0; id < vocabulary.size(); id++) {
    // Written so that what is no number is passed over too.
    if (!(logits[id] > bar) || vocabulary.void_of_text(id)) continue;
    out.push_back({id, logits[id]});
    if (out.size() >= 2 * k) {
      std::nth_element(out.begin(), out.begin() + (k - 1), out.end(), likelier);
      out.resize(k);
      bar = out[k - 1].logit;
    }
  }
  if (out.size() > k) {
    std::nth_element(out.begin(), out.begin() + (k - 1), out.end(), likelier);
    out.resize(k);
  }
}

}  // namespace

llama_token Sampler::draw(const float * logits, const Vocabulary & vocabulary, Decoder * decoder) {
  const bool greedy = sampling_.temperature <= 0;
  // Greedy needs one; the others are there for a decoder that refuses it.
  const size_t wanted = greedy ? (decoder ? 32 : 1) : size_t(std::max(sampling_.top_k, 0));
  const size_t k = wanted == 0 ? size_t(vocabulary.size()) : std::min(wanted, size_t(vocabulary.size()));
  likeliest(logits, vocabulary, k, candidates_);
  narrow(candidates_);
  if (candidates_.empty()) return no_token;

  const llama_token first = pick(candidates_);
  if (!decoder || decoder->allows(first)) return first;
  // Drawing again among those that are left and allowed is drawing on in the same order.
  decoder->keep(candidates_);
  if (candidates_.empty()) {
    for (llama_token token : decoder->permitted())
      if (std::isfinite(logits[token])) candidates_.push_back({token, logits[token]});
    narrow(candidates_);
  }
  return candidates_.empty() ? no_token : pick(candidates_);
}

void Sampler::narrow(std::vector<Candidate> & candidates) const {
  if (candidates.empty() || sampling_.temperature <= 0) return;
  const size_t k = size_t(std::max(sampling_.top_k, 0));
  if (k > 0 && candidates.size() > k) {
    std::nth_element(candidates.begin(), candidates.begin() + (k - 1), candidates.end(), likelier);
    candidates.resize(k);
  }
  const float best = std::min_element(candidates.begin(), candidates.end(), likelier)->logit;
  if (sampling_.top_p < 1) {
    double total = 0;
    for (const Candidate & c : candidates) total += std::exp(double(c.logit - best));
    // Mostly a few dozen make up the mass: sort no more than needed.
    size_t sorted = 0, taken = 0;
    double mass = 0;
    while (taken < candidates.size() && mass < sampling_.top_p * total) {
      if (taken == sorted) {
        const size_t next = std::min(candidates.size(), std::max<size_t>(64, 4 * sorted));
        std::partial_sort(candidates.begin() + sorted, candidates.begin() + next, candidates.end(), likelier);
        sorted = next;
      }
      mass += std::exp(double(candidates[taken++].logit - best));
    }
    candidates.resize(std::max<size_t>(taken, 1));
  }
  if (sampling_.min_p > 0) {
    const float bar = best + float(std::log(std::min(sampling_.min_p, 1.0)));
    candidates.erase(std::remove_if(candidates.begin(), candidates.end(), [&](const Candidate & c) { return c.logit < bar; }),
                     candidates.end());
  }
}

llama_token Sampler::pick(const std::vector<Candidate> & candidates) {
  const auto top = std::min_element(candidates.begin(), candidates.end(), likelier);
  if (sampling_.temperature <= 0) return top->id;
  double total = 0;
  for (const Candidate & c : candidates) total += std::exp((c.logit - top->logit) / sampling_.temperature);
  double left = uniform() * total;
  for (const Candidate & c : candidates) {
    left -= std::exp((c.logit - top->logit) / sampling_.temperature);
    if (left < 0) return c.id;
  }
  return top->id;
}

// splitmix64 (Steele, Lea and Flood 2014): its state is one number, so seeds that differ by one are as good as any.
double Sampler::uniform() {
  state_ += 0x9E3779B97F4A7C15ull;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  z ^= z >> 31;
  return double(z >> 11) * 0x1.0p-53;
}

double surprisal(const float * logits, int32_t count, llama_token token) {
  const float best = highest(logits, count);
  float sums[lanes] = {};
  int32_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int32_t l = 0; l < lanes; l++) sums[l] += exp_below_zero(logits[i + l] - best);
  for (; i < count; i++) sums[0] += exp_below_zero(logits[i] - best);
  double total = 0;
  for (float sum : sums) total += double(sum);
  return std::log(total) - double(logits[token] - best);
}

}  // namespace agentflow
