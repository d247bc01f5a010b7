// Who shares which cells. Branches are leaves of a tree of runs: a run is a stretch of tokens that were decoded once. So
// the cells in use are the sum of all runs, exactly, however branches are forked, cut and released.
#pragma once

#include <cstdint>
#include <vector>

#include "llama.h"

namespace agentflow {

struct Run {
  Run * parent;
  int32_t start;  // position of its first token
  std::vector<llama_token> tokens;
  int32_t branches = 0;  // that end exactly here
  int32_t children = 0;

  int32_t end() const { return start + int32_t(tokens.size()); }
};

// A branch's place is a pointer to the run that it ends with; null for an empty branch. Every call that moves a branch
// takes its old place and returns the new one.
class Lineage {
 public:
  ~Lineage();

  // Unique cells of all branches.
  int64_t cells() const { return cells_; }

  // One more branch that ends here.
  Run * share(Run * leaf);
  // A branch that has the same tokens in cells of its own.
  Run * copy(const Run * leaf);
  Run * append(Run * leaf, const llama_token * tokens, size_t count);
  // Leaves the first `length` tokens.
  Run * cut(Run * leaf, int32_t length);
  void drop(Run * leaf);
  llama_token token_at(const Run * leaf, int32_t position) const;
  // The last `count` tokens, or all if there are not so many, in order.
  std::vector<llama_token> last(const Run * leaf, int32_t count) const;

 private:
  Run * make(Run * parent, int32_t start);
  // Frees runs that nobody reads any more, from `run` upwards.
  void settle(Run * run);

  int64_t cells_ = 0;
  std::vector<Run *> all_;
};

}  // namespace agentflow
