import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node.js";
import { startServer } from "./server.ts";

/**
 * Speaks the Language Server Protocol over two streams until the client goes away. Gives 0 if it said so before, with
 * `shutdown`, else 1; where it says `exit`, the process ends with that code.
 */
export function serve(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<0 | 1> {
  return new Promise((resolve) => {
    const reader = new StreamMessageReader(input);
    const connection = createConnection(ProposedFeatures.all, reader, new StreamMessageWriter(output));
    let ready = false;
    const end = (): void => resolve(ready ? 0 : 1);
    connection.onShutdown(() => {
      ready = true;
    });
    reader.onClose(end);
    input.on("end", end);
    output.on("error", end);
    startServer(connection);
    connection.listen();
  });
}
