import { ensure, type Operation, until } from "effection";
import { JournalProblem } from "../runtime/journal/database.ts";
import type { OpenJournal } from "../runtime/journal/journal-file.ts";
import { redactorOf } from "../runtime/journal/secrets.ts";

type Header = Parameters<typeof import("../runtime/journal/runs.ts").startJournal>[1];

/**
 * A journal in `folder`, or the workspace's, that is closed when the calling scope ends. It takes SQLite, which most runs do
 * without. `refuse` throws where none can be written.
 */
export function* useJournal(
  folder: string | undefined,
  header: Header,
  secrets: readonly string[],
  refuse: (message: string, hint: string) => never,
): Operation<OpenJournal> {
  const { runsFolder, startJournal } = yield* until(import("../runtime/journal/runs.ts"));
  const onLost = (why: string): void => void process.stderr.write(`agentflow: ${why}\n`);
  const starting = startJournal(folder ?? runsFolder(header.workspace), header, {
    redact: redactorOf(secrets),
    onLost,
  });
  const closing = starting.then(
    (journal) => () => journal.close(),
    () => () => {},
  );
  // Whoever is halted while it is being made leaves none open behind.
  yield* ensure(function* () {
    const close = yield* until(closing);
    close();
  });
  try {
    return yield* until(starting);
  } catch (error) {
    if (!(error instanceof JournalProblem)) throw error;
    return refuse(`The run can't be recorded. ${error.message}`, "Run it without `journal`, or name another folder.");
  }
}
