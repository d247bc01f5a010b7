#include "gbnf.h"

#include <algorithm>
#include <cmath>

#include "log.h"
#include "utf8.h"

namespace agentflow {

namespace {

constexpr size_t shelf_size = 64;

class GbnfDecoder : public Decoder {
 public:
  GbnfDecoder(const Vocabulary & vocabulary, SamplerHandle sampler, std::vector<llama_token> controls)
      : vocabulary_(vocabulary), sampler_(std::move(sampler)), controls_(std::move(controls)) {}

  bool allows(llama_token token) override {
    if (!writable(token)) return false;
    llama_token_data one{token, 0.0f, 0.0f};
    llama_token_data_array array{&one, 1, -1, false};
    llama_sampler_apply(sampler_.get(), &array);
    return !std::isinf(one.logit);
  }

  void keep(std::vector<Candidate> & candidates) override {
    candidates.erase(std::remove_if(candidates.begin(), candidates.end(), [&](const Candidate & c) { return !writable(c.id); }),
                     candidates.end());
    scratch_.clear();
    for (const Candidate & c : candidates) scratch_.push_back({c.id, 0.0f, 0.0f});
    mask();
    size_t kept = 0;
    for (size_t i = 0; i < candidates.size(); i++)
      if (!std::isinf(scratch_[i].logit)) candidates[kept++] = candidates[i];
    candidates.resize(kept);
  }

  std::vector<llama_token> permitted() override {
    std::vector<llama_token> tokens;
    // A head that is refused refuses all tokens that begin with it: mostly a few hundred checks for the whole vocabulary.
    const std::vector<size_t> open = open_heads();
    scratch_.clear();
    for (size_t head : open)
      for (llama_token token : vocabulary_.begins_with(head))
        if (well_formed(token)) scratch_.push_back({token, 0.0f, 0.0f});
    for (llama_token token : controls_) scratch_.push_back({token, 0.0f, 0.0f});
    for (llama_token token : vocabulary_.end_tokens()) scratch_.push_back({token, 0.0f, 0.0f});
    mask();
    for (const llama_token_data & data : scratch_)
      if (!std::isinf(data.logit)) tokens.push_back(data.id);
    return tokens;
  }

  void accept(llama_token token) override {
    llama_sampler_accept(sampler_.get(), token);
    utf8_.take(vocabulary_.piece(token));
  }

  bool finished() override {
    if (!allows(vocabulary_.end_tokens().front())) return false;
    for (llama_token token : controls_)
      if (allows(token)) return false;
    return open_heads().empty();
  }

 private:
  bool writable(llama_token token) const {
    if (vocabulary_.ends(token)) return true;
    if (vocabulary_.control(token)) return std::binary_search(controls_.begin(), controls_.end(), token);
    return !vocabulary_.void_of_text(token) && well_formed(token);
  }

  // llama.cpp's grammars take a character that is written in more bytes than it needs for the character itself.
  bool well_formed(llama_token token) const {
    Utf8 state = utf8_;
    return state.take(vocabulary_.piece(token));
  }

  // Sets the logit of what is refused in `scratch_` to minus infinity.
  void mask() {
    if (scratch_.empty()) return;
    llama_token_data_array array{scratch_.data(), scratch_.size(), -1, false};
    llama_sampler_apply(sampler_.get(), &array);
  }

  std::vector<size_t> open_heads() {
    const auto & heads = vocabulary_.heads();
    scratch_.clear();
    for (llama_token token : heads) scratch_.push_back({token, 0.0f, 0.0f});
    mask();
    std::vector<size_t> open;
    for (size_t i = 0; i < heads.size(); i++)
      if (!std::isinf(scratch_[i].logit) && well_formed(heads[i])) open.push_back(i);
    return open;
  }

  const Vocabulary & vocabulary_;
  SamplerHandle sampler_;
  std::vector<llama_token> controls_;  // in order
  Utf8 utf8_;
  std::vector<llama_token_data> scratch_;
};

}  // namespace

std::unique_ptr<Decoder> GrammarShelf::open(const std::string & grammar) {
  // An empty text would make a sampler that allows everything.
  if (grammar.empty()) return nullptr;
  auto found = std::find_if(parsed_.begin(), parsed_.end(), [&](const Parsed & p) { return p.text == grammar; });
  if (found == parsed_.end()) {
    SamplerHandle start;
    silently([&] { start.reset(llama_sampler_init_grammar(vocabulary_.handle(), grammar.c_str(), "root")); });
    if (!start) return nullptr;
    std::vector<llama_token> controls;
    for (llama_token token : vocabulary_.control_tokens())
      if (!vocabulary_.piece(token).empty() && grammar.find(vocabulary_.piece(token)) != std::string::npos) controls.push_back(token);
    parsed_.push_front({grammar, std::move(start), std::move(controls)});
    if (parsed_.size() > shelf_size) parsed_.pop_back();
    found = parsed_.begin();
  } else {
    parsed_.splice(parsed_.begin(), parsed_, found);
  }
  SamplerHandle copy(llama_sampler_clone(found->start.get()));
  return std::make_unique<GbnfDecoder>(vocabulary_, std::move(copy), found->controls);
}

}  // namespace agentflow
