#include "tables.h"

namespace agentflow {

namespace {

enum Action : uint32_t { fail = 0, shift = 1, call = 2 };
enum Guard : uint32_t { none = 0, more = 1, enough = 2 };

}  // namespace

std::string Tables::problem() const {
  const size_t states = pops.size();
  if (states == 0 || class_count == 0 || entries.size() != states * class_count) return "its table has the wrong size";
  for (const auto * column : {&low, &high, &end, &first, &loop})
    if (column->size() != states) return "a column has the wrong size";
  if (need.size() != states || calls.size() % 2 != 0 || start >= states) return "a column has the wrong size";
  for (uint8_t c : classes)
    if (c >= class_count) return "a byte has no class";
  for (uint32_t target : calls)
    if (target >= states) return "a call leads nowhere";
  for (uint32_t e : entries) {
    const uint32_t target = e >> 5;
    const uint32_t action = e & 3;
    if (action == shift ? target >= states : action == call ? 2 * size_t(target) + 1 >= calls.size() : e != 0)
      return "an entry leads nowhere";
  }
  return {};
}

bool Standing::accept(const Tables & tables, uint8_t byte) {
  const uint32_t column = tables.classes[byte];
  uint32_t state = state_, counter = counter_, depth = depth_;
  // Pops only read the stack and calls overwrite it above the lowest frame popped, so a refusal has to put back what calls
  // wrote. A callee that is entered for a byte always takes it, except where a guard refuses: then at most these frames.
  std::array<Frame, 8> overwritten;
  uint32_t lowest = depth, saved = 0;
  const uint32_t original = depth_;
  auto refuse = [&] {
    for (uint32_t i = 0; i < saved; i++) below_[lowest + i] = overwritten[i];
    return false;
  };
  for (;;) {
    const uint32_t e = tables.entries[size_t(state) * tables.class_count + column];
    const uint32_t action = e & 3;
    if (action == fail) {
      if (!tables.pops[state] || depth == 0) return refuse();
      depth--;
      state = below_[depth].state;
      counter = below_[depth].counter;
      continue;
    }
    const uint32_t guard = (e >> 2) & 3;
    if (guard == more && counter >= tables.high[state]) return refuse();
    if (guard == enough && counter < tables.low[state]) return refuse();
    if (e & 16) counter++;
    const uint32_t target = e >> 5;
    if (action == shift) {
      state_ = target;
      counter_ = counter;
      depth_ = depth;
      return true;
    }
    const uint32_t callee = tables.calls[2 * target];
    if (depth + 1 + tables.need[callee] > max_depth) return refuse();
    if (depth < original) {
      if (saved == 0) lowest = depth;
      if (saved == overwritten.size()) return refuse();
      overwritten[saved++] = below_[depth];
    }
    below_[depth] = {tables.calls[2 * target + 1], counter};
    depth++;
    state = callee;
    counter = 0;
  }
}

bool Standing::accept(const Tables & tables, std::string_view bytes) {
  if (bytes.size() == 1) return accept(tables, uint8_t(bytes[0]));
  Standing at = *this;
  for (char byte : bytes)
    if (!at.accept(tables, uint8_t(byte))) return false;
  *this = at;
  return true;
}

bool Standing::complete(const Tables & tables) const {
  if (!tables.pops[state_]) return false;
  for (uint32_t i = 0; i < depth_; i++)
    if (!tables.pops[below_[i].state]) return false;
  return true;
}

uint64_t Standing::cost(const Tables & tables, uint32_t state, uint32_t counter) const {
  const uint32_t low = tables.low[state];
  if (counter >= low) return tables.end[state];
  return tables.first[state] + uint64_t(low - counter - 1) * tables.loop[state];
}

uint64_t Standing::distance(const Tables & tables) const {
  uint64_t sum = cost(tables, state_, counter_);
  for (uint32_t i = 0; i < depth_; i++) sum += cost(tables, below_[i].state, below_[i].counter);
  return sum;
}

std::string Standing::forced(const Tables & tables, size_t limit) const {
  std::string bytes;
  Standing at = *this;
  while (bytes.size() < limit && !at.complete(tables)) {
    int only = -1, found = 0;
    Standing after = at;
    for (int byte = 0; byte < 256 && found < 2; byte++) {
      Standing next = at;
      if (!next.accept(tables, uint8_t(byte))) continue;
      found++;
      only = byte;
      after = next;
    }
    if (found != 1) break;
    bytes.push_back(char(only));
    at = after;
  }
  return bytes;
}

std::string Standing::closing(const Tables & tables, size_t limit) const {
  std::string bytes;
  Standing at = *this;
  for (uint64_t left = distance(tables); left > 0 && bytes.size() < limit; left--) {
    bool found = false;
    for (int byte = 0; byte < 256 && !found; byte++) {
      Standing next = at;
      if (!next.accept(tables, uint8_t(byte)) || next.distance(tables) != left - 1) continue;
      bytes.push_back(char(byte));
      at = next;
      found = true;
    }
    if (!found) break;
  }
  return bytes;
}

}  // namespace agentflow
