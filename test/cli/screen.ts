/**
 * A terminal that tests can look at: tmux where it is installed, else a pseudo-terminal of python3's.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";

/** A terminal with one command in it. */
export interface Terminal {
  /** What it is, for whoever reads a failure. */
  readonly kind: "tmux" | "pty";
  /** Types text; control characters and escape sequences are keys. */
  send(text: string): void;
  resize(columns: number, rows: number): void;
  /** What stands on it: of a pseudo-terminal, the last frame and what follows it. */
  screen(): string;
  close(): void;
}

/** Whether this machine has any of them. */
export function hasTerminal(): boolean {
  return has("tmux") || has("python3");
}

/** Opens a terminal of the given size and runs a command line of the shell in it. */
export function openTerminal(command: string, columns: number, rows: number): Terminal {
  return has("tmux") ? openTmux(command, columns, rows) : openPty(command, columns, rows);
}

function has(program: string): boolean {
  return spawnSync(program, [program === "tmux" ? "-V" : "--version"], { stdio: "ignore" }).status === 0;
}

// A machine of tests says that nobody looks on; here somebody does.
const ENV = Object.fromEntries(
  Object.entries({ ...process.env, LC_ALL: "C.UTF-8" }).filter(
    ([name]) => !/^(CI|CONTINUOUS_INTEGRATION|NO_COLOR)$|^CI_|^TMUX/.test(name),
  ),
);

function openTmux(command: string, columns: number, rows: number): Terminal {
  const socket = `agentflow-test-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  const tmux = (...words: string[]): string =>
    execFileSync("tmux", ["-u", "-L", socket, "-f", "/dev/null", ...words], { env: ENV, encoding: "utf8" });
  tmux("new-session", "-d", "-s", "t", "-x", `${columns}`, "-y", `${rows}`, `${command}; read _`);
  return {
    kind: "tmux",
    send: (text) => void tmux("send-keys", "-t", "t", "-H", ...[...Buffer.from(text)].map((byte) => byte.toString(16))),
    resize: (wide, high) => void tmux("resize-window", "-t", "t", "-x", `${wide}`, "-y", `${high}`),
    screen: () => tmux("capture-pane", "-p", "-t", "t"),
    close: () => void spawnSync("tmux", ["-L", socket, "kill-server"]),
  };
}

/** Hands on what is typed, but for lines that begin with NUL: those say the size. */
const PTY = `
import fcntl, os, pty, select, signal, struct, sys, termios
command, columns, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
child, fd = pty.fork()
if child == 0:
    os.execvp("sh", ["sh", "-c", "read _; " + command + "; read _"])
def size(columns, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
size(columns, rows)
os.write(fd, b"\\n")
while True:
    for ready in select.select([0, fd], [], [])[0]:
        try:
            data = os.read(ready, 65536)
        except OSError:
            data = b""
        if not data:
            os.kill(child, signal.SIGKILL)
            sys.exit()
        if ready == fd:
            os.write(1, data)
        elif data[:1] == b"\\0":
            size(*map(int, data[1:].split()[:2]))
        else:
            os.write(fd, data)
`;

function openPty(command: string, columns: number, rows: number): Terminal {
  const child = spawn("python3", ["-c", PTY, command, `${columns}`, `${rows}`], { env: { ...ENV, TERM: "xterm" } });
  let written = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    written += text;
  });
  return {
    kind: "pty",
    send: (text) => void child.stdin.write(text),
    resize: (wide, high) => void child.stdin.write(`\0${wide} ${high}\n`),
    screen() {
      // Ink goes to the first column, or to the corner, when it has erased what it drew before.
      const frame = written.slice(Math.max(0, written.lastIndexOf("\u001b[G"), written.lastIndexOf("\u001b[H")));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what it takes away
      return frame.replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, "").replace(/\r/g, "");
    },
    close: () => void child.stdin.end(),
  };
}
