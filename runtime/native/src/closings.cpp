#include "closings.h"

namespace agentflow {

namespace {

// Longer ways are cut into tokens by themselves.
constexpr size_t short_bytes = 64;
// Bytes and counts of one round, about: long enough for the longest tokens.
constexpr uint32_t round_bytes = 256, round_counts = 64;
constexpr uint32_t unreachable = 0xffffffff;

}  // namespace

std::optional<uint64_t> Closings::count(const Standing::Frame & frame) {
  uint64_t sum = 0;
  const uint32_t low = tables_.low[frame.state];
  const Place from{frame.state, low > frame.counter ? low - frame.counter : 0};
  if (!parts(from, [&](const Way & way, uint64_t times) { sum += times * way.tokens.size(); })) return std::nullopt;
  return sum;
}

bool Closings::append(const Standing::Frame & frame, std::vector<llama_token> & out) {
  const uint32_t low = tables_.low[frame.state];
  return append(Place{frame.state, low > frame.counter ? low - frame.counter : 0}, out);
}

bool Closings::append(Place from, std::vector<llama_token> & out) {
  return parts(from, [&](const Way & way, uint64_t times) {
    for (; times > 0; times--) out.insert(out.end(), way.tokens.begin(), way.tokens.end());
  });
}

template <typename Add>
bool Closings::parts(Place from, const Add & add) {
  if (from.missing > 2 * span(from.state) && !loop(from.state).known) {
    // Mostly one count leads from a frame's opening to what is repeated.
    auto [found, fresh] = firsts_.try_emplace(from.state);
    if (fresh) found->second = walk(from, from.missing - 1);
    const Way & first = found->second;
    if (!first.known) return false;
    add(first, 1);
    from = {first.ends_at, from.missing - 1};
    if (from.missing > 2 * span(from.state) && !loop(from.state).known) return false;
  }
  const uint32_t round = span(from.state);
  if (from.missing > 2 * round) {
    const uint32_t rest = round + from.missing % round;
    add(loop(from.state), (from.missing - rest) / round);
    from.missing = rest;
  }
  const Way & last = end(from);
  if (last.known) add(last, 1);
  return last.known;
}

const Closings::Way & Closings::end(Place from) {
  const uint64_t key = (uint64_t(from.state) << 32) | from.missing;
  const auto found = ends_.find(key);
  if (found != ends_.end()) return found->second;
  Way way = walk(from, std::nullopt);
  return ends_.emplace(key, std::move(way)).first->second;
}

const Closings::Way & Closings::loop(uint32_t state) {
  const auto found = loops_.find(state);
  if (found != loops_.end()) return found->second;
  Way way = walk({state, 3 * span(state)}, 2 * span(state));
  way.known = way.known && way.ends_at == state;
  return loops_.emplace(state, std::move(way)).first->second;
}

Closings::Way Closings::walk(Place from, std::optional<uint32_t> until) {
  Way way;
  std::string text;
  const auto write = [&] {
    if (text.empty()) return true;
    const auto tokens = write_(text);
    if (tokens) way.tokens.insert(way.tokens.end(), tokens->begin(), tokens->end());
    text.clear();
    return tokens.has_value();
  };
  const auto add = [&](const std::string & bytes) {
    text += bytes;
    if (way.bytes.size() <= short_bytes) way.bytes += bytes;
  };
  Place at = from;
  while (until ? at.missing > *until : cost(at) > 0) {
    const auto next = step(at);
    if (!next) return Way();
    add(std::string(1, char(next->byte)));
    for (size_t i = next->frames.size() - 1; i > 0; i--) {
      const Place inner = next->frames[i];
      if (inner.missing <= 2 * span(inner.state)) {
        const Way & part = end(inner);
        if (!part.known) return Way();
        if (part.bytes.size() <= short_bytes) {
          add(part.bytes);
          continue;
        }
      }
      if (!write() || !append(inner, way.tokens)) return Way();
      way.bytes.assign(short_bytes + 1, ' ');
    }
    at = next->frames.front();
  }
  way.known = write();
  way.ends_at = at.state;
  return way;
}

std::optional<Closings::Step> Closings::step(Place at) const {
  if (cost(at) >= unreachable) return std::nullopt;
  for (uint8_t byte : tables_.bytes) {
    Step step{byte, {}};
    if (enter(at, byte, step.frames)) return step;
  }
  return std::nullopt;
}

bool Closings::enter(Place at, uint8_t byte, std::vector<Place> & frames) const {
  const Entry e = tables_.entry(at.state, byte);
  if (e.action() == Action::fail) return false;
  if (e.guard() == Guard::enough && at.missing > 0) return false;
  if (e.guard() == Guard::more && tables_.high[at.state] == 0) return false;
  const uint32_t missing = at.missing - (at.missing > 0 ? e.counts() : 0);
  if (e.action() == Action::shift) {
    frames.push_back({e.target(), missing});
    return cost(frames.back()) + 1 == cost(at);
  }
  const uint32_t callee = tables_.callee(e);
  const Place inside{callee, tables_.low[callee]};
  frames.push_back({tables_.back(e), missing});
  return cost(frames.back()) + cost(inside) == cost(at) && frames.size() < max_depth && enter(inside, byte, frames);
}

uint64_t Closings::cost(Place at) const {
  if (at.missing == 0) return tables_.end[at.state];
  return tables_.first[at.state] + uint64_t(at.missing - 1) * tables_.loop[at.state];
}

uint32_t Closings::span(uint32_t state) const {
  const uint32_t bytes = std::max<uint32_t>(tables_.loop[state], 1);
  return std::clamp<uint32_t>(round_bytes / bytes, 1, round_counts);
}

}  // namespace agentflow
