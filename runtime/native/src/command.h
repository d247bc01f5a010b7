// What the JavaScript thread asks of the engine's thread, and what that answers. Both are plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model.h"
#include "penalties.h"
#include "sampler.h"
#include "tables_decoder.h"

namespace agentflow {

// Why a text ended. The order is that of `endings` in session.ts.
enum class Ending : int32_t { complete, tokens, time, room, turns, winddown, halted };

struct Command {
  enum class Kind { fork, extend, generate, truncate, release, save, restore, stop, grant, cancel, recount };

  Kind kind;
  uint32_t op = 0;      // whose answer it is
  int32_t branch = 0;
  int32_t other = -1;   // fork: the parent, or -1; truncate: the length
  uint32_t target = 0;  // cancel: the operation
  std::vector<llama_token> tokens;  // extend: the rows; generate: what opens it; restore: what the bytes hold
  std::string grammar;              // generate: empty for none
  std::shared_ptr<const TablesGrammar> tables;  // generate: instead of a grammar
  int64_t limit = 0;                // generate: tokens at most; grant: so many more
  Sampling sampling;
  PenaltyOptions penalties;
  bool entropy = false;             // generate: adds it up
  std::string bytes;                // restore: the cells
  Ending ending = Ending::halted;   // stop
};

struct Answer {
  enum class Kind { progress, ready, failed_to_open, done, failed, cancelled, delta, end, saved, recounted, closed };

  explicit Answer(Kind kind, uint32_t op = 0) : kind(kind), op(op) {}

  Kind kind;
  uint32_t op;
  double number = 0;    // progress: the fraction; end: the surprisal; recounted: the cells
  double entropy = 0;   // end
  int32_t sampled = 0, forced = 0;  // delta
  bool waits = false;               // delta: may be told later, with others; not the first of its text
  Ending ending = Ending::complete;
  std::string text;     // delta: bytes; failed: the sentence; failed_to_open: the detail; saved: the cells
  std::string code;     // failed_to_open
  std::vector<int32_t> numbers;  // end, saved: the tokens; recounted: branch, length, branch, length …
  std::vector<int32_t> runs;     // end: tokens by turns sampled and forced, sampled first
  bool closed = false;           // end: the number of its tokens had a say in what was written
};

struct Usage {
  int64_t ticks = 0, rows = 0, sampled = 0, forced = 0, cells = 0;
  // Seconds at work, and of them in llama_decode.
  double busy = 0, decoding = 0;
};

// Seconds since some moment.
inline double clock_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace agentflow
