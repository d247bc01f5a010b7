import { type Operation, resource, until } from "effection";
import type { Clock } from "../clock.ts";
import type { Engine } from "../engine/engine.ts";
import { openHostedLease } from "./hosted-lease.ts";
import type { HostedModel } from "./hosted-model.ts";
import type { Feature } from "./patience.ts";
import { openProvider } from "./provider.ts";
import { tokensOfContext, tokensOfEntry } from "./tokens.ts";
import type { HostedHost } from "./turn.ts";

/** How a hosted model is opened. */
export interface HostedEngineOptions {
  readonly model: HostedModel;
  readonly clock: Clock;
  /** Milliseconds of silence after which a connection counts as broken; two minutes if left out. */
  readonly patience?: number;
}

const USUAL_PATIENCE = 120_000;

/**
 * The engine of a model behind a provider's interface: a branch is a list of messages, sent whole at every turn. Nothing
 * is asked of the provider before the first turn. Tokens are estimated before a request and taken as the provider counts
 * them after it.
 *
 * @example
 * ```ts
 * const model = hostedOf({ provider: "openai", name: "gpt-5-mini" }, process.env);
 * const engine = yield* useHostedEngine({ model, clock: realClock });
 * ```
 */
export function useHostedEngine(options: HostedEngineOptions): Operation<Engine> {
  return resource(function* (provide) {
    const { model, clock, patience = USUAL_PATIENCE } = options;
    const refused = new Set<Feature>();
    const provider = yield* until(openProvider(model, refused));
    const used = { branches: 0, waiting: 0, ticks: 0, prefilled: 0, sampled: 0 };
    const host: HostedHost = { model, provider, refused, clock, patience, used, count: tokensOfContext };
    yield* provide({
      identity: `hosted:${model.provider}:${model.name}`,
      title: `${model.provider}:${model.name}`,
      can: { fork: false, grammar: false, logprobs: false, latent: false, bytes: false },
      limits: { live: model.branches, cells: model.window * model.branches, window: model.window },
      count: (entries) => entries.reduce((sum, entry) => sum + tokensOfEntry(entry), 0),
      usage: () => ({ ...used, cells: 0, shared: 0, reserved: 0, forced: 0 }),
      admit: (admission) => openHostedLease(host, admission),
      // There is no cache of ours to keep anything in.
      *keep() {},
    });
  });
}
