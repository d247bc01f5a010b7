// The engine as JavaScript sees it: a `Session` that takes commands and hands over batches of answers. Its arguments come
// from session.ts, which has checked them.
#include <napi.h>

#include <utility>

#include "binding_tables.h"
#include "engine.h"
#include "readers.h"

namespace agentflow {

namespace {

std::vector<llama_token> tokens_of(const Napi::Value & value) {
  const auto array = value.As<Napi::Int32Array>();
  return std::vector<llama_token>(array.Data(), array.Data() + array.ElementLength());
}

Napi::Int32Array array_of(Napi::Env env, const std::vector<int32_t> & numbers) {
  auto array = Napi::Int32Array::New(env, numbers.size());
  std::copy(numbers.begin(), numbers.end(), array.Data());
  return array;
}

Napi::Value bytes_of(Napi::Env env, const std::string & bytes) {
  return Napi::Buffer<char>::Copy(env, bytes.data(), bytes.size());
}

using SharedGrammar = std::shared_ptr<const TablesGrammar>;

const char * name_of(Answer::Kind kind) {
  switch (kind) {
    case Answer::Kind::progress: return "progress";
    case Answer::Kind::ready: return "ready";
    case Answer::Kind::failed_to_open: return "failedToOpen";
    case Answer::Kind::done: return "done";
    case Answer::Kind::failed: return "failed";
    case Answer::Kind::cancelled: return "cancelled";
    case Answer::Kind::delta: return "delta";
    case Answer::Kind::end: return "end";
    case Answer::Kind::saved: return "saved";
    case Answer::Kind::recounted: return "recounted";
    case Answer::Kind::closed: return "closed";
  }
  return "";
}

Napi::Object object_of(Napi::Env env, const Answer & answer) {
  auto object = Napi::Object::New(env);
  object["kind"] = name_of(answer.kind);
  object["op"] = answer.op;
  switch (answer.kind) {
    case Answer::Kind::progress: object["fraction"] = answer.number; break;
    case Answer::Kind::failed_to_open:
      object["code"] = answer.code;
      object["detail"] = answer.text;
      break;
    case Answer::Kind::failed: object["message"] = answer.text; break;
    case Answer::Kind::delta:
      object["bytes"] = bytes_of(env, answer.text);
      object["sampled"] = answer.sampled;
      object["forced"] = answer.forced;
      break;
    case Answer::Kind::end:
      object["ending"] = int32_t(answer.ending);
      object["tokens"] = array_of(env, answer.numbers);
      object["runs"] = array_of(env, answer.runs);
      object["closed"] = answer.closed;
      object["surprisal"] = answer.number;
      object["entropy"] = answer.entropy;
      break;
    case Answer::Kind::saved:
      object["tokens"] = array_of(env, answer.numbers);
      object["bytes"] = bytes_of(env, answer.text);
      break;
    case Answer::Kind::recounted:
      object["cells"] = answer.number;
      object["lengths"] = array_of(env, answer.numbers);
      break;
    case Answer::Kind::ready:
    case Answer::Kind::done:
    case Answer::Kind::cancelled:
    case Answer::Kind::closed: break;
  }
  return object;
}

}  // namespace

class Session : public Napi::ObjectWrap<Session> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Session",
                       {InstanceMethod<&Session::fork>("fork"), InstanceMethod<&Session::extend>("extend"),
                        InstanceMethod<&Session::generate>("generate"), InstanceMethod<&Session::truncate>("truncate"),
                        InstanceMethod<&Session::release>("release"), InstanceMethod<&Session::stop>("stop"),
                        InstanceMethod<&Session::grant>("grant"), InstanceMethod<&Session::save>("save"), InstanceMethod<&Session::restore>("restore"),
                        InstanceMethod<&Session::tables>("tables"),
                        InstanceMethod<&Session::cancel>("cancel"), InstanceMethod<&Session::recount>("recount"),
                        InstanceMethod<&Session::usage>("usage"), InstanceMethod<&Session::facts>("facts"),
                        InstanceMethod<&Session::tokenize>("tokenize"), InstanceMethod<&Session::piece>("piece"),
                        InstanceMethod<&Session::flush>("flush"), InstanceMethod<&Session::hold>("hold"),
                        InstanceMethod<&Session::close>("close"), InstanceMethod<&Session::end>("end"),
                        InstanceMethod<&Session::fail_pass>("failPass")});
  }

  // new Session(options, receive)
  explicit Session(const Napi::CallbackInfo & info) : Napi::ObjectWrap<Session>(info) {
    const auto given = info[0].As<Napi::Object>();
    const auto number = [&](const char * name) { return given.Get(name).As<Napi::Number>().DoubleValue(); };
    ModelOptions options;
    options.file = given.Get("file").As<Napi::String>();
    options.backends = given.Get("backends").As<Napi::String>();
    options.context = uint32_t(number("context"));
    options.branches = uint32_t(number("branches"));
    options.batch = uint32_t(number("batch"));
    options.threads = int32_t(number("threads"));
    options.poll = uint32_t(number("poll"));
    options.gpu_layers = int32_t(number("gpuLayers"));
    options.memory = number("memory");
    options.separate = given.Get("separate").As<Napi::Boolean>();
    options.doubtful = given.Get("doubtful").As<Napi::Boolean>();

    receive_ = Napi::ThreadSafeFunction::New(info.Env(), info[1].As<Napi::Function>(), "agentflow", 0, 1);
    engine_ = std::make_unique<Engine>(std::move(options), [this] {
      receive_.NonBlockingCall([this](Napi::Env env, Napi::Function receive) { deliver(env, receive); });
    });
    // Added after the function, so it runs before the function's own: the thread ends while it can still call.
    napi_add_env_cleanup_hook(info.Env(), end_thread, this);
    // Lives until it is closed, whoever holds it.
    Ref();
  }

 private:
  static void end_thread(void * session) { static_cast<Session *>(session)->engine_.reset(); }

  void deliver(Napi::Env env, Napi::Function receive) {
    if (!engine_) return;
    const std::vector<Answer> answers = engine_->take();
    auto list = Napi::Array::New(env, answers.size());
    bool closed = false;
    for (size_t i = 0; i < answers.size(); i++) {
      list[uint32_t(i)] = object_of(env, answers[i]);
      closed = closed || answers[i].kind == Answer::Kind::closed;
    }
    if (closed) {
      engine_.reset();
      napi_remove_env_cleanup_hook(env, end_thread, this);
      receive_.Release();
      Unref();
    }
    if (!answers.empty()) receive.Call({list});
  }

  Engine & open_engine(Napi::Env env) {
    if (!engine_) throw Napi::Error::New(env, "The model is closed.");
    return *engine_;
  }

  // Commands lie here until they are flushed, so that what is asked for together starts in one tick.
  void send(Command command) { unsent_.push_back(std::move(command)); }

  void flush(const Napi::CallbackInfo &) {
    if (engine_) engine_->send(std::exchange(unsent_, {}));
  }

  Command command(const Napi::CallbackInfo & info, Command::Kind kind) {
    Command c;
    c.kind = kind;
    c.op = info[0].As<Napi::Number>();
    c.branch = info[1].As<Napi::Number>();
    return c;
  }

  // (op, branch, parent or -1)
  void fork(const Napi::CallbackInfo & info) {
    Command c = command(info, Command::Kind::fork);
    c.other = info[2].As<Napi::Number>();
    send(std::move(c));
  }

  // (op, branch, tokens)
  void extend(const Napi::CallbackInfo & info) {
    Command c = command(info, Command::Kind::extend);
    c.tokens = tokens_of(info[2]);
    send(std::move(c));
  }

  // (machine, markers as token, byte, token, byte …): what `generate` takes for a grammar. Throws where the tables are no good.
  Napi::Value tables(const Napi::CallbackInfo & info) {
    const Vocabulary & vocabulary = open_engine(info.Env()).vocabulary();
    auto tables = tables_of(info[0].As<Napi::Object>());
    Markers markers;
    const std::vector<llama_token> pairs = tokens_of(info[1]);
    for (size_t i = 0; i + 1 < pairs.size(); i += 2) markers.emplace_back(pairs[i], uint8_t(pairs[i + 1]));
    auto * shared = new SharedGrammar(std::make_shared<TablesGrammar>(vocabulary, std::move(tables), std::move(markers)));
    return Napi::External<SharedGrammar>::New(info.Env(), shared, [](Napi::Env, SharedGrammar * grammar) { delete grammar; });
  }

  // (op, branch, open, grammar or tables, limit, sampling, entropy)
  void generate(const Napi::CallbackInfo & info) {
    Command c = command(info, Command::Kind::generate);
    c.tokens = tokens_of(info[2]);
    if (info[3].IsString()) c.grammar = info[3].As<Napi::String>();
    else c.tables = *info[3].As<Napi::External<SharedGrammar>>().Data();
    c.limit = info[4].As<Napi::Number>();
    const auto sampling = info[5].As<Napi::Object>();
    const auto number = [&](const char * name) { return sampling.Get(name).As<Napi::Number>(); };
    c.sampling.temperature = number("temperature");
    c.sampling.top_k = number("topK");
    c.sampling.top_p = number("topP");
    c.sampling.min_p = number("minP");
    c.sampling.seed = uint64_t(number("seed").Int64Value());
    c.penalties.window = number("window");
    c.penalties.repeat = number("repeat");
    c.penalties.frequency = number("frequency");
    c.penalties.presence = number("presence");
    c.entropy = info[6].As<Napi::Boolean>();
    send(std::move(c));
  }

  // (op, branch, tokens)
  void grant(const Napi::CallbackInfo & info) {
    Command c = command(info, Command::Kind::grant);
    c.limit = info[2].As<Napi::Number>();
    send(std::move(c));
  }

  // (op, branch)
  void save(const Napi::CallbackInfo & info) { send(command(info, Command::Kind::save)); }

  // (op, branch, tokens, bytes): the branch must be empty.
  void restore(const Napi::CallbackInfo & info) {
    Command c = command(info, Command::Kind::restore);
    c.tokens = tokens_of(info[2]);
    const auto bytes = info[3].As<Napi::Uint8Array>();
    c.bytes.assign(reinterpret_cast<const char *>(bytes.Data()), bytes.ElementLength());
    send(std::move(c));
  }

  // (op, branch, length)
  void truncate(const Napi::CallbackInfo & info) {
    Command c = command(info, Command::Kind::truncate);
    c.other = info[2].As<Napi::Number>();
    send(std::move(c));
  }

  // (op, branch)
  void release(const Napi::CallbackInfo & info) { send(command(info, Command::Kind::release)); }

  // (op, branch, ending)
  void stop(const Napi::CallbackInfo & info) {
    Command c = command(info, Command::Kind::stop);
    c.ending = Ending(info[2].As<Napi::Number>().Int32Value());
    send(std::move(c));
  }

  // (op, branch, target)
  void cancel(const Napi::CallbackInfo & info) {
    Command c = command(info, Command::Kind::cancel);
    c.target = info[2].As<Napi::Number>();
    send(std::move(c));
  }

  // (op, branch)
  void recount(const Napi::CallbackInfo & info) { send(command(info, Command::Kind::recount)); }

  Napi::Value usage(const Napi::CallbackInfo & info) {
    const Usage usage = engine_ ? engine_->usage() : Usage();
    auto object = Napi::Object::New(info.Env());
    object["ticks"] = double(usage.ticks);
    object["rows"] = double(usage.rows);
    object["sampled"] = double(usage.sampled);
    object["forced"] = double(usage.forced);
    object["cells"] = double(usage.cells);
    auto seconds = Napi::Object::New(info.Env());
    seconds["busy"] = usage.busy;
    seconds["decoding"] = usage.decoding;
    object["seconds"] = seconds;
    return object;
  }

  // What is known of the model; from `ready` on.
  Napi::Value facts(const Napi::CallbackInfo & info) {
    const ModelFacts & facts = open_engine(info.Env()).facts();
    const Vocabulary & vocabulary = engine_->vocabulary();
    const llama_vocab * vocab = vocabulary.handle();
    auto object = Napi::Object::New(info.Env());
    object["architecture"] = facts.architecture;
    object["description"] = facts.description;
    object["device"] = facts.device;
    object["contextTrain"] = facts.context_train;
    object["cells"] = facts.cells;
    object["window"] = facts.window;
    object["batch"] = facts.batch;
    object["parameters"] = facts.parameters;
    object["bytes"] = facts.bytes;
    object["cellBytes"] = facts.cell_bytes;
    object["headBytes"] = facts.head_bytes;
    object["vocabulary"] = vocabulary.size();
    object["longestToken"] = double(vocabulary.longest_piece());
    object["begin"] = llama_vocab_bos(vocab);
    object["end"] = llama_vocab_eos(vocab);
    object["endOfTurn"] = llama_vocab_eot(vocab);
    object["ends"] = array_of(info.Env(), vocabulary.end_tokens());
    object["controls"] = array_of(info.Env(), vocabulary.control_tokens());
    object["addsBegin"] = llama_vocab_get_add_bos(vocab);
    return object;
  }

  // (text, special)
  Napi::Value tokenize(const Napi::CallbackInfo & info) {
    const std::string text = info[0].As<Napi::String>();
    return array_of(info.Env(), open_engine(info.Env()).vocabulary().tokenize(text, info[1].As<Napi::Boolean>()));
  }

  // (token)
  Napi::Value piece(const Napi::CallbackInfo & info) {
    return bytes_of(info.Env(), open_engine(info.Env()).vocabulary().piece(info[0].As<Napi::Number>()));
  }

  // (whether there is something to wait for: only then it keeps the process alive)
  void hold(const Napi::CallbackInfo & info) {
    if (!engine_) return;
    if (info[0].As<Napi::Boolean>()) receive_.Ref(info.Env());
    else receive_.Unref(info.Env());
  }

  void close(const Napi::CallbackInfo &) {
    if (engine_) engine_->close();
  }

  void end(const Napi::CallbackInfo &) { engine_.reset(); }

  void fail_pass(const Napi::CallbackInfo &) {
    if (engine_) engine_->fail_pass();
  }

  std::unique_ptr<Engine> engine_;
  std::vector<Command> unsent_;
  Napi::ThreadSafeFunction receive_;
};

}  // namespace agentflow

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports["Session"] = agentflow::Session::define(env);
  exports["TablesReader"] = agentflow::define_tables_reader(env);
  exports["GrammarReader"] = agentflow::define_grammar_reader(env);
  return exports;
}

NODE_API_MODULE(agentflow, Init)
