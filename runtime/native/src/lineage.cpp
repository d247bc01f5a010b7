#include "lineage.h"

#include <algorithm>

namespace agentflow {

Lineage::~Lineage() {
  for (Run * run : all_) delete run;
}

Run * Lineage::make(Run * parent, int32_t start) {
  Run * run = new Run{parent, start, {}};
  all_.push_back(run);
  return run;
}

Run * Lineage::share(Run * leaf) {
  if (leaf) leaf->branches++;
  return leaf;
}

Run * Lineage::copy(const Run * leaf) {
  if (!leaf) return nullptr;
  const std::vector<llama_token> tokens = last(leaf, leaf->end());
  return append(nullptr, tokens.data(), tokens.size());
}

Run * Lineage::append(Run * leaf, const llama_token * tokens, size_t count) {
  if (count == 0) return leaf;
  if (!leaf || leaf->branches > 1 || leaf->children > 0) {
    Run * own = make(leaf, leaf ? leaf->end() : 0);
    own->branches = 1;
    if (leaf) {
      leaf->branches--;
      leaf->children++;
    }
    leaf = own;
  }
  leaf->tokens.insert(leaf->tokens.end(), tokens, tokens + count);
  cells_ += int64_t(count);
  return leaf;
}

Run * Lineage::cut(Run * leaf, int32_t length) {
  if (!leaf || leaf->end() <= length) return leaf;
  Run * run = leaf;
  while (run && run->start >= length) run = run->parent;
  if (run == leaf && leaf->branches == 1 && leaf->children == 0) {
    cells_ -= leaf->end() - length;
    leaf->tokens.resize(size_t(length - leaf->start));
    return leaf;
  }
  if (run && run->end() > length) {
    // Others read past `length`: the run becomes two, and they keep the second.
    Run * head = make(run->parent, run->start);
    const auto at = run->tokens.begin() + (length - run->start);
    head->tokens.assign(run->tokens.begin(), at);
    run->tokens.erase(run->tokens.begin(), at);
    run->parent = head;
    run->start = length;
    head->children = 1;
    run = head;
  }
  if (run) run->branches++;
  drop(leaf);
  return run;
}

void Lineage::drop(Run * leaf) {
  if (!leaf) return;
  leaf->branches--;
  settle(leaf);
}

void Lineage::settle(Run * run) {
  while (run && run->branches == 0 && run->children == 0) {
    Run * parent = run->parent;
    cells_ -= int64_t(run->tokens.size());
    if (parent) parent->children--;
    const auto at = std::find(all_.begin(), all_.end(), run);
    *at = all_.back();
    all_.pop_back();
    delete run;
    run = parent;
  }
}

llama_token Lineage::token_at(const Run * leaf, int32_t position) const {
  while (leaf->start > position) leaf = leaf->parent;
  return leaf->tokens[size_t(position - leaf->start)];
}

std::vector<llama_token> Lineage::last(const Run * leaf, int32_t count) const {
  std::vector<llama_token> tokens;
  int32_t missing = leaf ? std::min(count, leaf->end()) : 0;
  tokens.resize(size_t(missing));
  for (; missing > 0; leaf = leaf->parent) {
    const int32_t here = std::min(missing, int32_t(leaf->tokens.size()));
    std::copy(leaf->tokens.end() - here, leaf->tokens.end(), tokens.begin() + (missing - here));
    missing -= here;
  }
  return tokens;
}

}  // namespace agentflow
