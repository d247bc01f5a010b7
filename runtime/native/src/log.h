// What llama.cpp says goes nowhere, but its last errors are kept: sentences are made of them.
#pragma once

#include <string>

namespace agentflow {

// Sets the process's log callbacks, once.
void keep_logs();

// The errors logged on this thread since the last call, oldest first, one a line.
std::string take_errors();

}  // namespace agentflow
