// Decoders over decoder tables.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "decoder.h"
#include "tables.h"

namespace agentflow {

// Control tokens that a text may hold, by the byte that stands for each in the tables: one that UTF-8 never uses.
using Markers = std::vector<std::pair<llama_token, uint8_t>>;

class TablesDecoder : public Decoder {
 public:
  TablesDecoder(const Vocabulary & vocabulary, std::shared_ptr<const Tables> tables, Markers markers);

  bool allows(llama_token token) override;
  void keep(std::vector<Candidate> & candidates) override;
  std::vector<llama_token> permitted() override;
  void accept(llama_token token) override;
  bool finished() override;

  // Tokens that must follow `last`, as far as their ends can't move whatever comes behind them; at most `limit`. The
  // decoder has not taken them yet.
  std::vector<llama_token> forced(llama_token last, size_t limit) const;

  // The tokens of a shortest way to a valid end.
  std::vector<llama_token> closing() const { return closing(standing_); }

  // Whether `closing` has the way: a tokenizer may be unable to write it.
  bool closes() const { return standing_.complete(*tables_) || !closing().empty(); }

  // Whether a valid end is at most `tokens` away after `token`, which is allowed.
  bool closes_within(llama_token token, size_t tokens) const;

 private:
  // Nothing but an end can follow.
  bool ended(const Standing & standing) const;
  bool take(Standing & standing, llama_token token) const;
  std::vector<llama_token> closing(const Standing & standing) const;
  // Bytes of the tables as tokens: markers become their control tokens.
  std::vector<llama_token> tokens_of(std::string_view bytes) const;

  const Vocabulary & vocabulary_;
  std::shared_ptr<const Tables> tables_;
  Markers markers_;
  Standing standing_;
};

}  // namespace agentflow
