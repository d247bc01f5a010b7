// A model with its one context: opened on the engine's thread, and closed there.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "ggml-backend.h"
#include "ggml-cpu.h"
#include "vocabulary.h"

namespace agentflow {

struct ModelOptions {
  std::string file;
  std::string backends;  // the folder with llama.cpp's libraries
  uint32_t context = 0;  // cells of all branches together
  uint32_t branches = 0;
  // Each branch has a stream of its own with a part of the cells; otherwise all share them.
  bool separate = false;
  uint32_t batch = 0;
  int32_t threads = 0;
  // 0 lets idle threads sleep at once, 100 makes them spin longest.
  uint32_t poll = 0;
  int32_t gpu_layers = -1;  // negative for all
  // Bytes that the cache may take at most; 0 if nobody knows.
  double memory = 0;
  // The file's description has a setting of models that can't be forked: ask llama.cpp before it reads all weights.
  bool doubtful = false;
};

// Why a model can't be opened. `code` names the sentence that is made of it, `detail` fills it in.
struct Problem {
  std::string code;
  std::string detail;
};

struct ModelFacts {
  std::string architecture, description, device;
  int32_t context_train = 0;
  uint32_t cells = 0;
  // Rows of one pass at most.
  uint32_t batch = 0;
  // Positions of one branch at most.
  int32_t window = 0;
  double parameters = 0, bytes = 0;
  // Of a saved branch: bytes of each cell, and of what stands before all of them. Other types of keys and values, and other
  // ways to lay them out, give other numbers.
  double cell_bytes = 0, head_bytes = 0;
};

class Model {
 public:
  // `progress` gets 0 to 1 and stops the loading by returning false. Throws Problem.
  Model(const ModelOptions & options, const std::function<bool(float)> & progress, std::atomic<bool> & abort);
  ~Model();
  Model(const Model &) = delete;

  llama_context * context() const { return context_; }
  llama_memory_t memory() const { return llama_get_memory(context_); }
  const Vocabulary & vocabulary() const { return *vocabulary_; }
  const ModelFacts & facts() const { return facts_; }
  void note_layout(size_t cell_bytes, size_t head_bytes);

 private:
  // Without `weights` only the description is read.
  void load(const ModelOptions & options, const std::function<bool(float)> & progress, bool weights);
  void refuse_what_cannot_fork() const;
  void check_memory(const ModelOptions & options) const;
  void open_context(const ModelOptions & options, std::atomic<bool> & abort);
  void attach_threads(const ModelOptions & options);
  void close();
  std::string metadata(const std::string & key) const;

  llama_model * model_ = nullptr;
  llama_context * context_ = nullptr;
  ggml_threadpool_t threads_ = nullptr;
  void (*free_threads_)(ggml_threadpool_t) = nullptr;
  std::unique_ptr<Vocabulary> vocabulary_;
  ModelFacts facts_;
};

}  // namespace agentflow
