// The one owner of a model: a thread that takes commands in order and makes one pass a tick, for all branches together.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>
#include <vector>

#include "branch.h"
#include "gbnf.h"
#include "workers.h"

namespace agentflow {

class Engine {
 public:
  // Opens the model on a thread of its own. `wake` is called there whenever answers can be taken.
  Engine(ModelOptions options, std::function<void()> wake);
  // Waits for the thread; the pass in flight is aborted where the backend can.
  ~Engine();

  void send(std::vector<Command> commands);
  // Ends the thread after what it does right now; `closed` is its last answer.
  void close();
  // Makes the pass in flight fail, or the next one: a failure for tests to see.
  void fail_pass();

  std::vector<Answer> take();
  Usage usage() const;
  // Of the model; only from `ready` until `close`.
  const ModelFacts & facts() const { return model_->facts(); }
  const Vocabulary & vocabulary() const { return model_->vocabulary(); }

 private:
  // One row of a pass.
  struct Row {
    int32_t branch;
    llama_token token;
    llama_pos position;
    llama_seq_id sequence;
    bool logits;
  };

  // engine.cpp: the thread, from opening to closing.
  void run();
  void open();
  void calibrate();
  bool wait_for_commands(std::vector<Command> & commands);
  bool busy();
  void answer(Answer answer);
  void publish();
  void put(Answer && answer);

  // operations.cpp: what is asked of branches, in order.
  void apply(Command && command);
  void cancel(uint32_t target);
  void stop(int32_t branch, Ending ending);
  void grant(int32_t branch, int64_t tokens);
  void recount(uint32_t op);
  // Carries out what needs no pass, at the head of the branch's operations.
  void pump(int32_t id);
  void fork(Branch & parent, const Command & command);
  // Ends the operation under way. `roll_back` leaves the branch as it was before it.
  void finish(Branch & branch, Answer answer, bool roll_back);
  void finish_writing(Branch & branch, Ending ending);
  void fail(Branch & branch, std::string sentence);
  void shorten(Branch & branch, int32_t length);
  Branch * find(int32_t id);

  // saving.cpp: branches as bytes.
  void save(const Branch & branch, uint32_t op);
  void restore(Branch & branch, const Command & command);
  void copy_now();
  void keep_logits();
  size_t streams() const { return options_.separate ? size_t(spare_) + 1 : 1; }
  // Bytes of what llama.cpp writes of a sequence that are left out of what is kept.
  size_t frame_bytes() const;

  // tick.cpp: what a pass is made of.
  void tick();
  void draw();
  void place(Branch & branch);
  void add_pending();
  bool begin(Branch & branch, Operation & operation);
  bool begin_writing(Branch & branch, Operation & operation);
  std::string lack_of_room(const Branch & branch, int64_t rows, int64_t behind) const;
  int64_t free_cells() const;
  int64_t room(const Branch & branch) const;

  // pass.cpp: the pass itself, and what comes of it.
  void decode();
  void commit();
  void take_written(Operation & operation, const llama_token * tokens, size_t count, bool drawn);
  void tell_written(Operation & operation, const llama_token * tokens, size_t count, bool drawn);
  void take_rows_back(const std::string & why);
  void clear_spare();

  ModelOptions options_;
  std::function<void()> wake_;

  // Shared with the JavaScript thread.
  std::mutex commands_lock_;
  std::condition_variable commands_come_;
  std::vector<Command> commands_;
  bool closing_ = false;
  std::atomic<bool> abort_{false};
  mutable std::mutex answers_lock_;
  std::vector<Answer> answers_;
  // Where the last piece of a text lies in them.
  std::unordered_map<uint32_t, size_t> last_pieces_;
  // They were announced, and are not taken yet.
  bool woken_ = false;
  Usage published_;

  // The engine thread's own.
  std::unique_ptr<Model> model_;
  std::unique_ptr<GrammarShelf> grammars_;
  std::unique_ptr<Workers> workers_;
  std::map<int32_t, Branch> branches_;
  // The lowest first: separate streams share a pass only where their ids follow each other.
  std::set<llama_seq_id> free_sequences_;
  Lineage lineage_;
  uint64_t order_ = 0;
  // Cells that operations which have started still need.
  int64_t reserved_ = 0;
  // Keeps the cell of a token that is decoded again until that has worked out; one at a time.
  llama_seq_id spare_ = 0;
  bool spare_taken_ = false;
  // Streams were told to copy others, which they do in the next pass.
  bool copies_due_ = false;
  // Of texts that are still to be drawn, where another pass came between.
  std::map<int32_t, std::vector<float>> kept_logits_;
  // Why no pass can be made any more: an assertion failed in one.
  std::string broken_;
  std::vector<Row> rows_;
  llama_batch batch_ = {};
  std::vector<Answer> outgoing_;
  Usage usage_;
  double busy_since_ = 0, woken_at_ = 0;
  // Bytes of the whole state with nothing in it, and of one cell more.
  size_t state_base_ = 0, state_cell_ = 0;

  std::thread thread_;
};

}  // namespace agentflow
