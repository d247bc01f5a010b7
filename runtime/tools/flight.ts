import { type Operation, type Scope, type Task, withResolvers } from "effection";

/** Work that several may wait for at once: it runs once, and is halted when nobody waits for it any longer. */
export interface Flights<T> {
  /**
   * Waits for the work called `key`, starting it if it isn't under way; `joined` says that it was. One waiter's halt
   * touches no other; the last one's halts the work. The work must not throw.
   */
  wait(key: string, work: () => Operation<T>): Operation<{ readonly value: T; readonly joined: boolean }>;
}

interface Flight<T> {
  waiting: number;
  ended: boolean;
  readonly landing: ReturnType<typeof withResolvers<T>>;
  task: Task<void> | undefined;
}

/** Flights whose work belongs to `scope`, not to whoever waits. */
export function makeFlights<T>(scope: Scope): Flights<T> {
  const flights = new Map<string, Flight<T>>();

  function start(key: string, work: () => Operation<T>): Flight<T> {
    const flight: Flight<T> = { waiting: 0, ended: false, landing: withResolvers<T>(), task: undefined };
    flights.set(key, flight);
    flight.task = scope.run(function* () {
      try {
        const value = yield* work();
        flight.ended = true;
        flight.landing.resolve(value);
      } finally {
        if (flights.get(key) === flight) flights.delete(key);
      }
    });
    return flight;
  }

  return {
    *wait(key, work) {
      const under = flights.get(key);
      const flight = under ?? start(key, work);
      flight.waiting++;
      try {
        return { value: yield* flight.landing.operation, joined: under !== undefined };
      } finally {
        flight.waiting--;
        if (flight.waiting === 0 && !flight.ended) {
          // Whoever asks from here on gets a flight of their own, not one that is being called off.
          if (flights.get(key) === flight) flights.delete(key);
          // Not waited for: whatever yields in a `finally` lets the generators around it go on as if nothing were halted.
          const { task } = flight;
          if (task) scope.run(() => task.halt());
        }
      }
    },
  };
}
