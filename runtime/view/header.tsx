import { Box, Text } from "ink";
import type { ReactElement } from "react";
import type { EngineView, ModelView, ViewState } from "./state.ts";
import { count, duration, oneLine, percent } from "./words.ts";

/** The first lines of the live view: what runs, for how long, and how full and fast each model's engine is. */
export function Header({ state, now, columns }: { state: ViewState; now: number; columns: number }): ReactElement {
  const models = [...state.models.values()];
  const [first, ...others] = models;
  return (
    <Box flexDirection="column" width={columns}>
      <Box justifyContent="space-between" columnGap={2}>
        <Box flexShrink={1} marginLeft={1}>
          <Text bold wrap="truncate">
            {state.flow === "" ? "starting" : state.flow}
          </Text>
        </Box>
        <Box flexShrink={0}>
          <Text>{duration(now)}</Text>
        </Box>
        {first === undefined ? null : <ModelLine model={first} columns={columns} titled={others.length > 0} />}
      </Box>
      {others.map((model) => (
        <Box key={model.title} justifyContent="flex-end">
          <ModelLine model={model} columns={columns} titled />
        </Box>
      ))}
    </Box>
  );
}

function ModelLine({ model, columns, titled }: { model: ModelView; columns: number; titled: boolean }): ReactElement {
  const title = oneLine(model.title);
  const { engine } = model;
  if (engine === undefined) {
    const state = model.progress < 1 ? `loading ${title} ${percent(model.progress, 1)}` : `${title} ready`;
    return <Text wrap="truncate">{state}</Text>;
  }
  const wide = columns >= 120;
  return (
    <Box columnGap={wide ? 3 : 2} flexShrink={0}>
      {titled || wide ? <Text dimColor>{title}</Text> : null}
      <Gauge engine={engine} width={wide ? 20 : 10} />
      {wide ? <Text>{`${engine.branches} branches`}</Text> : null}
      {wide ? <Text>{`${count(engine.tokensPerSecond)} tok/s`}</Text> : null}
      <Text>{`${count(engine.ticksPerSecond)} ticks/s`}</Text>
    </Box>
  );
}

/** How much of the KV cache is in use, as a bar and in words. */
function Gauge({ engine, width }: { engine: EngineView; width: number }): ReactElement {
  const { cells, limit, shared } = engine;
  const share = limit > 0 ? Math.min(1, cells / limit) : 0;
  // A cache in use never looks empty, one with room left never full.
  const full = cells === 0 ? 0 : Math.max(1, Math.min(Math.round(share * width), cells < limit ? width - 1 : width));
  return (
    <Text>
      {"cells "}
      <Text {...(share > 0.9 ? { color: "red" } : share > 0.7 ? { color: "yellow" } : { color: "green" })}>
        {"█".repeat(full)}
      </Text>
      <Text dimColor>{"░".repeat(width - full)}</Text>
      {` ${percent(cells, limit)} (${count(shared)} shared)`}
    </Text>
  );
}
