// The questions an author asks about rules: on a loan, of the portfolio, about a pack. Commands and lenses end here.
import * as vscode from 'vscode';
import { csv, matchPage } from '../panels/matches';
import type { Message, Panels } from '../panels/panel';
import { dryRunPage, reportPage } from '../panels/report';
import { whyPage } from '../panels/why';
import { witnessPage } from '../panels/witnesses';
import type { DryRunAnswer, Given, MatchAnswer, ReportAnswer, RunAnswer, WhyAnswer, Witnesses } from '../protocol';
import type { Server } from '../server/server';
import { isRules, read } from '../settings';
import type { Choices } from './choosing';
import type { Inline } from './inline';
import { ruleAt } from './place';

/** A rule of a document, as lenses and links name it. */
export interface About { uri: string; rule?: string }
interface OnLoan { loan?: string; sample?: string; set: Given }

/** Rows of the table of matches at first, and how many more with each further look. */
const ROWS = 100;

export class Asking {
  constructor(
    private readonly server: Server,
    private readonly panels: Panels,
    private readonly inline: Inline,
    private readonly choices: Choices,
  ) {}

  async run(about?: About, loan?: string): Promise<RunAnswer | undefined> {
    const of = await this.about(about);
    if (!of) return undefined;
    const command = loan === undefined ? 'cljrules.runOnSample' : 'cljrules.runOnLoan';
    const answer = await this.server.ask<RunAnswer>(command, { ...of, ...(loan === undefined ? {} : { loan }) });
    if (answer.results.length === 0) void vscode.window.showInformationMessage('There is no rule here that could be run.');
    this.inline.show(answer);
    return answer;
  }

  async runOnLoan(about?: About): Promise<void> {
    const of = await this.about(about);
    const loan = of && await this.choices.loan();
    if (loan) await this.run(of, loan);
  }

  async runFile(): Promise<RunAnswer | undefined> {
    const editor = rulesEditor();
    return editor && this.run({ uri: this.server.uri(editor.document.uri) });
  }

  /** Why a rule fires on a loan or does not: a panel in which values can be tried out. */
  async why(about?: About, on: OnLoan = { set: {} }): Promise<WhyAnswer | undefined> {
    const of = await this.about(about, true);
    if (!of) return undefined;
    const { set, ...loan } = on;
    const answer = await this.server.ask<WhyAnswer>('cljrules.why', { ...of, ...loan, ...(Object.keys(set).length ? { set } : {}) });
    this.panels.show('why', `Why ${answer.name}`, whyPage(answer, set), async (message: Message) => {
      if (message.type === 'try') await this.why(of, { ...on, set: { ...set, ...message.set as Given } });
      if (message.type === 'untry') await this.why(of, { ...on, set: Object.fromEntries(Object.entries(set).filter(([name]) => name !== message.place)) });
      if (message.type === 'again') await this.why(of, on);
      if (message.type === 'sample') {
        const chosen = await this.choices.anyLoan();
        if (chosen) await this.why(of, { ...chosen, set });
      }
    });
    return answer;
  }

  async matches(about?: About, expression?: string, limit = ROWS): Promise<MatchAnswer | undefined> {
    const of = await this.about(about, expression === undefined);
    if (!of) return undefined;
    const asked = expression === undefined ? of : { uri: of.uri, expression };
    const answer = await busy('Looking at the portfolio', token =>
      this.server.ask<MatchAnswer>('cljrules.matchPreview', { ...asked, limit }, token));
    this.panels.show('matches', `Loans of ${answer.rule ?? 'an expression'}`, matchPage(answer), async (message: Message) => {
      if (message.type === 'more') await this.matches(of, expression, limit * 10);
      if (message.type === 'again') await this.matches(of, expression, limit);
      if (message.type === 'why') await this.why(of, { loan: String(message.loan), set: {} });
      if (message.type === 'csv') {
        await vscode.env.clipboard.writeText(csv(answer));
        vscode.window.setStatusBarMessage(`${answer.rows.length} rows copied`, 3_000);
      }
    });
    return answer;
  }

