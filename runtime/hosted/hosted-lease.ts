import { createQueue, Err, Ok, type Operation, type Result, resource, spawn } from "effection";
import { growAll } from "../context/context.ts";
import { type Admission, type Lease, NoRoom, type TurnDelta, type TurnEnd } from "../engine/engine.ts";
import { type Asking, type HostedHost, takeHostedTurn } from "./turn.ts";

/** Opens one branch of a hosted model: a context that is sent at each turn. It is only a value, so nothing waits. */
export function openHostedLease(host: HostedHost, admission: Admission): Operation<Lease> {
  return resource(function* (provide) {
    let context = admission.context;
    let asking: Asking | undefined;
    const { window } = host.model;
    host.used.branches++;
    try {
      yield* provide({
        get context() {
          return context;
        },
        size: { tokens: host.count(context), shared: 0 },
        room: () => Math.max(0, window - host.count(context)),
        *append(entries) {
          const grown = growAll(context, entries);
          const tokens = host.count(grown);
          if (tokens > window)
            throw new NoRoom(`About ${tokens} tokens are asked for, but a context of this model holds ${window}.`);
          context = grown;
          return context;
        },
        turn: (request) => ({
          *[Symbol.iterator]() {
            const queue = createQueue<TurnDelta, Result<TurnEnd>>();
            const controller = new AbortController();
            const own: Asking = { context, request, admission, controller, stopped: undefined, emit: queue.add };
            asking = own;
            yield* spawn(function* () {
              try {
                const end = yield* takeHostedTurn(host, own);
                context = end.context;
                queue.close(Ok(end));
              } catch (error) {
                queue.close(Err(error instanceof Error ? error : new Error(String(error))));
              } finally {
                controller.abort();
                if (asking === own) asking = undefined;
              }
            });
            return {
              // What goes wrong is thrown where somebody waits for it, and can catch it.
              *next() {
                const next = yield* queue.next();
                if (!next.done) return next;
                if (!next.value.ok) throw next.value.error;
                return { done: true, value: next.value.value };
              },
            };
          },
        }),
        stop(reason) {
          if (!asking) return;
          asking.stopped ??= reason;
          asking.controller.abort();
        },
        *rebase(to) {
          context = to;
        },
        recover() {},
      });
    } finally {
      host.used.branches--;
    }
  });
}
