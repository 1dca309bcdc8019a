// Examples of rules in the Test Explorer: packs, files, rules, examples; each run on every engine by the server.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Example, ExamplesAnswer, ExamplesOfRule, Range } from '../protocol';
import type { Server } from '../server/server';

const RULES = '**/*.rules.clj';
const LEFT_OUT = '**/{node_modules,.venv,venv,.git}/**';
/** Milliseconds after an edit before examples are listed anew. */
const PAUSE = 600;

export class Examples implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController('cljrules', 'cljrules: examples of rules');
  private readonly listening: vscode.Disposable[];
  private readonly waiting = new Map<string, NodeJS.Timeout>();

  constructor(private readonly server: Server) {
    this.controller.createRunProfile('Run', vscode.TestRunProfileKind.Run, (request, token) => this.run(request, token), true, undefined, true);
    this.controller.resolveHandler = async item => { if (!item) await this.listAll(); else if (item.uri && !item.parent?.uri) await this.list(item.uri); };
    this.controller.refreshHandler = () => this.listAll();
    const watcher = vscode.workspace.createFileSystemWatcher(RULES);
    this.listening = [
      watcher,
      watcher.onDidCreate(uri => this.soon(uri)),
      watcher.onDidChange(uri => this.soon(uri)),
      watcher.onDidDelete(uri => this.remove(uri)),
      vscode.workspace.onDidOpenTextDocument(document => { if (document.fileName.endsWith('.rules.clj')) this.soon(document.uri); }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length && document.fileName.endsWith('.rules.clj')) this.soon(document.uri);
      }),
      server.onStanding(standing => { if (standing === 'running') void this.listAll(); }),
    ];
  }

  /** List the examples of all files of the workspace, and of files open beside it. */
  async listAll(): Promise<void> {
    const found = await vscode.workspace.findFiles(RULES, LEFT_OUT);
    const open = vscode.workspace.textDocuments.filter(document => document.fileName.endsWith('.rules.clj') && document.uri.scheme === 'file');
    const files = new Map([...found, ...open.map(document => document.uri)].map(uri => [uri.toString(), uri]));
    for (const [id] of this.controller.items) if (!files.has(id)) this.controller.items.delete(id);
    for (const uri of [...files.values()].sort((a, b) => a.path.localeCompare(b.path))) await this.list(uri);
  }

  /** List the examples of a file; where it cannot be read, what is listed stays. */
  async list(uri: vscode.Uri): Promise<void> {
    let answer: ExamplesAnswer;
    try {
      answer = await this.server.ask<ExamplesAnswer>('cljrules.runExamples', { uri: this.server.uri(uri) });
    } catch (error) {
      this.server.output.debug(`examples of ${uri.fsPath}: ${String(error)}`);
      return;
    }
    this.fill(uri, answer.rules);
  }

  private fill(uri: vscode.Uri, rules: ExamplesOfRule[]): void {
    const having = rules.filter(rule => rule.examples.length > 0);
    if (having.length === 0) { this.controller.items.delete(uri.toString()); return; }
    const file = this.controller.items.get(uri.toString()) ?? this.controller.createTestItem(uri.toString(), path.posix.basename(uri.path), uri);
    file.description = vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..'));
    this.controller.items.add(file);
    file.children.replace(having.map(rule => {
      const item = file.children.get(`${uri.toString()}#${rule.rule}`) ?? this.controller.createTestItem(`${uri.toString()}#${rule.rule}`, rule.rule, uri);
      item.range = range(rule.range);
      item.children.replace(rule.examples.map(example => {
        const child = item.children.get(`${uri.toString()}#${example.id}`) ?? this.controller.createTestItem(`${uri.toString()}#${example.id}`, example.label, uri);
        child.label = example.label;
        child.range = range(example.range);
        child.sortText = String(example.number).padStart(5, '0');
        return child;
      }));
      return item;
    }));
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (request.continuous) {
      const again = vscode.workspace.onDidSaveTextDocument(document => {
        if (document.fileName.endsWith('.rules.clj')) void this.once(new vscode.TestRunRequest(request.include, request.exclude, request.profile), token);
      });
      token.onCancellationRequested(() => again.dispose());
      return;
    }
    await this.once(request, token);
  }

  /** Run some items, as a click in the Test Explorer does, and show their results. */
  async runItems(items: vscode.TestItem[]): Promise<void> {
    const nobody = new vscode.CancellationTokenSource();
    await this.once(new vscode.TestRunRequest(items), nobody.token).finally(() => nobody.dispose());
  }

  private async once(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const wanted = [...(request.include ?? [...this.controller.items].map(([, item]) => item))].flatMap(leaves)
      .filter(item => !request.exclude?.some(left => contains(left, item)));
    const run = this.controller.createTestRun(request);
    for (const item of wanted) run.enqueued(item);
    for (const [address, items] of byFile(wanted)) {
      if (token.isCancellationRequested) break;
      for (const item of items) run.started(item);
      const uri = vscode.Uri.parse(address);
      const begun = Date.now();
      try {
        const answer = await this.server.ask<ExamplesAnswer>('cljrules.runExamples', { uri: this.server.uri(uri) }, token);
        const each = (Date.now() - begun) / Math.max(1, answer.examples);
        const known = new Map<string, { rule: ExamplesOfRule; example: Example }>(answer.rules.flatMap(rule => rule.examples.map(example => [`${address}#${example.id}`, { rule, example }] as const)));
        for (const item of items) {
          const found = known.get(item.id);
          if (!found) { run.skipped(item); continue; }
          if (found.example.passed) run.passed(item, each);
          else run.failed(item, failure(uri, found.example), each);
          run.appendOutput(`${found.example.passed ? 'passed' : 'FAILED'}  ${found.rule.rule} #${found.example.number}  ${found.example.failure ?? found.example.label}\r\n`, undefined, item);
        }
        this.fill(uri, answer.rules);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        for (const item of items) run.errored(item, new vscode.TestMessage(message));
      }
    }
    run.end();
  }

  private soon(uri: vscode.Uri): void {
    if (uri.scheme !== 'file' || this.server.state !== 'running') return;
    clearTimeout(this.waiting.get(uri.toString()));
    this.waiting.set(uri.toString(), setTimeout(() => { this.waiting.delete(uri.toString()); void this.list(uri); }, PAUSE));
  }

  private remove(uri: vscode.Uri): void {
    this.controller.items.delete(uri.toString());
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const one of [...this.listening, this.controller]) one.dispose();
  }
}