  async matchSelection(): Promise<MatchAnswer | undefined> {
    const editor = rulesEditor();
    const expression = editor?.document.getText(editor.selection).trim();
    if (!editor || !expression) {
      void vscode.window.showInformationMessage('Select an expression first, such as a condition of a rule.');
      return undefined;
    }
    return this.matches({ uri: this.server.uri(editor.document.uri) }, expression);
  }

  async witnesses(about?: About): Promise<Witnesses[] | undefined> {
    const of = await this.about(about);
    if (!of) return undefined;
    const { rules } = await busy('Looking for the smallest loans', token =>
      this.server.ask<{ rules: Witnesses[] }>('cljrules.witnesses', of, token));
    this.panels.show('witnesses', 'Smallest loans', witnessPage(rules), async (message: Message) => {
      if (message.type === 'why') await this.why({ uri: String(message.uri), rule: String(message.rule) }, { set: message.set as Given });
    });
    return rules;
  }

  async report(resource?: vscode.Uri): Promise<ReportAnswer | undefined> {
    const uri = await this.pack(resource);
    if (!uri) return undefined;
    const answer = await busy('Reporting on the pack', token => this.server.ask<ReportAnswer>('cljrules.packReport', { uri }, token));
    this.panels.show('report', `Report on ${answer.pack}`, reportPage(answer), message => this.onPack(message, () => this.report(vscode.Uri.parse(uri))));
    return answer;
  }

  async dryRun(resource?: vscode.Uri): Promise<DryRunAnswer | undefined> {
    const uri = await this.pack(resource);
    if (!uri) return undefined;
    const answer = await busy('Looking at what deploying would change', token => this.server.ask<DryRunAnswer>('cljrules.deployDryRun', { uri }, token));
    this.panels.show('dryRun', `Dry run of ${answer.pack}`, dryRunPage(answer), message => this.onPack(message, () => this.dryRun(vscode.Uri.parse(uri))));
    return answer;
  }

  private async onPack(message: Message, again: () => Promise<unknown>): Promise<void> {
    if (message.type === 'again') await again();
    if (message.type === 'matches') await this.matches({ uri: String(message.uri), rule: String(message.rule) });
    if (message.type === 'store' && await this.choices.chooseStore()) await again();
  }

  /** The rule that is meant: the one named, or the one at the cursor. `one`: a whole document will not do. */
  private async about(about?: About, one = false): Promise<About | undefined> {
    if (about && typeof about.uri === 'string') return { uri: about.uri, ...(about.rule ? { rule: about.rule } : {}) };
    const editor = rulesEditor();
    if (!editor) {
      void vscode.window.showInformationMessage('Open a file of rules first: one named `….rules.clj`.');
      return undefined;
    }
    const { document } = editor;
    const uri = this.server.uri(document.uri);
    const rule = ruleAt(document.getText().split(/\r?\n/), editor.selection.active.line);
    if (rule) return { uri, rule };
    if (!one) return { uri };
    const { results } = await this.server.ask<RunAnswer>('cljrules.runOnSample', { uri });
    const chosen = results.length === 1 ? results[0].rule : await vscode.window.showQuickPick(results.map(result => result.rule), { placeHolder: 'Which rule?' });
    return chosen === undefined ? undefined : { uri, rule: chosen };
  }

  /** The pack that is meant: of a file in the explorer, of the editor, or chosen among those that are open. */
  private async pack(resource?: vscode.Uri): Promise<string | undefined> {
    const document = resource ?? vscode.window.activeTextEditor?.document.uri;
    if (document && (resource || /cljrules\.toml$|\.rules\.clj$/.test(document.path))) {
      return this.server.uri(document.path.endsWith('cljrules.toml') ? vscode.Uri.joinPath(document, '..') : document);
    }
    return this.choices.pack();
  }
}

function rulesEditor(): vscode.TextEditor | undefined {
  const active = vscode.window.activeTextEditor;
  if (active && isRules(active.document)) return active;
  const visible = vscode.window.visibleTextEditors.filter(editor => isRules(editor.document));
  return active ? undefined : visible.length === 1 ? visible[0] : undefined;
}

function busy<T>(title: string, work: (token: vscode.CancellationToken) => Promise<T>): Promise<T> {
  return Promise.resolve(vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (_, token) => work(token)));
}

/** What the settings name as sample loan. */
export function sampleLoan(): string {
  return read<string>('sampleLoan') ?? '';
}
