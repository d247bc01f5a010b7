// A branch: a sequence of the cache, and the operations that wait their turn on it.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "command.h"
#include "lineage.h"
#include "writing.h"

namespace agentflow {

// One operation on one branch. They run in the order in which they were asked for.
struct Operation {
  uint64_t order = 0;
  Command command;
  bool started = false;
  // The branch's length before it, to which a failure goes back.
  int32_t base = 0;
  // How many of the command's tokens are in the cache.
  size_t done = 0;
  // How many of the command's last tokens are the text's own: its forced beginning, or a part of its end.
  size_t lead = 0;
  // The last token is decoded again, for its logits.
  bool again = false;
  std::optional<Ending> stop;
  std::unique_ptr<Writing> writing;

  bool computes() const { return command.kind == Command::Kind::extend || command.kind == Command::Kind::generate; }
  size_t pending() const { return command.tokens.size() - done; }
  bool redecodes() const { return again && done == 0; }
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
  // The text that has logits to go on by.
  Writing * writer() {
    Operation * operation = current();
    return operation && operation->writing && operation->writing->row >= 0 ? operation->writing.get() : nullptr;
  }
};

}  // namespace agentflow