function failure(uri: vscode.Uri, example: Example): vscode.TestMessage {
  const given = Object.entries(example.values).map(([name, value]) => `${name} = ${value}`).join('\n');
  const message = vscode.TestMessage.diff(
    example.failure ?? `expected: ${example.expected}; ${example.actual}`,
    `${example.expected}\n\ngiven\n${given}\n`, `${example.actual}\n\ngiven\n${given}\n`);
  message.location = new vscode.Location(uri, range(example.range));
  return message;
}

function leaves(item: vscode.TestItem): vscode.TestItem[] {
  return item.children.size === 0 ? [item] : [...item.children].flatMap(([, child]) => leaves(child));
}

function contains(outer: vscode.TestItem, inner: vscode.TestItem): boolean {
  for (let at: vscode.TestItem | undefined = inner; at; at = at.parent) if (at === outer) return true;
  return false;
}

function byFile(items: vscode.TestItem[]): Map<string, vscode.TestItem[]> {
  const files = new Map<string, vscode.TestItem[]>();
  for (const item of items) {
    const address = item.uri?.toString();
    if (address) files.set(address, [...files.get(address) ?? [], item]);
  }
  return files;
}

function range(of: Range): vscode.Range {
  return new vscode.Range(of.start.line, of.start.character, of.end.line, of.end.character);
}
