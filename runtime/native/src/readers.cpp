#include "readers.h"

#include <array>
#include <optional>

#include "binding_tables.h"
#include "closings.h"
#include "gbnf.h"
#include "log.h"

namespace agentflow {

namespace {

std::string_view bytes_of(const Napi::Value & value) {
  const auto array = value.As<Napi::Uint8Array>();
  return {reinterpret_cast<const char *>(array.Data()), array.ElementLength()};
}

Napi::Value buffer_of(Napi::Env env, const std::string & bytes) {
  return Napi::Buffer<char>::Copy(env, bytes.data(), bytes.size());
}

}  // namespace

class TablesReader : public Napi::ObjectWrap<TablesReader> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "TablesReader",
                       {InstanceMethod<&TablesReader::begin>("begin"), InstanceMethod<&TablesReader::take>("take"),
                        InstanceMethod<&TablesReader::complete>("complete"), InstanceMethod<&TablesReader::permitted>("permitted"),
                        InstanceMethod<&TablesReader::forced>("forced"), InstanceMethod<&TablesReader::closing>("closing"),
                        InstanceMethod<&TablesReader::distance>("distance")});
  }

  // new TablesReader(machine)
  explicit TablesReader(const Napi::CallbackInfo & info)
      : Napi::ObjectWrap<TablesReader>(info), tables_(tables_of(info[0].As<Napi::Object>())), standing_(*tables_), closings_(*tables_, spell) {}

 private:
  void begin(const Napi::CallbackInfo &) { standing_ = Standing(*tables_); }

  Napi::Value take(const Napi::CallbackInfo & info) {
    uint32_t taken = 0;
    for (char byte : bytes_of(info[0])) {
      if (!standing_.accept(*tables_, uint8_t(byte))) break;
      taken++;
    }
    return Napi::Number::New(info.Env(), taken);
  }

  Napi::Value complete(const Napi::CallbackInfo & info) { return Napi::Boolean::New(info.Env(), standing_.complete(*tables_)); }

  Napi::Value permitted(const Napi::CallbackInfo & info) {
    std::string bytes;
    for (int byte = 0; byte < 256; byte++) {
      Standing after = standing_;
      if (after.accept(*tables_, uint8_t(byte))) bytes.push_back(char(byte));
    }
    return buffer_of(info.Env(), bytes);
  }

  // (bytes at most)
  Napi::Value forced(const Napi::CallbackInfo & info) {
    return buffer_of(info.Env(), standing_.forced(*tables_, info[0].As<Napi::Number>().Uint32Value()));
  }

  // (bytes at most)
  Napi::Value closing(const Napi::CallbackInfo & info) {
    std::vector<llama_token> bytes;
    for (size_t i = 0; i < standing_.frames(); i++)
      if (!closings_.append(standing_.frame(i), bytes)) break;
    bytes.resize(std::min<size_t>(bytes.size(), info[0].As<Napi::Number>().Uint32Value()));
    return buffer_of(info.Env(), std::string(bytes.begin(), bytes.end()));
  }

  Napi::Value distance(const Napi::CallbackInfo & info) {
    return Napi::Number::New(info.Env(), double(standing_.distance(*tables_)));
  }

  // Every byte is a token.
  static std::optional<std::vector<llama_token>> spell(const std::string & bytes) {
    return std::vector<llama_token>(bytes.begin(), bytes.end());
  }

  std::shared_ptr<const Tables> tables_;
  Standing standing_;
  Closings closings_;
};

class GrammarReader : public Napi::ObjectWrap<GrammarReader> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "GrammarReader",
                       {InstanceMethod<&GrammarReader::begin>("begin"), InstanceMethod<&GrammarReader::take>("take"),
                        InstanceMethod<&GrammarReader::complete>("complete"),
                        InstanceMethod<&GrammarReader::permitted>("permitted")});
  }

  // new GrammarReader(file): a model's file, of which only the vocabulary is read. It has a token for each byte.
  explicit GrammarReader(const Napi::CallbackInfo & info) : Napi::ObjectWrap<GrammarReader>(info) {
    keep_logs();
    llama_model_params params = llama_model_default_params();
    params.vocab_only = true;
    const std::string file = info[0].As<Napi::String>();
    model_.reset(llama_model_load_from_file(file.c_str(), params));
    if (!model_) throw Napi::Error::New(info.Env(), "The vocabulary of " + file + " can't be read.");
    vocabulary_.emplace(llama_model_get_vocab(model_.get()));
    shelf_.emplace(*vocabulary_);
    tokens_.fill(-1);
    for (llama_token token = 0; token < vocabulary_->size(); token++) {
      const std::string & piece = vocabulary_->piece(token);
      if (piece.size() == 1 && !vocabulary_->control(token)) tokens_[uint8_t(piece[0])] = token;
    }
  }

 private:
  struct ModelFree {
    void operator()(llama_model * model) const { llama_model_free(model); }
  };

  // (grammar): false where llama.cpp doesn't take it.
  Napi::Value begin(const Napi::CallbackInfo & info) {
    decoder_ = shelf_->open(info[0].As<Napi::String>());
    return Napi::Boolean::New(info.Env(), decoder_ != nullptr);
  }

  Napi::Value take(const Napi::CallbackInfo & info) {
    Decoder & decoder = open(info.Env());
    uint32_t taken = 0;
    for (char byte : bytes_of(info[0])) {
      const llama_token token = tokens_[uint8_t(byte)];
      if (token < 0 || !decoder.allows(token)) break;
      decoder.accept(token);
      taken++;
    }
    return Napi::Number::New(info.Env(), taken);
  }

  Napi::Value complete(const Napi::CallbackInfo & info) {
    return Napi::Boolean::New(info.Env(), open(info.Env()).allows(vocabulary_->end_tokens().front()));
  }

  Napi::Value permitted(const Napi::CallbackInfo & info) {
    Decoder & decoder = open(info.Env());
    std::string bytes;
    for (int byte = 0; byte < 256; byte++)
      if (tokens_[size_t(byte)] >= 0 && decoder.allows(tokens_[size_t(byte)])) bytes.push_back(char(byte));
    return buffer_of(info.Env(), bytes);
  }

  Decoder & open(Napi::Env env) {
    if (!decoder_) throw Napi::Error::New(env, "No grammar has begun.");
    return *decoder_;
  }

  std::unique_ptr<llama_model, ModelFree> model_;
  std::optional<Vocabulary> vocabulary_;
  std::optional<GrammarShelf> shelf_;
  std::unique_ptr<Decoder> decoder_;
  std::array<llama_token, 256> tokens_;
};

Napi::Function define_tables_reader(Napi::Env env) { return TablesReader::define(env); }
Napi::Function define_grammar_reader(Napi::Env env) { return GrammarReader::define(env); }

}  // namespace agentflow
