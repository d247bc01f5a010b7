// A branch: a sequence of the cache, and the operations that wait their turn on it.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "command.h"
#include "decoder.h"
#include "lineage.h"

namespace agentflow {

// A text that is being written.
struct Writing {
  explicit Writing(const Sampling & sampling) : sampler(sampling) {}

  Sampler sampler;
  std::unique_ptr<Decoder> decoder;
  // The same decoder, where it is one that knows what must follow.
  TablesDecoder * tables = nullptr;
  std::vector<llama_token> tokens;
  // How many tokens, by turns sampled and forced, sampled first.
  std::vector<int32_t> runs{0};
  double surprisal = 0;
  // The row of the last pass that has the logits after the last token; -1 while there is none.
  int32_t row = -1;
  // Of the token that is in the pass under way.
  double next_surprisal = 0;
  // The decoder says that the text is whole and can't go on.
  bool finished = false;
  // Its end is written for it, because its tokens are used up.
  bool closed = false;

  void add(llama_token token, bool was_drawn) {
    // Runs of an odd index are forced ones.
    if (was_drawn == (runs.size() % 2 == 0)) runs.push_back(0);
    runs.back()++;
    tokens.push_back(token);
  }
};

// One operation on one branch. They run in the order in which they were asked for.
struct Operation {
  uint64_t order = 0;
  Command command;
  bool started = false;
  // The branch's length before it, to which a failure goes back.
  int32_t base = 0;
  // How many of the command's tokens are in the cache.
  size_t done = 0;
  // How many of the command's last tokens are the text's own: its forced beginning, or the end that closes it.
  size_t lead = 0;
  // The last token is decoded again, for its logits.
  bool again = false;
  std::optional<Ending> stop;
  std::optional<Writing> writing;

  bool computes() const { return command.kind == Command::Kind::extend || command.kind == Command::Kind::generate; }
  size_t pending() const { return command.tokens.size() - done; }
  // Whether a text of `written` tokens is at its end, so that nobody needs the logits behind it.
  bool ends_at(size_t written) const { return writing->finished || writing->closed || int64_t(written) >= command.limit; }
};

struct Branch {
  Branch(int32_t id, llama_seq_id sequence, bool born) : id(id), sequence(sequence), born(born) {}

  int32_t id;
  llama_seq_id sequence;
  // False while its fork waits behind what its parent has still to do.
  bool born;
  Run * leaf = nullptr;
  int32_t length = 0;
  std::deque<Operation> operations;

  // The operation under way, if it needs passes.
  Operation * current() { return born && !operations.empty() && operations.front().computes() ? &operations.front() : nullptr; }
};

}  // namespace agentflow
