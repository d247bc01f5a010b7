#include "model.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mutex>

#include "log.h"

namespace agentflow {

namespace {

void open_backends(const std::string & folder) {
  static std::once_flag once;
  std::call_once(once, [&] {
    ggml_backend_load_all_from_path(folder.c_str());
    llama_backend_init();
  });
}

// With a stream for each branch the spare sequence has one too.
uint32_t cells_of(const ModelOptions & options) {
  return options.context + (options.separate ? options.context / options.branches : 0);
}

bool aborted(void * flag) { return static_cast<std::atomic<bool> *>(flag)->load(std::memory_order_relaxed); }

}  // namespace

Model::Model(const ModelOptions & options, const std::function<bool(float)> & progress, std::atomic<bool> & abort) {
  keep_logs();
  open_backends(options.backends);
  take_errors();
  try {
    if (options.doubtful) {
      load(options, progress, false);
      facts_.architecture = metadata("general.architecture");
      refuse_what_cannot_fork();
      close();
    }
    load(options, progress, true);
    facts_.architecture = metadata("general.architecture");
    facts_.context_train = llama_model_n_ctx_train(model_);
    facts_.parameters = double(llama_model_n_params(model_));
    facts_.bytes = double(llama_model_size(model_));
    char text[256] = {};
    llama_model_desc(model_, text, sizeof text);
    facts_.description = text;
    refuse_what_cannot_fork();
    check_memory(options);
    open_context(options, abort);
    attach_threads(options);
  } catch (...) {
    close();
    throw;
  }
}

Model::~Model() { close(); }

void Model::close() {
  if (context_) llama_free(context_);
  if (threads_) free_threads_(threads_);
  if (model_) llama_model_free(model_);
  context_ = nullptr;
  threads_ = nullptr;
  model_ = nullptr;
}

void Model::load(const ModelOptions & options, const std::function<bool(float)> & progress, bool weights) {
  // Text is tokenised stretch by stretch; a space set before each of them would be in none of the texts.
  llama_model_kv_override overrides[2] = {};
  overrides[0].tag = LLAMA_KV_OVERRIDE_TYPE_BOOL;
  std::snprintf(overrides[0].key, sizeof overrides[0].key, "tokenizer.ggml.add_space_prefix");
  overrides[0].val_bool = false;

  bool stopped = false;
  struct Watch {
    const std::function<bool(float)> & progress;
    bool & stopped;
  } watch{progress, stopped};

  llama_model_params params = llama_model_default_params();
  params.n_gpu_layers = options.gpu_layers;
  params.no_alloc = !weights;
  if (!weights) params.load_mode = LLAMA_LOAD_MODE_NONE;
  params.kv_overrides = overrides;
  params.progress_callback_user_data = &watch;
  params.progress_callback = [](float fraction, void * data) {
    auto * watch = static_cast<Watch *>(data);
    watch->stopped = watch->stopped || !watch->progress(fraction);
    return !watch->stopped;
  };
  model_ = llama_model_load_from_file(options.file.c_str(), params);
  if (!model_) throw Problem{stopped ? "cancelled" : "load", take_errors()};
  const llama_vocab * vocab = llama_model_get_vocab(model_);
  if (llama_vocab_type(vocab) == LLAMA_VOCAB_TYPE_NONE) throw Problem{"no-vocabulary", ""};
  vocabulary_ = std::make_unique<Vocabulary>(vocab);
  // Without one no turn could end, and llama.cpp's grammars could not say that a text is whole.
  if (vocabulary_->end_tokens().empty()) throw Problem{"no-end-token", ""};
}

void Model::refuse_what_cannot_fork() const {
  const std::string & name = facts_.architecture;
  if (llama_model_has_encoder(model_) || !llama_model_has_decoder(model_)) throw Problem{"encoder", name};
  if (metadata(name + ".attention.causal") == "false") throw Problem{"encoder", name};
  if (llama_model_is_diffusion(model_)) throw Problem{"diffusion", name};
  if (llama_model_is_recurrent(model_)) throw Problem{"recurrent", name};
  if (llama_model_is_hybrid(model_)) throw Problem{"hybrid", name};
  if (llama_model_n_swa(model_) > 0) throw Problem{"window", name};
}

// Memory that the system promises and does not have ends the process at the first write, so ask before.
void Model::check_memory(const ModelOptions & options) const {
  if (options.memory <= 0) return;
  const auto number = [&](const char * key, double fallback) {
    const std::string text = metadata(facts_.architecture + key);
    return text.empty() ? fallback : std::atof(text.c_str());
  };
  const double heads = std::max(1, llama_model_n_head(model_));
  const double key_heads = std::max(1, llama_model_n_head_kv(model_));
  const double width = llama_model_n_embd(model_) / heads;
  const double values = key_heads * (number(".attention.key_length", width) + number(".attention.value_length", width));
  const double bytes = 2 * values * llama_model_n_layer(model_) * cells_of(options);
  if (bytes > options.memory) throw Problem{"memory", std::to_string(bytes) + " " + std::to_string(options.memory)};
}

void Model::open_context(const ModelOptions & options, std::atomic<bool> & abort) {
  llama_context_params params = llama_context_default_params();
  params.n_ctx = cells_of(options);
  params.n_batch = options.batch;
  // One pass is one unit: with several, a failed pass would leave some of its rows behind.
  params.n_ubatch = options.batch;
  // One sequence more than branches, for `again` of the engine.
  params.n_seq_max = options.branches + 1;
  // Not below the sequences: llama.cpp ends the process where it plans a pass. Where logits lie decides where all else of a
  // pass does: with other numbers than multiples of 64 a prefill was measured to take a third longer.
  params.n_outputs_max = std::max(params.n_seq_max, std::min((params.n_seq_max + 63) / 64 * 64, options.batch));
  params.n_threads = options.threads;
  params.n_threads_batch = options.threads;
  params.kv_unified = !options.separate;
  params.no_perf = true;
  params.abort_callback = aborted;
  params.abort_callback_data = &abort;
  context_ = llama_init_from_model(model_, params);
  if (!context_) throw Problem{"context", take_errors()};
  const uint32_t stream = llama_n_ctx_seq(context_);
  facts_.cells = options.separate ? stream * options.branches : stream;
  facts_.batch = std::min(llama_n_batch(context_), llama_n_ubatch(context_));
  // Beyond what it was trained for a model writes nonsense, and one with learnt positions would end the process.
  facts_.window = facts_.context_train > 0 ? std::min(int32_t(stream), facts_.context_train) : int32_t(stream);
}

void Model::note_layout(size_t cell_bytes, size_t head_bytes) {
  facts_.cell_bytes = double(cell_bytes);
  facts_.head_bytes = double(head_bytes);
}

void Model::attach_threads(const ModelOptions & options) {
  for (size_t i = 0; i < ggml_backend_dev_count(); i++) {
    ggml_backend_dev_t device = ggml_backend_dev_get(i);
    const auto type = ggml_backend_dev_type(device);
    if (type != GGML_BACKEND_DEVICE_TYPE_CPU && type != GGML_BACKEND_DEVICE_TYPE_ACCEL && facts_.device.empty())
      facts_.device = ggml_backend_dev_description(device);
  }
  ggml_backend_dev_t cpu = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
  if (!cpu) return;
  if (facts_.device.empty()) facts_.device = ggml_backend_dev_description(cpu);
  // The CPU library is chosen at run time, so its functions are looked up, not linked.
  ggml_backend_reg_t registry = ggml_backend_dev_backend_reg(cpu);
  auto * make = reinterpret_cast<decltype(&ggml_threadpool_new)>(ggml_backend_reg_get_proc_address(registry, "ggml_threadpool_new"));
  free_threads_ = reinterpret_cast<decltype(free_threads_)>(ggml_backend_reg_get_proc_address(registry, "ggml_threadpool_free"));
  if (!make || !free_threads_) return;
  ggml_threadpool_params params = ggml_threadpool_params_default(options.threads);
  params.poll = options.poll;
  threads_ = make(&params);
  if (threads_) llama_attach_threadpool(context_, threads_, threads_);
}

std::string Model::metadata(const std::string & key) const {
  char text[256] = {};
  return llama_model_meta_val_str(model_, key.c_str(), text, sizeof text) < 0 ? "" : text;
}

}  // namespace agentflow
