#include "sampler.h"

#include <algorithm>
#include <cmath>

namespace agentflow {

namespace {

// Greedy needs one; the others are there for a decoder that refuses it.
constexpr size_t greedy_candidates = 32;

// Draws that are refused before all that is left is looked at.
constexpr int most_draws = 8;

bool likelier(const Candidate & a, const Candidate & b) {
  return a.logit > b.logit || (a.logit == b.logit && a.id < b.id);
}

// The `k` likeliest, in no order.
void keep_likeliest(std::vector<Candidate> & candidates, size_t k) {
  if (k == 0 || candidates.size() <= k) return;
  std::nth_element(candidates.begin(), candidates.begin() + (k - 1), candidates.end(), likelier);
  candidates.resize(k);
}

constexpr int32_t step = 16;

// Whether one of `step` logits reaches the bar. What is no number never does.
bool reaches(const float * logits, float bar) {
  int32_t any = 0;
  for (int32_t i = 0; i < step; i++) any |= logits[i] >= bar;
  return any != 0;
}

// The `k` likeliest of all, in no order: those of the blocks that reach high enough.
void likeliest(const float * logits, const Scan & scan, const Vocabulary & vocabulary, size_t k,
               std::vector<Candidate> & out) {
  const int32_t count = vocabulary.size();
  for (float bar = scan.bar(k);; bar = -INFINITY) {
    out.clear();
    for (llama_token from = 0; from < count; from += step) {
      if (!(scan.tops[size_t(from / Scan::block)] >= bar)) {
        from = (from / Scan::block + 1) * Scan::block - step;
        continue;
      }
      const llama_token end = std::min(from + step, count);
      if (end == from + step && !reaches(logits + from, bar)) continue;
      for (llama_token id = from; id < end; id++) {
        if (!(logits[id] >= bar) || logits[id] == -INFINITY || vocabulary.void_of_text(id)) continue;
        out.push_back({id, logits[id]});
        if (out.size() < 2 * k) continue;
        keep_likeliest(out, k);
        bar = out[k - 1].logit;
      }
    }
    // Tokens that no text can hold may have set the bar.
    if (out.size() >= k || bar == -INFINITY) break;
  }
  keep_likeliest(out, k);
}

}  // namespace

llama_token Sampler::draw(const float * logits, const Scan & scan, const Vocabulary & vocabulary, Decoder * decoder) {
  const bool greedy = sampling_.temperature <= 0;
  const size_t wanted = greedy ? (decoder ? greedy_candidates : 1) : size_t(std::max(sampling_.top_k, 0));
  const size_t all = size_t(vocabulary.size());
  likeliest(logits, scan, vocabulary, wanted == 0 ? all : std::min(wanted, all), candidates_);
  narrow();
  const llama_token drawn = walk(decoder);
  if (drawn != no_token || !decoder || decoder->limited()) return drawn;
  candidates_.clear();
  for (llama_token token : decoder->permitted())
    if (std::isfinite(logits[token])) candidates_.push_back({token, logits[token]});
  narrow();
  return walk(decoder);
}

llama_token Sampler::walk(Decoder * decoder) {
  for (int draws = 0; !candidates_.empty(); draws++) {
    if (draws == most_draws) {
      decoder->keep(candidates_);
      if (candidates_.empty()) break;
      return candidates_[pick()].id;
    }
    const size_t at = pick();
    const llama_token token = candidates_[at].id;
    if (!decoder || decoder->allows(token)) return token;
    candidates_[at] = candidates_.back();
    candidates_.pop_back();
  }
  return no_token;
}

void Sampler::narrow() {
  std::vector<Candidate> & candidates = candidates_;
  if (candidates.empty()) return;
  if (sampling_.temperature <= 0) return keep_likeliest(candidates, greedy_candidates);
  keep_likeliest(candidates, size_t(std::max(sampling_.top_k, 0)));
  const float best = std::min_element(candidates.begin(), candidates.end(), likelier)->logit;
  double total = 0;
  if (sampling_.top_p < 1)
    for (const Candidate & c : candidates) total += exp_below_zero(c.logit - best);
  // Each of the three keeps the likeliest, so the quickest goes first; only what makes up the whole is still counted
  // before it.
  if (sampling_.min_p > 0) {
    const float bar = best + float(std::log(std::min(sampling_.min_p, 1.0)));
    candidates.erase(std::remove_if(candidates.begin(), candidates.end(), [&](const Candidate & c) { return c.logit < bar; }),
                     candidates.end());
  }
  if (sampling_.top_p >= 1) return;
  // Mostly a few dozen make up the mass: sort no more than needed.
  size_t sorted = 0, taken = 0;
  double mass = 0;
  while (taken < candidates.size() && mass < sampling_.top_p * total) {
    if (taken == sorted) {
      const size_t next = std::min(candidates.size(), std::max<size_t>(64, 4 * sorted));
      std::partial_sort(candidates.begin() + sorted, candidates.begin() + next, candidates.end(), likelier);
      sorted = next;
    }
    mass += exp_below_zero(candidates[taken++].logit - best);
  }
  candidates.resize(std::max<size_t>(taken, 1));
}

size_t Sampler::pick() {
  const auto top = std::min_element(candidates_.begin(), candidates_.end(), likelier);
  if (sampling_.temperature <= 0 || candidates_.size() == 1) return size_t(top - candidates_.begin());
  double total = 0;
  weights_.resize(candidates_.size());
  for (size_t i = 0; i < candidates_.size(); i++)
    total += weights_[i] = exp_below_zero(float((candidates_[i].logit - top->logit) / sampling_.temperature));
  double left = uniform() * total;
  for (size_t i = 0; i < candidates_.size(); i++)
    if ((left -= weights_[i]) < 0) return i;
  return size_t(top - candidates_.begin());
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

}  // namespace agentflow
