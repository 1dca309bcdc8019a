// Results in the line: behind the criteria of a rule, until the text is edited.
import * as vscode from 'vscode';
import type { RunAnswer, RunResult } from '../protocol';

/** Characters after which a result in the line is cut; the whole of it is in the hover. */
const WIDEST = 110;

export class Inline implements vscode.Disposable {
  private readonly types = {
    fires: vscode.window.createTextEditorDecorationType({ after: { margin: '0 0 0 2em', color: new vscode.ThemeColor('testing.iconPassed') }, rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed }),
    quiet: vscode.window.createTextEditorDecorationType({ after: { margin: '0 0 0 2em', color: new vscode.ThemeColor('editorCodeLens.foreground'), fontStyle: 'italic' }, rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed }),
    error: vscode.window.createTextEditorDecorationType({ after: { margin: '0 0 0 2em', color: new vscode.ThemeColor('errorForeground') }, rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed }),
  };
  private readonly held = new Map<string, { loan: string; results: RunResult[] }>();
  private readonly listening: vscode.Disposable[];

  constructor() {
    this.listening = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => { if (contentChanges.length) this.clear(document.uri); }),
      vscode.workspace.onDidCloseTextDocument(document => this.held.delete(document.uri.toString())),
      vscode.window.onDidChangeVisibleTextEditors(() => this.draw()),
    ];
  }

  /** Show what rules answer on a loan. A later answer about a rule takes the place of the earlier one. */
  show(answer: RunAnswer): void {
    for (const result of answer.results) {
      const key = vscode.Uri.parse(result.uri).toString();
      const held = this.held.get(key);
      const kept = held?.loan === answer.loan ? held.results.filter(one => one.rule !== result.rule) : [];
      this.held.set(key, { loan: answer.loan, results: [...kept, result] });
    }
    this.draw();
  }

  clear(uri?: vscode.Uri): void {
    if (uri) { if (!this.held.delete(uri.toString())) return; } else this.held.clear();
    this.draw();
  }

  /** What is shown in a document, by rule. */
  shown(uri: vscode.Uri): ReadonlyMap<string, string> {
    const held = this.held.get(uri.toString());
    return new Map(held?.results.map(result => [result.rule, said(result, held.loan)]));
  }

  private draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const held = this.held.get(editor.document.uri.toString());
      const options: Record<keyof typeof this.types, vscode.DecorationOptions[]> = { fires: [], quiet: [], error: [] };
      for (const result of held?.results ?? []) {
        const kind = result.fires === null ? 'error' : result.fires ? 'fires' : 'quiet';
        const line = editor.document.lineAt(Math.min((result.criteria ?? result.range).end.line, editor.document.lineCount - 1));
        const whole = said(result, held!.loan);
        options[kind].push({
          range: new vscode.Range(line.range.end, line.range.end),
          hoverMessage: hover(result, held!.loan),
          renderOptions: { after: { contentText: whole.length > WIDEST ? `${whole.slice(0, WIDEST)}…` : whole } },
        });
      }
      for (const kind of Object.keys(options) as (keyof typeof this.types)[]) editor.setDecorations(this.types[kind], options[kind]);
    }
  }

  dispose(): void {
    for (const one of [...this.listening, ...Object.values(this.types)]) one.dispose();
  }
}

function said(result: RunResult, loan: string): string {
  const mark = result.fires === null ? '⚠' : result.fires ? '✓' : '✗';
  return `${mark} ${loan.replace(/^the /, '')}: ${result.error ?? result.said}`;
}

function hover(result: RunResult, loan: string): vscode.MarkdownString {
  const message = new vscode.MarkdownString();
  message.isTrusted = { enabledCommands: ['cljrules.editor.why'] };
  message.appendMarkdown(`**${result.rule}** on `).appendText(loan).appendMarkdown('\n\n').appendText(result.error ?? result.said);
  for (const change of result.changes ?? []) {
    message.appendMarkdown('\n\n').appendText(`${result.fires ? 'would not fire' : 'would fire'} with ${change.label} ${change.then} (now ${change.now})`);
  }
  const given = encodeURIComponent(JSON.stringify([{ uri: result.uri, rule: result.rule }]));
  message.appendMarkdown(`\n\n[Why?](command:cljrules.editor.why?${given})`);
  return message;
}
