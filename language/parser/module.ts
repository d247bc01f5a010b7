import type { Comment, Declaration, Import, Module } from "../ast.ts";
import type { ProblemList } from "../problem-list.ts";
import type { Scanned } from "../scanner/scan.ts";
import { suggestNear } from "../suggest.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import { AnyName, DeclarationStart, ExpressionStart, marks, StatementStart, words, wordTable } from "../tokens.ts";
import { DeclarationParser } from "./declarations.ts";
import { foreignDeclarations } from "./foreign.ts";
import { type Rule, shortened, spanOf } from "./reader.ts";

const declarationWords = wordTable.filter(({ role }) => role === "declaration").map(({ word }) => word);

/** The whole parser: reads a file. */
export class ModuleParser extends DeclarationParser {
  readonly module: Rule<Pick<Module, "imports" | "declarations">> = this.RULE("module", () => {
    const imports: Import[] = [];
    const declarations: Declaration[] = [];
    const item = () => {
      this.or(0, [
        { ALT: () => imports.push(this.subrule(0, this.importDeclaration)) },
        { ALT: () => declarations.push(this.subrule(0, this.declaration)) },
      ]);
    };
    if (this.RECORDING_PHASE) this.many(0, item);
    else this.eachItem(item);
    return { imports, declarations };
  });

  constructor(options: { readonly skipValidations: boolean }) {
    super(options);
    this.performSelfAnalysis();
  }

  /** Builds the tree of a file from its tokens. */
  parse(source: string, scanned: Scanned, problems: ProblemList): Module {
    this.begin(source, scanned, problems);
    const { imports, declarations } = this.module();
    // A tree with gaps always has a reason that was given.
    if (problems.diagnostics.length === 0 && !scanned.flawed) this.withheld?.();
    const comments: readonly Comment[] = scanned.comments;
    this.input = [];
    return { kind: "module", imports, declarations, comments, span: { start: 0, end: source.length } };
  }

  private eachItem(item: () => void): void {
    while (!this.atEnd()) {
      this.boundary();
      this.ahead().entry = true;
      if (!this.at(DeclarationStart) && !this.mendItem()) {
        this.skipToItem();
        continue;
      }
      item();
      if (this.atLineStart() || (this.at(DeclarationStart) && this.at(marks.closeBrace, 0) && !this.isQuiet()))
        continue;
      this.unexpected({ place: "after a declaration" });
      this.skipToItem();
    }
  }

  /** Says what is wrong with something that begins no declaration; true if it can be read as the one that was meant. */
  private mendItem(): boolean {
    const token = this.ahead();
    const found = token.image;
    if (this.at(AnyName)) {
      const nearest =
        foreignDeclarations.get(found) ??
        (found === found.toLowerCase() ? suggestNear(found, declarationWords) : undefined);
      this.report(syntaxProblems.unknownDeclaration, spanOf(token), { found: shortened(found), nearest });
      const meant = Object.entries(words).find(([word]) => word === nearest)?.[1];
      if (!meant || this.ahead(2).breakBefore || !this.followsDeclarationWord(2)) return false;
      // The scanner made this token for us alone, so it may become what it was meant to be.
      Object.assign(token, { tokenType: meant, tokenTypeIdx: meant.tokenTypeIdx });
      return true;
    }
    if (this.extraBrace) this.hush();
    this.extraBrace = false;
    const place = "outside a flow or a test";
    const hint = this.at(marks.closeBrace, 0) ? "Is there a `}` too many before this line?" : undefined;
    if (this.atAny([StatementStart, ExpressionStart])) {
      this.report(syntaxProblems.unexpected, spanOf(token), { found: shortened(found), place, hint });
    } else this.unexpected({ place });
    return false;
  }

  private skipToItem(): void {
    do this.skipBalanced();
    while (!this.atEnd() && !(this.at(DeclarationStart) && this.atLineStart()));
  }
}
