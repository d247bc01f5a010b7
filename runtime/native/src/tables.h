// Decoder tables: the byte pushdown automaton that compiler/decode builds, run here by the same rules as its TypeScript
// interpreter. A standing is one small block of memory, so a fork copies it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace agentflow {

enum class Action : uint32_t { fail = 0, shift = 1, call = 2 };
enum class Guard : uint32_t { none = 0, more = 1, enough = 2 };

// What a state does at a byte.
struct Entry {
  uint32_t packed;

  Action action() const { return Action(packed & 3); }
  Guard guard() const { return Guard((packed >> 2) & 3); }
  uint32_t counts() const { return (packed >> 4) & 1; }
  // The state that it shifts to, or the call.
  uint32_t target() const { return packed >> 5; }
};

// The arrays of a machine, as compiler/decode/machine.ts describes them.
struct Tables {
  std::array<uint8_t, 256> classes{};
  uint32_t class_count = 0;
  std::vector<uint32_t> entries;
  std::vector<uint32_t> calls;
  std::vector<uint8_t> pops;
  std::vector<uint32_t> low, high, end, first, loop;
  std::vector<uint16_t> need;
  uint32_t start = 0;
  // One byte of each class, the lowest, in order; and how many bytes the class has. Made by `problem`.
  std::vector<uint8_t> bytes;
  std::vector<uint16_t> widths;

  // Empty if every index stays inside its array; otherwise what is wrong. Tables come from outside: check once, then trust.
  std::string problem();

  Entry entry(uint32_t state, uint8_t byte) const { return {entries[size_t(state) * class_count + classes[byte]]}; }
  uint32_t callee(Entry call) const { return calls[2 * call.target()]; }
  uint32_t back(Entry call) const { return calls[2 * call.target() + 1]; }
  bool guarded(Entry e, uint32_t state, uint32_t counter) const {
    return (e.guard() == Guard::more && counter >= high[state]) || (e.guard() == Guard::enough && counter < low[state]);
  }
  // Fewest bytes from a state to the end of its frame.
  uint64_t cost(uint32_t state, uint32_t counter) const {
    if (counter >= low[state]) return end[state];
    return first[state] + uint64_t(low[state] - counter - 1) * loop[state];
  }
};

constexpr size_t max_depth = 64;

class Standing {
 public:
  struct Frame {
    uint32_t state;
    uint32_t counter;
  };

  explicit Standing(const Tables & tables) : top_{tables.start, 0} {}
  // Only the frames that are there: mostly two or three.
  Standing(const Standing & other) : top_(other.top_), depth_(other.depth_) { copy(other); }
  Standing & operator=(const Standing & other) {
    top_ = other.top_;
    depth_ = other.depth_;
    copy(other);
    return *this;
  }

  // Takes one more byte; false, and nothing changed, where it can't stand here.
  bool accept(const Tables & tables, uint8_t byte);

  // Takes all of `bytes` or none.
  bool accept(const Tables & tables, std::string_view bytes);

  // Whether the text may end here.
  bool complete(const Tables & tables) const;

  // Whether it may, and no byte can follow.
  bool ended(const Tables & tables) const;

  // Fewest bytes to a valid end.
  uint64_t distance(const Tables & tables) const;

  // The bytes that must follow, as long as only one may and the text can't end; at most `limit`.
  std::string forced(const Tables & tables, size_t limit) const;

  // Frames that are open, from 0, the innermost.
  size_t frames() const { return depth_ + 1; }
  const Frame & frame(size_t index) const { return index == 0 ? top_ : below_[depth_ - index]; }

  // Equal keys stand alike.
  std::string key() const;

 private:
  void copy(const Standing & other) { std::copy_n(other.below_.begin(), depth_, below_.begin()); }

  Frame top_;
  uint32_t depth_ = 0;
  std::array<Frame, max_depth> below_;
};

}  // namespace agentflow
