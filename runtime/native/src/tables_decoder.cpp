#include "tables_decoder.h"

#include <algorithm>
#include <stdexcept>

namespace agentflow {

bool TablesDecoder::allows(llama_token token) {
  if (grammar_->vocabulary().ends(token)) return whole();
  Standing after = standing_;
  if (!grammar_->take(after, token)) return false;
  if (budget_ < 0 || grammar_->ends_within(after, budget_ - 1)) return true;
  limited_ = true;
  return false;
}

void TablesDecoder::keep(std::vector<Candidate> & candidates) {
  candidates.erase(std::remove_if(candidates.begin(), candidates.end(), [&](const Candidate & c) { return !allows(c.id); }),
                   candidates.end());
}

void TablesDecoder::accept(llama_token token) {
  if (!grammar_->take(standing_, token)) throw std::runtime_error("a token came that the tables refuse");
  if (budget_ > 0) budget_--;
}

void TablesDecoder::budget(int64_t tokens) {
  limited_ = false;
  budget_ = grammar_->ends_within(standing_, tokens) ? tokens : -1;
}

std::vector<llama_token> TablesDecoder::force(llama_token last, int64_t most) {
  std::vector<llama_token> tokens = grammar_->forced(standing_, last);
  if (tokens.size() > size_t(std::max<int64_t>(most, 0))) tokens.resize(size_t(std::max<int64_t>(most, 0)));
  // Cut in other places, the same bytes may be more tokens than the way to the end counts on.
  size_t good = 0;
  Standing at = standing_;
  for (size_t i = 0; i < tokens.size() && grammar_->take(at, tokens[i]); i++)
    if (budget_ < 0 || grammar_->ends_within(at, budget_ - int64_t(i) - 1)) good = i + 1;
  tokens.resize(good);
  for (llama_token token : tokens) accept(token);
  return tokens;
}

std::vector<llama_token> TablesDecoder::close() {
  std::vector<llama_token> tokens = grammar_->closing(standing_);
  for (llama_token token : tokens) accept(token);
  return tokens;
}

}  // namespace agentflow
