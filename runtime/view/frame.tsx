import { Box, Text } from "ink";
import type { ReactElement } from "react";
import { widthOf } from "../../language/width.ts";
import type { Path } from "../path.ts";
import { Header } from "./header.tsx";
import { OpenedAgent, transcriptLines } from "./opened.tsx";
import type { Upcoming } from "./outline.ts";
import { type Mark, type Row, rowsOf, windowOf } from "./rows.ts";
import type { ViewState } from "./state.ts";
import { oneLine } from "./words.ts";

/** Everything that one frame of the live view depends on. */
export interface FrameProps {
  readonly state: ViewState;
  /** Milliseconds since the run began. */
  readonly now: number;
  readonly columns: number;
  readonly rows: number;
  /** What the run will come to. */
  readonly upcoming?: readonly Upcoming[];
  readonly selected?: Path | undefined;
  readonly opened?: Path | undefined;
  /** What stands under the tree: the keys that work, or nothing. */
  readonly footer?: readonly string[];
}

/** The newest ones; all of them are in the trace. */
const MOST_WARNINGS = 3;

/** One frame of the live view: header, tree, an opened agent, keys. Never taller than the terminal. */
export function Frame(props: FrameProps): ReactElement {
  const { state, now, columns, rows: height, upcoming, selected, opened, footer = [] } = props;
  const rows = rowsOf(state, now, upcoming);
  const agent = opened === undefined ? undefined : state.nodes.get(opened);
  const warnings = state.warnings.slice(-MOST_WARNINGS);
  const headerLines = Math.max(1, state.models.size);
  // One line stays free: a frame as tall as the terminal makes it scroll at every update.
  const free = Math.max(3, height - 1 - headerLines - footer.length - warnings.length);
  const transcript = agent?.agent ? transcriptLines(agent.agent.transcript, columns - 4) : [];
  const panel = agent?.agent ? Math.min(transcript.length + 1, Math.max(3, Math.floor(free / 2))) : 0;
  const focus = rows.findIndex((row) => row.path === selected);
  const running = rows.findLastIndex((row) => row.mark === "writes" || row.mark === "works");
  const shown = visibleRows(rows, free - panel, focus >= 0 ? focus : running >= 0 ? running : rows.length - 1);
  const widths = widthsOf(shown.rows, columns);
  return (
    <Box flexDirection="column" width={columns}>
      <Header state={state} now={now} columns={columns} />
      {shown.above > 0 ? <Text dimColor>{`   … ${shown.above} more above`}</Text> : null}
      {shown.rows.map((row) => (
        <RowLine key={row.path} row={row} widths={widths} selected={row.path === selected} columns={columns} />
      ))}
      {shown.below > 0 ? <Text dimColor>{`   … ${shown.below} more below`}</Text> : null}
      {agent?.agent ? <OpenedAgent agent={agent.agent} lines={transcript.slice(1 - panel)} columns={columns} /> : null}
      {warnings.map((warning) => (
        <Text key={warning} color="yellow" wrap="truncate">{` warning: ${oneLine(warning)}`}</Text>
      ))}
      {footer.map((line) => (
        <Box key={line} justifyContent="flex-end">
          <Text dimColor wrap="truncate">
            {line}
          </Text>
        </Box>
      ))}
    </Box>
  );
}

function visibleRows(rows: readonly Row[], height: number, focus: number): ReturnType<typeof windowOf> {
  const all = windowOf(rows, height, focus);
  // The lines that tell of the rest need room themselves.
  return all.above + all.below === 0 ? all : windowOf(rows, Math.max(1, height - 2), focus);
}

interface Widths {
  readonly label: number;
  readonly status: number;
  readonly tokens: number;
  readonly time: number;
}

function widthsOf(rows: readonly Row[], columns: number): Widths {
  const widest = (of: (row: Row) => number): number => rows.reduce((most, row) => Math.max(most, of(row)), 0);
  const columned = (row: Row): boolean => row.status !== "" || row.words !== "";
  const label = widest((row) => (columned(row) ? row.branch.length + 2 + widthOf(row.label) : 0));
  return {
    label: Math.min(label, Math.floor(columns * 0.35)),
    status: Math.min(
      widest((row) => row.status.length),
      18,
    ),
    tokens: widest((row) => row.tokens.length),
    time: widest((row) => row.time.length),
  };
}

const MARKS: Readonly<Record<Mark, { readonly sign: string; readonly color?: string; readonly dim?: true }>> = {
  done: { sign: "✓", color: "green" },
  failed: { sign: "✗", color: "red" },
  halted: { sign: "⊘", color: "yellow" },
  open: { sign: "▾" },
  writes: { sign: "●", color: "cyan" },
  works: { sign: "◐", color: "cyan" },
  waits: { sign: "○", dim: true },
};

function RowLine(props: { row: Row; widths: Widths; selected: boolean; columns: number }): ReactElement {
  const { row, widths, selected, columns } = props;
  const mark = MARKS[row.mark];
  const label = (
    <Text wrap="truncate" bold={selected}>
      <Text dimColor>{row.branch}</Text>
      <Text {...(mark.color === undefined ? {} : { color: mark.color })} dimColor={mark.dim ?? false}>
        {mark.sign}
      </Text>
      {` ${row.label}`}
    </Text>
  );
  const columned = row.status !== "" || row.words !== "";
  return (
    <Box flexDirection="column" width={columns}>
      <Box>
        <Box width={1} flexShrink={0}>
          <Text>{selected ? "›" : " "}</Text>
        </Box>
        {columned ? (
          <>
            <Box width={widths.label} flexShrink={0}>
              {label}
            </Box>
            {row.status !== "" ? (
              <Box width={widths.status} marginLeft={2} flexShrink={0}>
                <Text wrap="truncate">{row.status}</Text>
              </Box>
            ) : null}
            <Box flexGrow={1} flexShrink={1} flexBasis={0} marginLeft={2}>
              <Text dimColor wrap={row.cut === "start" ? "truncate-start" : "truncate-end"}>
                {row.words}
              </Text>
            </Box>
          </>
        ) : (
          <Box flexGrow={1} flexShrink={1} flexBasis={0}>
            {label}
          </Box>
        )}
        <Box width={widths.tokens} marginLeft={2} flexShrink={0} justifyContent="flex-end">
          <Text>{row.tokens}</Text>
        </Box>
        <Box width={widths.time} marginLeft={2} flexShrink={0} justifyContent="flex-end">
          <Text>{row.time}</Text>
        </Box>
      </Box>
      {row.why === undefined ? null : (
        <Box marginLeft={row.branch.length + 3}>
          <Text color="red" wrap="truncate">
            {row.why}
          </Text>
        </Box>
      )}
    </Box>
  );
}
