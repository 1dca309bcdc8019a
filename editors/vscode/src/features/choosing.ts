// Choosing: the sample loan, the store, a loan, a pack, an interpreter.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { SamplesAnswer, StatusAnswer } from '../protocol';
import type { Server } from '../server/server';
import { read, write } from '../settings';

const RECENT = 'recentStores';

export class Choices {
  constructor(private readonly server: Server, private readonly memory: vscode.Memento) {}

  /** Choose the sample loan; true when one was chosen. */
  async chooseSample(): Promise<boolean> {
    const chosen = await this.sample('The sample loan for lenses, hovers and runs', read<string>('sampleLoan') ?? '');
    if (chosen === undefined) return false;
    await write('sampleLoan', chosen);
    return true;
  }

  private async sample(placeHolder: string, now?: string): Promise<string | undefined> {
    const { samples } = await this.server.ask<SamplesAnswer>('cljrules.samples', {});
    const items = samples.map((one, n) => ({
      name: n === 0 ? '' : one.name,
      label: `${(n === 0 ? '' : one.name) === now ? '$(check) ' : ''}${one.name}`,
      description: one.standing,
      detail: one.doc,
    }));
    return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }))?.name;
  }

  /** Choose where loans are found; true when something was chosen. */
  async chooseStore(): Promise<boolean> {
    const now = read<string>('store') ?? '';
    const recent = this.memory.get<string[]>(RECENT, []);
    const files = await vscode.workspace.findFiles('**/*.{db,sqlite}', '**/{node_modules,.venv}/**', 20);
    const near = files.map(file => file.fsPath).filter(file => !recent.includes(file));
    type Item = vscode.QuickPickItem & { value?: string; act?: 'file' | 'address' };
    const items: Item[] = [
      { label: `${now === '' ? '$(check) ' : ''}The pack's own`, description: '`url` under `[store]` of cljrules.toml', value: '' },
      ...[...new Set([...(now ? [now] : []), ...recent])].map(store => ({ label: `${store === now ? '$(check) ' : ''}${hidden(store)}`, value: store })),
      ...near.map(file => ({ label: `$(database) ${path.basename(file)}`, description: path.dirname(file), value: file })),
      { label: '$(folder-opened) A file…', description: 'a store of SQLite, or loans as lines of JSON', act: 'file' },
      { label: '$(server) An address…', description: 'sqlite:///acme.db, postgresql://host/database', act: 'address' },
    ];
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Where loans are found', matchOnDescription: true });
    if (!chosen) return false;
    const value = chosen.act === 'file' ? await file() : chosen.act === 'address' ? await address(now) : chosen.value;
    if (value === undefined) return false;
    await write('store', value);
    if (value) await this.memory.update(RECENT, [value, ...recent.filter(one => one !== value)].slice(0, 8));
    return true;
  }

  /** The number of a loan of the store. */
  async loan(): Promise<string | undefined> {
    const number = await vscode.window.showInputBox({
      prompt: 'The number of a loan of the store', placeHolder: '27', value: this.memory.get<string>('loan'),
      validateInput: text => /^\s*\d+\s*$/.test(text) ? undefined : 'a whole number, such as 27',
    });
    if (number !== undefined) await this.memory.update('loan', number.trim());
    return number?.trim();
  }

  /** A sample loan, or a loan of the store. */
  async anyLoan(): Promise<{ sample?: string; loan?: string } | undefined> {
    const { samples } = await this.server.ask<SamplesAnswer>('cljrules.samples', {});
    const items: (vscode.QuickPickItem & { sample?: string })[] = [
      { label: '$(database) A loan of the store…' },
      ...samples.map(one => ({ label: one.name, description: one.standing, detail: one.doc, sample: one.name })),
    ];
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'On which loan?', matchOnDetail: true });
    if (!chosen) return undefined;
    if (chosen.sample) return { sample: chosen.sample };
    const loan = await this.loan();
    return loan ? { loan } : undefined;
  }

  /** The address of one of the packs that are open. */
  async pack(): Promise<string | undefined> {
    const { packs } = await this.server.ask<StatusAnswer>('cljrules.status', {});
    if (packs.length === 0) void vscode.window.showInformationMessage('There is no pack in this workspace; make one with “New Rule Pack…”.');
    if (packs.length <= 1) return packs[0]?.uri;
    const items = packs.map(pack => ({ label: pack.name ?? path.basename(vscode.Uri.parse(pack.uri).path), description: vscode.workspace.asRelativePath(vscode.Uri.parse(pack.uri)), uri: pack.uri }));
    return (await vscode.window.showQuickPick(items, { placeHolder: 'Which pack?' }))?.uri;
  }

  async chooseInterpreter(): Promise<boolean> {
    const files = await vscode.window.showOpenDialog({ openLabel: 'Choose', title: 'The Python interpreter in which cljrules is installed', canSelectMany: false });
    if (!files?.length) return false;
    await write('interpreter', files[0].fsPath);
    return true;
  }
}

async function file(): Promise<string | undefined> {
  const files = await vscode.window.showOpenDialog({ openLabel: 'Choose', title: 'A store, or a file of loans', filters: { 'Stores and files of loans': ['db', 'sqlite', 'jsonl'], 'All files': ['*'] } });
  return files?.[0]?.fsPath;
}

async function address(now: string): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({ prompt: 'The address of a store', placeHolder: 'postgresql://servicing@db.acme.example/loans', value: now });
  return text?.trim();
}

/** An address without its password. */
export function hidden(store: string): string {
  return store.replace(/^([a-z+]+:\/\/[^:@/]*):[^@/]*@/, '$1:…@');
}
