// Decoders over decoder tables.
#pragma once

#include <memory>

#include "decoder.h"
#include "tables_grammar.h"

namespace agentflow {

class TablesDecoder : public Decoder {
 public:
  explicit TablesDecoder(std::shared_ptr<const TablesGrammar> grammar)
      : grammar_(std::move(grammar)), standing_(grammar_->tables()) {}

  bool allows(llama_token token) override;
  void keep(std::vector<Candidate> & candidates) override;
  std::vector<llama_token> permitted() override { return *grammar_->permitted(standing_); }
  void accept(llama_token token) override;
  bool finished() override { return standing_.ended(grammar_->tables()); }

  void budget(int64_t tokens) override;
  bool limited() const override { return limited_; }
  std::vector<llama_token> force(llama_token last, int64_t most) override;
  std::vector<llama_token> close() override;
  bool whole() const override { return standing_.complete(grammar_->tables()); }

 private:
  std::shared_ptr<const TablesGrammar> grammar_;
  Standing standing_;
  // Tokens that are left; negative where not even the shortest end fits into them, so that none is worth waiting for.
  int64_t budget_ = -1;
  bool limited_ = false;
};

}  // namespace agentflow
