#include "tables.h"

namespace agentflow {

std::string Tables::problem() {
  const size_t states = pops.size();
  if (states == 0 || class_count == 0 || entries.size() != states * class_count) return "its table has the wrong size";
  for (const auto * column : {&low, &high, &end, &first, &loop})
    if (column->size() != states) return "a column has the wrong size";
  if (need.size() != states || calls.size() % 2 != 0 || start >= states) return "a column has the wrong size";
  for (uint8_t c : classes)
    if (c >= class_count) return "a byte has no class";
  for (uint32_t target : calls)
    if (target >= states) return "a call leads nowhere";
  for (uint32_t packed : entries) {
    const Entry e{packed};
    const bool good = e.action() == Action::shift  ? e.target() < states
                      : e.action() == Action::call ? 2 * size_t(e.target()) + 1 < calls.size()
                                                   : packed == 0;
    if (!good) return "an entry leads nowhere";
  }
  widths.assign(class_count, 0);
  bytes.clear();
  for (int byte = 0; byte < 256; byte++)
    if (widths[classes[size_t(byte)]]++ == 0) bytes.push_back(uint8_t(byte));
  return {};
}

bool Standing::accept(const Tables & tables, uint8_t byte) {
  Frame top = top_;
  uint32_t depth = depth_;
  // Pops only read the stack and calls overwrite it above the lowest frame popped, so a refusal has to put back what calls
  // wrote. A callee that is entered for a byte always takes it, except where a guard refuses: then at most these frames.
  std::array<Frame, 8> overwritten;
  uint32_t lowest = depth, saved = 0;
  auto refuse = [&] {
    for (uint32_t i = 0; i < saved; i++) below_[lowest + i] = overwritten[i];
    return false;
  };
  for (;;) {
    const Entry e = tables.entry(top.state, byte);
    if (e.action() == Action::fail) {
      if (!tables.pops[top.state] || depth == 0) return refuse();
      top = below_[--depth];
      continue;
    }
    if (tables.guarded(e, top.state, top.counter)) return refuse();
    top.counter += e.counts();
    if (e.action() == Action::shift) {
      top_ = {e.target(), top.counter};
      depth_ = depth;
      return true;
    }
    const uint32_t callee = tables.callee(e);
    if (depth + 1 + tables.need[callee] > max_depth) return refuse();
    if (depth < depth_) {
      if (saved == 0) lowest = depth;
      if (saved == overwritten.size()) return refuse();
      overwritten[saved++] = below_[depth];
    }
    below_[depth++] = {tables.back(e), top.counter};
    top = {callee, 0};
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
  for (size_t i = 0; i < frames(); i++)
    if (!tables.pops[frame(i).state]) return false;
  return true;
}

bool Standing::ended(const Tables & tables) const {
  if (!complete(tables)) return false;
  for (uint8_t byte : tables.bytes)
    if (Standing after = *this; after.accept(tables, byte)) return false;
  return true;
}

uint64_t Standing::distance(const Tables & tables) const {
  uint64_t sum = 0;
  for (size_t i = 0; i < frames(); i++) sum += tables.cost(frame(i).state, frame(i).counter);
  return sum;
}

std::string Standing::forced(const Tables & tables, size_t limit) const {
  std::string found;
  Standing at = *this;
  while (found.size() < limit && !at.complete(tables)) {
    int only = -1;
    Standing after = at;
    for (uint8_t byte : tables.bytes) {
      Standing next = at;
      if (!next.accept(tables, byte)) continue;
      // Bytes of one class are taken alike.
      if (only >= 0 || tables.widths[tables.classes[byte]] > 1) return found;
      only = byte;
      after = next;
    }
    if (only < 0) break;
    found.push_back(char(only));
    at = after;
  }
  return found;
}

std::string Standing::key() const {
  std::string key;
  for (size_t i = 0; i < frames(); i++) key.append(reinterpret_cast<const char *>(&frame(i)), sizeof(Frame));
  return key;
}

}  // namespace agentflow
