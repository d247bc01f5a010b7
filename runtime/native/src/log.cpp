#include "log.h"

#include <cstdio>
#include <mutex>
#include <stdexcept>

#include "llama.h"

namespace agentflow {

namespace {

thread_local bool throws = false;
thread_local std::string errors;
thread_local bool continues_error = false;
constexpr size_t most = 4096;

void keep(ggml_log_level level, const char * text, void *) {
  if (level != GGML_LOG_LEVEL_CONT) continues_error = level == GGML_LOG_LEVEL_ERROR;
  if (!continues_error) return;
  errors += text;
  if (errors.size() > most) errors.erase(0, errors.size() - most);
}

// llama.cpp calls it right before it ends the process.
void on_failed_assertion(const char * message) {
  if (throws) throw std::runtime_error(message);
  std::fprintf(stderr, "%s\n", message);
}

}  // namespace

void throw_failed_assertions() { throws = true; }

void keep_logs() {
  static std::once_flag once;
  std::call_once(once, [] {
    llama_log_set(keep, nullptr);
    ggml_set_abort_callback(on_failed_assertion);
  });
}

void silently(const std::function<void()> & work) {
#if defined(__GLIBC__) || defined(__APPLE__)
  // Never closed: another thread may be writing to it in the moment in which it is taken away.
  static FILE * const nowhere = std::fopen("/dev/null", "w");
  FILE * const before = stderr;
  if (nowhere) stderr = nowhere;
  work();
  stderr = before;
#else
  work();
#endif
}

std::string take_errors() {
  std::string taken;
  taken.swap(errors);
  return taken;
}

}  // namespace agentflow
