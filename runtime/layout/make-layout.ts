import type { Entry, ResultsEntry, TurnEntry } from "../context/entry.ts";
import { LAYOUT_VERSION, type Layout, type Piece, type Standing } from "./layout.ts";
import { joined, mark, plain } from "./piece.ts";
import type { LayoutRecipe, ResultMark } from "./recipe.ts";
import { toolsPieces } from "./tools-text.ts";
import { thinks, turnPieces } from "./turn-pieces.ts";

type Rendered = ReturnType<Layout["render"]>;

/** Between two paragraphs of one turn. */
const GAP = plain("\n\n");

/**
 * The layout of one model family. Contexts only grow in it: what stands open is closed by the entry that comes after,
 * so the pieces of a context are always the beginning of the pieces of its children.
 */
export function makeLayout(recipe: LayoutRecipe): Layout {
  const { system, userOpen, modelOpen, modelToUser, calls, results } = recipe;
  const thinkingOpen = withoutThought(modelOpen);

  function opening(standing: Standing, role: "system" | "user"): Piece[] {
    switch (standing) {
      case "start":
        return [...(role === "system" && system ? system.open : userOpen)];
      case "system":
        return role === "system" ? [GAP] : [...(system?.toUser ?? [])];
      case "user":
        return [GAP];
      case "model":
        return [...modelToUser];
      default:
        return standing satisfies never;
    }
  }

  function paragraph(pieces: readonly Piece[], standing: Standing, role: "system" | "user"): Rendered {
    if (pieces.every((piece) => piece.text === "")) return { pieces: [], standing };
    const inSystem = role === "system" && system !== undefined && (standing === "start" || standing === "system");
    return { pieces: joined(opening(standing, role), pieces), standing: inSystem ? "system" : "user" };
  }

  function openTurn(standing: Standing, thinks = false): Piece[] {
    const marks = thinks ? thinkingOpen : modelOpen;
    switch (standing) {
      case "model":
        return [];
      case "user":
        return [...marks];
      case "start":
      case "system":
        return joined(opening(standing, "user"), marks);
      default:
        return standing satisfies never;
    }
  }

  function turn(entry: TurnEntry, standing: Standing): Rendered {
    return { pieces: joined(openTurn(standing, thinks(entry)), turnPieces(entry, calls)), standing: "model" };
  }

  function resultsOf({ results: list }: ResultsEntry, standing: Standing): Rendered {
    if (list.length === 0) return { pieces: [], standing };
    // Results without a turn before them: a context that was put together by hand.
    const pieces = standing === "model" ? [] : openTurn(standing);
    for (const [index, result] of list.entries()) {
      pieces.push(...named(index === 0 ? results.open : results.between, result.name));
      pieces.push(plain(results.json ? asJson(result.text) : result.text));
    }
    return { pieces: joined(pieces, results.close), standing: results.standing };
  }

  function render(entry: Entry, standing: Standing): Rendered {
    switch (entry.kind) {
      case "system":
        return paragraph([plain(entry.text)], standing, "system");
      case "tools":
        return entry.tools.length === 0
          ? { pieces: [], standing }
          : paragraph(toolsPieces(entry.tools, calls), standing, "system");
      case "text":
        return paragraph([plain(entry.text)], standing, "user");
      case "turn":
        return turn(entry, standing);
      case "results":
        return resultsOf(entry, standing);
      default:
        return entry satisfies never;
    }
  }

  return { version: LAYOUT_VERSION, name: recipe.name, render, openTurn, calls };
}

/** A turn's marks without an empty thought at their end. */
function withoutThought(marks: readonly Piece[]): readonly Piece[] {
  const [last, ...before] = [...marks].reverse();
  if (!last?.special) return marks;
  return [...before.reverse(), mark(last.text.replace(/<think>\s*<\/think>\s*$/, ""))];
}

function named(marks: readonly ResultMark[], name: string): Piece[] {
  return marks.map((part) => ("name" in part ? plain(name) : part));
}

function asJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
