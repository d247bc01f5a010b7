// Decoders over llama.cpp's own grammar engine.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "decoder.h"

namespace agentflow {

struct SamplerFree {
  void operator()(llama_sampler * sampler) const { llama_sampler_free(sampler); }
};
using SamplerHandle = std::unique_ptr<llama_sampler, SamplerFree>;

// Parses grammars, and keeps the last ones parsed: a run uses few, and many times.
class GrammarShelf {
 public:
  explicit GrammarShelf(const Vocabulary & vocabulary) : vocabulary_(vocabulary) {}

  // A decoder at the grammar's beginning; null where it has a mistake.
  std::unique_ptr<Decoder> open(const std::string & grammar);

 private:
  struct Parsed {
    std::string text;
    SamplerHandle start;
    // Control tokens whose text stands in the grammar. No other may be written: what a string allows as text is no
    // leave to end a turn or to open another.
    std::vector<llama_token> controls;
  };

  const Vocabulary & vocabulary_;
  std::list<Parsed> parsed_;  // the last used first
};

}  // namespace agentflow
