// How a text can end soonest, in tokens. A way to the end is put together frame by frame, from the innermost outwards, and
// what it takes from a state of a frame is worked out once: so what a text still needs is a sum of a few numbers, however
// long its end is.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "llama.h"
#include "tables.h"

namespace agentflow {

class Closings {
 public:
  // The tokens of a text; nothing where the tokenizer would write another.
  using Write = std::function<std::optional<std::vector<llama_token>>(const std::string &)>;

  Closings(const Tables & tables, Write write) : tables_(tables), write_(std::move(write)) {}

  // Tokens to the end of the frame; nothing where no way is known.
  std::optional<uint64_t> count(const Standing::Frame & frame);

  // The tokens themselves. False where no way is known.
  bool append(const Standing::Frame & frame, std::vector<llama_token> & out);

 private:
  // A state, and how many counts its frame still lacks: all that a way depends on.
  struct Place {
    uint32_t state;
    uint32_t missing;
  };
  struct Way {
    bool known = false;
    std::vector<llama_token> tokens;
    // What is short is cut into tokens together with what stands before and behind it.
    std::string bytes;
    uint32_t ends_at = 0;
  };
  struct Step {
    uint8_t byte;
    // Frames that are open behind the byte, the outermost first: that is the one which the step began in.
    std::vector<Place> frames;
  };

  uint64_t cost(Place at) const;
  uint32_t span(uint32_t state) const;
  // A byte of a shortest way.
  std::optional<Step> step(Place at) const;
  bool enter(Place at, uint8_t byte, std::vector<Place> & frames) const;
  // From `from` to the frame's end, or to where only `until` counts are missing.
  Way walk(Place from, std::optional<uint32_t> until);
  const Way & end(Place from);
  // `span` counts on, back in the same state.
  const Way & loop(uint32_t state);
  // A way with many counts missing: to a state that comes round again, as many rounds as fit, and the rest.
  template <typename Add>
  bool parts(Place from, const Add & add);
  bool append(Place from, std::vector<llama_token> & out);

  const Tables & tables_;
  Write write_;
  std::unordered_map<uint64_t, Way> ends_;
  std::unordered_map<uint32_t, Way> loops_, firsts_;
};

}  // namespace agentflow
