// What holds a text to its grammar while it is written, token by token.
#pragma once

#include <cstdint>
#include <vector>

#include "vocabulary.h"

namespace agentflow {

struct Candidate {
  llama_token id;
  float logit;
};

constexpr llama_token no_token = -1;

// Only those that know how a text can end and what must follow answer to more than what may come next.
class Decoder {
 public:
  virtual ~Decoder() = default;

  // Whether `token` may come next; an end token may where the text is whole.
  virtual bool allows(llama_token token) = 0;
  // Takes out the candidates that may not come next; the others keep their order.
  virtual void keep(std::vector<Candidate> & candidates) = 0;
  // All tokens that may come next, as far as the grammar goes.
  virtual std::vector<llama_token> permitted() = 0;
  // Goes on by a token that is allowed and no end token. Throws std::exception if it was not allowed.
  virtual void accept(llama_token token) = 0;
  // Nothing but an end can follow.
  virtual bool finished() = 0;

  // The text may have `tokens` more: from here on only what leaves room for a valid end is allowed, if there is any.
  virtual void budget(int64_t) {}
  // Whether something was refused since `budget` that only the number of tokens forbids.
  virtual bool limited() const { return false; }
  // The tokens that must follow `last` (`no_token` for none), at most `most`. They are accepted already.
  virtual std::vector<llama_token> force(llama_token, int64_t) { return {}; }
  // The next part of a shortest end, accepted already; nothing where the text is whole, or no end is known.
  virtual std::vector<llama_token> close() { return {}; }
  // Whether the text is whole. Grammars that can't say so without their end token say no.
  virtual bool whole() const { return false; }
};

}  // namespace agentflow
