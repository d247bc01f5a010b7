// What llama.cpp says goes nowhere, but its last errors are kept: sentences are made of them.
#pragma once

#include <functional>
#include <string>

namespace agentflow {

// Sets the process's log callbacks, once.
void keep_logs();

// From here on a failed assertion of llama.cpp on this thread throws std::runtime_error, where it would end the process:
// a damaged file is no reason for that.
void throw_failed_assertions();

// Does what would write to stderr without asking the log, as llama.cpp's parser of grammars does. What other C code has to
// say there meanwhile is lost too; Node's own output goes other ways.
void silently(const std::function<void()> & work);

// The errors logged on this thread since the last call, oldest first, one a line.
std::string take_errors();

}  // namespace agentflow
