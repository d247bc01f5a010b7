#include "binding_tables.h"

#include <algorithm>

namespace agentflow {

namespace {

template <typename Array, typename Item>
std::vector<Item> column(const Napi::Object & object, const char * name) {
  const auto array = object.Get(name).As<Array>();
  return std::vector<Item>(array.Data(), array.Data() + array.ElementLength());
}

}  // namespace

std::shared_ptr<const Tables> tables_of(const Napi::Object & machine) {
  auto tables = std::make_shared<Tables>();
  const auto words = [&](const char * name) { return column<Napi::Uint32Array, uint32_t>(machine, name); };
  const auto classes = column<Napi::Uint8Array, uint8_t>(machine, "classes");
  std::copy_n(classes.begin(), std::min(classes.size(), tables->classes.size()), tables->classes.begin());
  tables->class_count = machine.Get("classCount").As<Napi::Number>();
  tables->entries = words("entries");
  tables->calls = words("calls");
  tables->pops = column<Napi::Uint8Array, uint8_t>(machine, "pops");
  tables->low = words("low");
  tables->high = words("high");
  tables->end = words("end");
  tables->first = words("first");
  tables->loop = words("loop");
  tables->need = column<Napi::Uint16Array, uint16_t>(machine, "need");
  tables->start = machine.Get("start").As<Napi::Number>();
  const std::string problem = tables->problem();
  if (!problem.empty())
    throw Napi::Error::New(machine.Env(), "These decoder tables can't be used: " + problem + ".");
  return tables;
}

}  // namespace agentflow
