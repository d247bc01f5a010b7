import type { Declaration, Import, Module } from "../ast.ts";
import { suggestNear } from "../suggest.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import { AnyName, DeclarationStart, ExpressionStart, marks, StatementStart, words, wordTable } from "../tokens.ts";
import { DeclarationParser } from "./declarations.ts";
import { foreignDeclarations } from "./foreign.ts";
import { shortened, spanOf } from "./reader.ts";

const declarationWords = wordTable.filter(({ role }) => role === "declaration").map(({ word }) => word);

/** The whole parser: reads a file. */
export class ModuleParser extends DeclarationParser {
  private readonly imports: Import[] = [];
  private readonly declarations: Declaration[] = [];

  /** Builds the tree of the file; once only. */
  module(): Module {
    this.eachItem(() => {
      if (this.at(words.import)) this.imports.push(this.importDeclaration());
      else this.declarations.push(this.declaration());
    });
    const { comments, flawed } = this.scanned;
    // A tree with gaps always has a reason that was given.
    if (this.problems.diagnostics.length === 0 && !flawed) this.withheld?.();
    const { imports, declarations } = this;
    return { kind: "module", imports, declarations, comments, span: { start: 0, end: this.source.length } };
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
      token.tokenType = meant;
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
