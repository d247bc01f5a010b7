#include "vocabulary.h"

#include <algorithm>

namespace agentflow {

Vocabulary::Vocabulary(const llama_vocab * vocab) : vocab_(vocab) {
  const int32_t count = llama_vocab_n_tokens(vocab);
  pieces_.resize(size_t(count));
  kinds_.resize(size_t(count), Kind::text);
  std::vector<char> buffer(256);
  std::vector<llama_token> texts;
  for (llama_token token = 0; token < count; token++) {
    int32_t length = llama_token_to_piece(vocab, token, buffer.data(), int32_t(buffer.size()), 0, true);
    if (length < 0) {
      buffer.resize(size_t(-length));
      length = llama_token_to_piece(vocab, token, buffer.data(), int32_t(buffer.size()), 0, true);
    }
    std::string & piece = pieces_[size_t(token)];
    if (length > 0) piece.assign(buffer.data(), size_t(length));
    longest_ = std::max(longest_, piece.size());

    Kind & kind = kinds_[size_t(token)];
    const auto attr = llama_vocab_get_attr(vocab, token);
    if (llama_vocab_is_eog(vocab, token)) kind = Kind::end;
    else if (attr & (LLAMA_TOKEN_ATTR_UNKNOWN | LLAMA_TOKEN_ATTR_UNUSED)) kind = Kind::none;
    else if (attr & LLAMA_TOKEN_ATTR_CONTROL) kind = Kind::control;
    // llama.cpp's grammars refuse a token that is empty or begins with a zero byte.
    else if (piece.empty() || piece[0] == 0) kind = Kind::none;
  }
  int32_t suppressed = 0;
  const llama_token * suppress = llama_vocab_get_suppress_tokens(vocab, &suppressed);
  for (int32_t i = 0; i < suppressed; i++)
    if (suppress[i] >= 0 && suppress[i] < count && !ends(suppress[i])) kinds_[size_t(suppress[i])] = Kind::none;

  for (llama_token token = 0; token < count; token++) switch (kinds_[size_t(token)]) {
      case Kind::end: ends_.push_back(token); break;
      case Kind::control: controls_.push_back(token); break;
      case Kind::text: texts.push_back(token); break;
      case Kind::none: break;
    }

  // In byte order a piece stands directly before all that begin with it.
  std::stable_sort(texts.begin(), texts.end(), [&](llama_token a, llama_token b) { return piece(a) < piece(b); });
  for (llama_token token : texts) {
    if (heads_.empty() || piece(token).compare(0, piece(heads_.back()).size(), piece(heads_.back())) != 0) {
      heads_.push_back(token);
      groups_.emplace_back();
    }
    groups_.back().push_back(token);
  }
}

std::vector<llama_token> Vocabulary::tokenize(std::string_view text, bool special) const {
  std::vector<llama_token> tokens(text.size() + 8);
  int32_t count = llama_tokenize(vocab_, text.data(), int32_t(text.size()), tokens.data(), int32_t(tokens.size()), false, special);
  if (count < 0) {
    tokens.resize(size_t(-int64_t(count)));
    count = llama_tokenize(vocab_, text.data(), int32_t(text.size()), tokens.data(), int32_t(tokens.size()), false, special);
  }
  tokens.resize(size_t(std::max(count, 0)));
  return tokens;
}

}  // namespace agentflow
