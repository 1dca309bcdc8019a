// The status bar: the sample loan and the store, and how the server does.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Server, Standing } from '../server/server';
import { isRules, read } from '../settings';
import { hidden } from './choosing';

const SELECTOR: vscode.DocumentSelector = [{ language: 'cljrules' }, { pattern: '**/cljrules.toml' }, { pattern: '**/*.rules.clj' }];
const SAID: Record<Standing, [string, vscode.LanguageStatusSeverity]> = {
  starting: ['starting', vscode.LanguageStatusSeverity.Information],
  running: ['running', vscode.LanguageStatusSeverity.Information],
  restarting: ['ended, and is being started again', vscode.LanguageStatusSeverity.Warning],
  stopped: ['stopped', vscode.LanguageStatusSeverity.Warning],
  missing: ['not found', vscode.LanguageStatusSeverity.Error],
  failed: ['does not run', vscode.LanguageStatusSeverity.Error],
};

export class Status implements vscode.Disposable {
  private readonly sample = vscode.window.createStatusBarItem('cljrules.sample', vscode.StatusBarAlignment.Left, 20);
  private readonly store = vscode.window.createStatusBarItem('cljrules.store', vscode.StatusBarAlignment.Left, 19);
  private readonly language = vscode.languages.createLanguageStatusItem('cljrules.server', SELECTOR);
  private readonly listening: vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.sample.name = 'cljrules: sample loan';
    this.sample.command = 'cljrules.editor.chooseSample';
    this.store.name = 'cljrules: store';
    this.store.command = 'cljrules.editor.chooseStore';
    this.language.name = 'cljrules';
    this.listening = [
      server.onStanding(() => this.draw()),
      vscode.window.onDidChangeActiveTextEditor(() => this.draw()),
      vscode.workspace.onDidChangeConfiguration(event => { if (event.affectsConfiguration('cljrules')) this.draw(); }),
    ];
    this.draw();
  }

  /** What is written in the status bar. */
  get texts(): [string, string] { return [this.sample.text, this.store.text]; }

  private draw(): void {
    const [said, severity] = SAID[this.server.state];
    this.language.text = `cljrules: ${said}`;
    this.language.detail = this.server.state === 'running' ? this.server.from : undefined;
    this.language.severity = severity;
    this.language.busy = this.server.state === 'starting' || this.server.state === 'restarting';
    this.language.command = this.server.state === 'missing'
      ? { title: 'Install Server', command: 'cljrules.editor.install' }
      : { title: this.server.state === 'running' ? 'Restart' : 'Start', command: 'cljrules.editor.restart' };
    const sample = read<string>('sampleLoan') ?? '';
    const store = read<string>('store') ?? '';
    this.sample.text = `$(account) ${sample || 'sample loan'}`;
    this.sample.tooltip = 'The loan on which lenses and hovers say what rules do. Click to choose another.';
    this.store.text = `$(database) ${store ? short(store) : "pack's store"}`;
    this.store.tooltip = `${store ? hidden(store) : 'Loans are found in the store that the pack names.'}\nClick to choose another.`;
    const editor = vscode.window.activeTextEditor;
    const shows = editor && (isRules(editor.document) || path.basename(editor.document.fileName) === 'cljrules.toml');
    for (const item of [this.sample, this.store]) if (shows) item.show(); else item.hide();
  }

  dispose(): void {
    for (const one of [...this.listening, this.sample, this.store, this.language]) one.dispose();
  }
}

function short(store: string): string {
  return store.replace(/[?#].*$/, '').split(/[\\/]/).filter(Boolean).at(-1) ?? store;
}
