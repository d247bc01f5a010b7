// Decoder tables with the vocabulary that they are written in: what can be worked out once for all texts that they hold.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "closings.h"
#include "tables.h"
#include "vocabulary.h"

namespace agentflow {

// Control tokens that a text may hold, by the byte that stands for each in the tables: one that UTF-8 never uses.
using Markers = std::vector<std::pair<llama_token, uint8_t>>;

// Safe on any thread.
class TablesGrammar {
 public:
  TablesGrammar(const Vocabulary & vocabulary, std::shared_ptr<const Tables> tables, Markers markers);
  TablesGrammar(const TablesGrammar &) = delete;

  const Tables & tables() const { return *tables_; }
  const Vocabulary & vocabulary() const { return vocabulary_; }

  // Takes the token's bytes; false, and nothing changed, where they can't stand here.
  bool take(Standing & standing, llama_token token) const;

  // All tokens that may come next, end tokens too. Kept for as many standings as there is room for.
  std::shared_ptr<const std::vector<llama_token>> permitted(const Standing & standing) const;

  // The tokens that must follow `last` (`no_token` for none), as far as their ends can't move whatever comes behind them.
  std::vector<llama_token> forced(const Standing & standing, llama_token last) const;

  // Whether a valid end is at most `tokens` away.
  bool ends_within(const Standing & standing, int64_t tokens) const;

  // The tokens of a shortest way out of the innermost frame that is not whole. Empty where all are, or no way is known.
  std::vector<llama_token> closing(const Standing & standing) const;

 private:
  // Bytes of the tables as tokens: markers become their control tokens.
  std::vector<llama_token> tokens_of(std::string_view bytes) const;
  std::vector<llama_token> find_permitted(const Standing & standing) const;

  const Vocabulary & vocabulary_;
  std::shared_ptr<const Tables> tables_;
  Markers markers_;
  mutable std::mutex lock_;
  mutable Closings closings_;
  mutable std::unordered_map<std::string, std::shared_ptr<const std::vector<llama_token>>> permitted_;
  mutable size_t permitted_tokens_ = 0;
};

}  // namespace agentflow
