// What holds a text to its grammar while it is written, token by token.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "vocabulary.h"

namespace agentflow {

struct Candidate {
  llama_token id;
  float logit;
};

class Decoder {
 public:
  virtual ~Decoder() = default;

  // Whether `token` may come next; an end token may where the text is whole.
  virtual bool allows(llama_token token) = 0;
  // Takes out the candidates that may not come next; the others keep their order.
  virtual void keep(std::vector<Candidate> & candidates) = 0;
  // All tokens that may come next.
  virtual std::vector<llama_token> permitted() = 0;
  // Goes on by a token that is allowed and no end token. Throws std::exception if it was not allowed.
  virtual void accept(llama_token token) = 0;
  // Nothing but an end can follow.
  virtual bool finished() = 0;
};

}  // namespace agentflow
