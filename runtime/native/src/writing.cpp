#include "writing.h"

#include <algorithm>
#include <cmath>

#include "scan.h"

namespace agentflow {

Writing::Writing(const Command & command, const Vocabulary & vocabulary, std::unique_ptr<Decoder> decoder,
                 const std::vector<llama_token> & history)
    : vocabulary_(vocabulary),
      decoder_(std::move(decoder)),
      sampler_(command.sampling),
      penalties_(command.penalties),
      limit_(command.limit),
      entropies_(command.entropy) {
  for (llama_token token : history) penalties_.push(token);
}

std::vector<llama_token> Writing::lead(int64_t most) {
  if (!decoder_) return {};
  decoder_->budget(left());
  std::vector<llama_token> tokens = decoder_->force(no_token, std::min(most, left()));
  finished_ = decoder_->finished();
  return tokens;
}

void Writing::draw(float * logits, int64_t room) {
  drawn_ = no_token;
  error_.clear();
  try {
    if (decoder_) decoder_->budget(std::min(left(), room));
    const auto before = penalties_.apply(logits);
    scan(logits, vocabulary_.size(), scan_);
    drawn_ = sampler_.draw(logits, scan_, vocabulary_, decoder_.get());
    for (const auto & [token, logit] : before) logits[token] = logit;
    if (drawn_ == no_token) return;
    if (!before.empty()) scan(logits, vocabulary_.size(), scan_);
    drawn_surprisal_ = std::log(scan_.mass) + double(scan_.highest - logits[drawn_]);
    drawn_entropy_ = std::log(scan_.mass) + scan_.tilt / scan_.mass;
  } catch (const std::exception & error) {
    drawn_ = no_token;
    error_ = std::string("The grammar could not be followed: ") + error.what();
  }
}

Writing::Step Writing::next(int64_t room, int64_t most_forced) {
  Step step;
  if (!error_.empty()) {
    step.error = error_;
    return step;
  }
  try {
    if (decoder_ && decoder_->limited()) closed_ = true;
    if (drawn_ == no_token) {
      if (decoder_ && decoder_->limited()) {
        step.tokens = decoder_->close();
        if (!step.tokens.empty() && int64_t(step.tokens.size()) > room) step.ending = Ending::room;
        else if (step.tokens.empty() && decoder_->whole()) step.ending = Ending::complete;
      }
      if (step.tokens.empty() && !step.ending)
        step.error = decoder_ ? "The grammar allows nothing here that this model has a token for."
                              : "The model gave no probabilities for the next token.";
    } else if (vocabulary_.ends(drawn_)) {
      step.ending = Ending::complete;
    } else if (room < 1) {
      step.ending = Ending::room;
    } else {
      step.drawn = true;
      step.tokens.push_back(drawn_);
      if (decoder_) {
        decoder_->accept(drawn_);
        const auto forced = decoder_->force(drawn_, std::min({left() - 1, room - 1, most_forced}));
        step.tokens.insert(step.tokens.end(), forced.begin(), forced.end());
      }
    }
    if (decoder_ && !step.tokens.empty()) finished_ = decoder_->finished();
  } catch (const std::exception & error) {
    step.error = std::string("The grammar could not be followed: ") + error.what();
  }
  return step;
}

void Writing::add(llama_token token, bool was_drawn) {
  // Runs of an odd index are forced ones.
  if (was_drawn == (runs_.size() % 2 == 0)) runs_.push_back(0);
  runs_.back()++;
  tokens_.push_back(token);
  penalties_.push(token);
}

void Writing::measure() {
  surprisal_ += drawn_surprisal_;
  if (entropies_) entropy_ += drawn_entropy_;
}

bool Writing::ends_behind(size_t given) const { return finished_ || left() <= int64_t(given); }

Ending Writing::ending() const {
  return finished_ || (decoder_ && decoder_->whole()) ? Ending::complete : Ending::tokens;
}

void Writing::tell(Answer & answer) const {
  answer.number = surprisal_;
  answer.entropy = entropy_;
  answer.numbers.assign(tokens_.begin(), tokens_.end());
  answer.runs = runs_;
  answer.closed = closed_ || (left() <= 0 && !finished_ && decoder_ && decoder_->whole());
}

}  // namespace agentflow
