// Texts read byte by byte under decoder tables, or under a grammar of llama.cpp, without a model: how the two are
// compared with each other and with the interpreter in TypeScript.
#pragma once

#include <napi.h>

namespace agentflow {

Napi::Function define_tables_reader(Napi::Env env);
Napi::Function define_grammar_reader(Napi::Env env);

}  // namespace agentflow
