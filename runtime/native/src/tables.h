// Decoder tables: the byte pushdown automaton that compiler/decode builds, run here by the same rules as its TypeScript
// interpreter. A standing is one small block of memory, so a fork copies it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace agentflow {

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

  // Empty if every index stays inside its array; otherwise what is wrong. Tables come from outside: check once, then trust.
  std::string problem() const;
};

constexpr size_t max_depth = 64;

class Standing {
 public:
  explicit Standing(const Tables & tables) : state_(tables.start) {}

  // Takes one more byte; false, and nothing changed, where it can't stand here.
  bool accept(const Tables & tables, uint8_t byte);

  // Takes all of `bytes` or none.
  bool accept(const Tables & tables, std::string_view bytes);

  // Whether the text may end here.
  bool complete(const Tables & tables) const;

  // Fewest bytes to a valid end.
  uint64_t distance(const Tables & tables) const;

  // The bytes that must follow, as long as only one may and the text can't end; at most `limit`.
  std::string forced(const Tables & tables, size_t limit) const;

  // A shortest way to a valid end; at most `limit` bytes of it.
  std::string closing(const Tables & tables, size_t limit) const;

 private:
  struct Frame {
    uint32_t state;
    uint32_t counter;
  };

  uint64_t cost(const Tables & tables, uint32_t state, uint32_t counter) const;

  uint32_t state_;
  uint32_t counter_ = 0;
  uint32_t depth_ = 0;
  std::array<Frame, max_depth> below_;
};

}  // namespace agentflow
