// Decoder tables as they come from JavaScript.
#pragma once

#include <napi.h>

#include <memory>

#include "tables.h"

namespace agentflow {

// A machine of compiler/decode. What is wrong with it is thrown as a sentence.
std::shared_ptr<const Tables> tables_of(const Napi::Object & machine);

}  // namespace agentflow
