#include "tables_grammar.h"

#include "decoder.h"

namespace agentflow {

namespace {

// Forced text is short: names of fields and what stands between them. More than this waits for the next tick.
constexpr size_t forced_bytes = 512;

// The least byte that UTF-8 never uses, from which on markers stand.
constexpr uint8_t first_marker = 0xf8;

// Tokens in all masks that are kept: 8 MB.
constexpr size_t most_permitted = 1 << 21;

}  // namespace

TablesGrammar::TablesGrammar(const Vocabulary & vocabulary, std::shared_ptr<const Tables> tables, Markers markers)
    : vocabulary_(vocabulary),
      tables_(std::move(tables)),
      markers_(std::move(markers)),
      closings_(*tables_, [this](const std::string & bytes) -> std::optional<std::vector<llama_token>> {
        auto tokens = tokens_of(bytes);
        // A tokenizer may write text in a way of its own (a space before it, another form of a character).
        std::string written;
        for (llama_token token : tokens) {
          const auto marker = std::find_if(markers_.begin(), markers_.end(), [&](const auto & m) { return m.first == token; });
          if (marker != markers_.end()) written.push_back(char(marker->second));
          else written += vocabulary_.piece(token);
        }
        if (written != bytes) return std::nullopt;
        return tokens;
      }) {}

bool TablesGrammar::take(Standing & standing, llama_token token) const {
  if (vocabulary_.control(token)) {
    for (const auto & [marker, byte] : markers_)
      if (marker == token) return standing.accept(*tables_, byte);
    return false;
  }
  if (vocabulary_.void_of_text(token) || vocabulary_.piece(token).empty()) return false;
  return standing.accept(*tables_, vocabulary_.piece(token));
}

std::shared_ptr<const std::vector<llama_token>> TablesGrammar::permitted(const Standing & standing) const {
  const std::string key = standing.key();
  {
    std::lock_guard<std::mutex> lock(lock_);
    const auto found = permitted_.find(key);
    if (found != permitted_.end()) return found->second;
  }
  auto tokens = std::make_shared<const std::vector<llama_token>>(find_permitted(standing));
  std::lock_guard<std::mutex> lock(lock_);
  if (permitted_tokens_ + tokens->size() > most_permitted) {
    permitted_.clear();
    permitted_tokens_ = 0;
  }
  if (permitted_.emplace(key, tokens).second) permitted_tokens_ += tokens->size();
  return tokens;
}

std::vector<llama_token> TablesGrammar::find_permitted(const Standing & standing) const {
  std::vector<llama_token> tokens;
  const auto may = [&](llama_token token) {
    Standing after = standing;
    return take(after, token);
  };
  const auto & heads = vocabulary_.heads();
  for (size_t i = 0; i < heads.size(); i++) {
    // A head that is refused refuses all tokens that begin with it.
    if (!may(heads[i])) continue;
    for (llama_token token : vocabulary_.begins_with(i))
      if (token == heads[i] || may(token)) tokens.push_back(token);
  }
  for (const auto & [marker, byte] : markers_)
    if (may(marker)) tokens.push_back(marker);
  if (standing.complete(*tables_))
    tokens.insert(tokens.end(), vocabulary_.end_tokens().begin(), vocabulary_.end_tokens().end());
  return tokens;
}

std::vector<llama_token> TablesGrammar::tokens_of(std::string_view bytes) const {
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

std::vector<llama_token> TablesGrammar::forced(const Standing & standing, llama_token last) const {
  const std::string bytes = standing.forced(*tables_, forced_bytes);
  if (bytes.empty()) return {};
  std::vector<llama_token> tokens;
  // The text would rather have been cut into tokens together with what stands before it; where that moves the boundary
  // that is already there, the forced text is cut by itself.
  if (last != no_token && !vocabulary_.control(last)) {
    tokens = tokens_of(vocabulary_.piece(last) + bytes);
    if (!tokens.empty() && tokens.front() == last) tokens.erase(tokens.begin());
    else tokens.clear();
  }
  if (tokens.empty()) tokens = tokens_of(bytes);
  Standing end = standing;
  if (!end.accept(*tables_, bytes)) return {};
  // What follows may join the last token, unless nothing can follow, or a marker ends it.
  const bool fixed = uint8_t(bytes.back()) >= first_marker || end.ended(*tables_);
  if (!fixed && !tokens.empty()) tokens.pop_back();
  // A tokenizer may write text in a way of its own: keep what stands.
  Standing at = standing;
  size_t kept = 0;
  while (kept < tokens.size() && take(at, tokens[kept])) kept++;
  tokens.resize(kept);
  return tokens;
}

bool TablesGrammar::ends_within(const Standing & standing, int64_t tokens) const {
  if (tokens < 0) return false;
  // No token is less than a byte.
  if (standing.distance(*tables_) <= uint64_t(tokens)) return true;
  std::lock_guard<std::mutex> lock(lock_);
  uint64_t sum = 0;
  for (size_t i = 0; i < standing.frames(); i++) {
    const auto count = closings_.count(standing.frame(i));
    if (!count) return false;
    sum += *count;
    if (sum > uint64_t(tokens)) return false;
  }
  return true;
}

std::vector<llama_token> TablesGrammar::closing(const Standing & standing) const {
  std::lock_guard<std::mutex> lock(lock_);
  std::vector<llama_token> tokens;
  for (size_t i = 0; i < standing.frames() && tokens.empty(); i++)
    if (!closings_.append(standing.frame(i), tokens)) return {};
  Standing at = standing;
  for (llama_token token : tokens)
    if (!take(at, token)) return {};
  return tokens;
}

}  // namespace agentflow
