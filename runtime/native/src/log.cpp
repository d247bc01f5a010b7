#include "log.h"

#include <mutex>

#include "llama.h"

namespace agentflow {

namespace {

thread_local std::string errors;
thread_local bool continues_error = false;
constexpr size_t most = 4096;

void keep(ggml_log_level level, const char * text, void *) {
  if (level != GGML_LOG_LEVEL_CONT) continues_error = level == GGML_LOG_LEVEL_ERROR;
  if (!continues_error) return;
  errors += text;
  if (errors.size() > most) errors.erase(0, errors.size() - most);
}

}  // namespace

void keep_logs() {
  static std::once_flag once;
  std::call_once(once, [] { llama_log_set(keep, nullptr); });
}

std::string take_errors() {
  std::string taken;
  taken.swap(errors);
  return taken;
}

}  // namespace agentflow
