// Panels beside the editor: one for each purpose, used again for the next question.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Range } from '../protocol';
import { page, type Html } from './html';

/** What a page says when something in it is clicked. */
export type Message = { type: string } & Record<string, unknown>;

export class Panels implements vscode.Disposable {
  private readonly open = new Map<string, { panel: vscode.WebviewPanel; answer: (message: Message) => unknown; page: string }>();

  constructor(private readonly media: vscode.Uri) {}

  /** Show a page in the panel of this kind; `answer` takes what is clicked in it. */
  show(kind: string, title: string, body: Html, answer: (message: Message) => unknown): void {
    let held = this.open.get(kind);
    if (!held) {
      const panel = vscode.window.createWebviewPanel(`cljrules.${kind}`, title, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, {
        enableScripts: true, enableFindWidget: true, localResourceRoots: [this.media],
      });
      panel.iconPath = vscode.Uri.joinPath(this.media, 'file.svg');
      held = { panel, answer, page: '' };
      this.open.set(kind, held);
      panel.onDidDispose(() => this.open.delete(kind));
      panel.webview.onDidReceiveMessage((message: Message) => { void this.take(kind, message); });
    }
    held.answer = answer;
    held.panel.title = title;
    const { webview } = held.panel;
    const nonce = randomBytes(16).toString('base64');
    const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.media, name)).toString();
    held.page = page({ title, csp: webview.cspSource, nonce, style: file('panel.css'), script: file('panel.js'), body });
    webview.html = held.page;
    held.panel.reveal(undefined, true);
  }

  /** The page that is shown in the panel of a kind; undefined where there is none. */
  page(kind: string): string | undefined { return this.open.get(kind)?.page; }

  /** Take a message as if it came from the page of a kind. */
  async take(kind: string, message: Message): Promise<void> {
    if (message.type === 'open') await reveal(vscode.Uri.parse(String(message.uri)), message.range as Range);
    else if (message.type === 'file') {
      const at = { line: Number(message.line) - 1, character: Number(message.column) - 1 };
      await reveal(vscode.Uri.file(String(message.file)), { start: at, end: at });
    } else await this.open.get(kind)?.answer(message);
  }

  dispose(): void {
    for (const { panel } of [...this.open.values()]) panel.dispose();
  }
}

/** Show a place in the editor, beside the panel and not over it. */
export async function reveal(uri: vscode.Uri, range: Range): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const shown = vscode.window.visibleTextEditors.find(editor => editor.document.uri.toString() === uri.toString());
  const column = shown?.viewColumn ?? vscode.window.visibleTextEditors.find(editor => editor.viewColumn)?.viewColumn ?? vscode.ViewColumn.One;
  const selection = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
  await vscode.window.showTextDocument(document, { viewColumn: column, selection });
}
