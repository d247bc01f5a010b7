#include "tables_decoder.h"

#include <algorithm>
#include <stdexcept>

namespace agentflow {

namespace {

// Forced text is short: names of fields and what stands between them. More than this waits for the next tick.
constexpr size_t forced_bytes = 512;

// A shortest value is rarely longer; a longer one is not counted in tokens but taken to need a token a byte.
constexpr size_t closing_bytes = 4096;

// The least byte that UTF-8 never uses, from which on markers stand.
constexpr uint8_t first_marker = 0xf8;

}  // namespace

TablesDecoder::TablesDecoder(const Vocabulary & vocabulary, std::shared_ptr<const Tables> tables, Markers markers)
    : vocabulary_(vocabulary), tables_(std::move(tables)), markers_(std::move(markers)), standing_(*tables_) {}

bool TablesDecoder::take(Standing & standing, llama_token token) const {
  if (vocabulary_.control(token)) {
    for (const auto & [marker, byte] : markers_)
      if (marker == token) return standing.accept(*tables_, byte);
    return false;
  }
  if (vocabulary_.void_of_text(token) || vocabulary_.piece(token).empty()) return false;
  return standing.accept(*tables_, vocabulary_.piece(token));
}

bool TablesDecoder::allows(llama_token token) {
  if (vocabulary_.ends(token)) return standing_.complete(*tables_);
  Standing after = standing_;
  return take(after, token);
}

void TablesDecoder::keep(std::vector<Candidate> & candidates) {
  candidates.erase(std::remove_if(candidates.begin(), candidates.end(), [&](const Candidate & c) { return !allows(c.id); }),
                   candidates.end());
}

std::vector<llama_token> TablesDecoder::permitted() {
  std::vector<llama_token> tokens;
  const auto & heads = vocabulary_.heads();
  for (size_t i = 0; i < heads.size(); i++) {
    // A head that is refused refuses all tokens that begin with it.
    if (!allows(heads[i])) continue;
    for (llama_token token : vocabulary_.begins_with(i))
      if (token == heads[i] || allows(token)) tokens.push_back(token);
  }
  for (const auto & [marker, byte] : markers_)
    if (allows(marker)) tokens.push_back(marker);
  if (standing_.complete(*tables_))
    tokens.insert(tokens.end(), vocabulary_.end_tokens().begin(), vocabulary_.end_tokens().end());
  return tokens;
}

void TablesDecoder::accept(llama_token token) {
  if (!take(standing_, token)) throw std::runtime_error("a token came that the tables refuse");
}

bool TablesDecoder::finished() { return ended(standing_); }

bool TablesDecoder::ended(const Standing & standing) const {
  if (!standing.complete(*tables_)) return false;
  for (int byte = 0; byte < 256; byte++) {
    Standing after = standing;
    if (after.accept(*tables_, uint8_t(byte))) return false;
  }
  return true;
}

std::vector<llama_token> TablesDecoder::tokens_of(std::string_view bytes) const {
  std::vector<llama_token> tokens;
  for (size_t at = 0; at < bytes.size();) {
    if (uint8_t(bytes[at]) >= first_marker) {
      for (const auto & [marker, byte] : markers_)
        if (byte == uint8_t(bytes[at])) tokens.push_back(marker);
      at++;
      continue;
    }
    size_t end = at;
    while (end < bytes.size() && uint8_t(bytes[end]) < first_marker) end++;
    const auto part = vocabulary_.tokenize(bytes.substr(at, end - at), false);
    tokens.insert(tokens.end(), part.begin(), part.end());
    at = end;
  }
  return tokens;
}

std::vector<llama_token> TablesDecoder::forced(llama_token last, size_t limit) const {
  const std::string bytes = standing_.forced(*tables_, forced_bytes);
  if (bytes.empty() || limit == 0) return {};
  std::vector<llama_token> tokens;
  // The text would rather have been cut into tokens together with what stands before it; where that moves the boundary
  // that is already there, the forced text is cut by itself.
  if (last >= 0 && !vocabulary_.control(last)) {
    tokens = tokens_of(vocabulary_.piece(last) + bytes);
    if (!tokens.empty() && tokens.front() == last) tokens.erase(tokens.begin());
    else tokens.clear();
  }
  if (tokens.empty()) tokens = tokens_of(bytes);
  Standing end = standing_;
  if (!end.accept(*tables_, bytes)) return {};
  // What follows may join the last token, unless nothing can follow, or a marker ends it.
  const bool fixed = uint8_t(bytes.back()) >= first_marker || ended(end);
  if (!fixed && !tokens.empty()) tokens.pop_back();
  if (tokens.size() > limit) tokens.resize(limit);
  // A tokenizer may write text in a way of its own (a space before it, another form of a character): keep what stands.
  Standing at = standing_;
  size_t kept = 0;
  while (kept < tokens.size() && take(at, tokens[kept])) kept++;
  tokens.resize(kept);
  return tokens;
}

std::vector<llama_token> TablesDecoder::closing(const Standing & standing) const {
  const std::string bytes = standing.closing(*tables_, closing_bytes);
  std::vector<llama_token> tokens = tokens_of(bytes);
  Standing at = standing;
  for (llama_token token : tokens)
    if (!take(at, token)) return {};
  // A way that is longer than what is looked at is none.
  if (!at.complete(*tables_)) return {};
  return tokens;
}

bool TablesDecoder::closes_within(llama_token token, size_t tokens) const {
  Standing after = standing_;
  if (!take(after, token)) return false;
  const uint64_t bytes = after.distance(*tables_);
  // No token is less than a byte.
  if (bytes <= tokens) return true;
  if (bytes > closing_bytes) return false;
  const auto way = closing(after);
  return !way.empty() && way.size() <= tokens;
}

}  // namespace agentflow
