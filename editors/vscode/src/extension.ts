// Where the parts are put together: server, panels, results in the line, examples, status, commands.
import * as vscode from 'vscode';
import { Asking, type About } from './features/asking';
import { Choices } from './features/choosing';
import { Examples } from './features/examples';
import { Inline } from './features/inline';
import { newPack, writePack } from './features/newPack';
import { Status } from './features/status';
import { Panels } from './panels/panel';
import { install } from './server/install';
import { Server } from './server/server';
import { isRules, read } from './settings';

/** Settings that need the server to be started anew. */
const OF_THE_SERVER = ['interpreter', 'server.command', 'server.environment'];

export async function activate(context: vscode.ExtensionContext) {
  const own = vscode.Uri.joinPath(context.globalStorageUri, 'server').fsPath;
  const server: Server = new Server(own, (command, args, next) => onLens(command, args as [About?], next));
  const panels = new Panels(vscode.Uri.joinPath(context.extensionUri, 'media'));
  const inline = new Inline();
  const choices = new Choices(server, context.workspaceState);
  const asking = new Asking(server, panels, inline, choices);
  const status = new Status(server);
  const examples = new Examples(server);

  /** What lenses and links of the server give; anything else goes to the server as it is. */
  function onLens(command: string, args: [About?], next: (command: string, args: unknown[]) => unknown): unknown {
    const about = args[0];
    switch (command) {
      case 'cljrules.runOnSample': return told(() => asking.run(about));
      case 'cljrules.why': return told(() => asking.why(about));
      case 'cljrules.matchPreview': return told(() => asking.matches(about));
      case 'cljrules.witnesses': return told(() => asking.witnesses(about));
      case 'cljrules.runExamples': return told(() => runExamples(about));
      default: return next(command, args);
    }
  }

  async function runExamples(about?: About): Promise<void> {
    if (!about) return;
    const uri = vscode.Uri.parse(about.uri);
    await examples.list(uri);
    const file = examples.controller.items.get(uri.toString());
    const item = about.rule ? file?.children.get(`${uri.toString()}#${about.rule}`) : file;
    if (item) await examples.runItems([item]);
  }

  async function installServer(): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage('Trust the workspace first, then install the server.');
      return;
    }
    const pythons = [read<string>('interpreter') ?? '', 'python3', 'python', 'py'].filter(Boolean);
    const done = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: 'Installing the server of cljrules', cancellable: true },
      async (progress, token) => {
        const stopping = new AbortController();
        token.onCancellationRequested(() => stopping.abort());
        try {
          await install({
            pythons, environment: own, package: read<string>('server.package') ?? '', platform: process.platform, env: server.env(),
            told: line => { server.output.info(line); progress.report({ message: line.slice(0, 80) }); }, signal: stopping.signal,
          });
          return true;
        } catch (error) {
          if (!token.isCancellationRequested) {
            server.output.error(String(error));
            void vscode.window.showErrorMessage(`The server could not be installed: ${error instanceof Error ? error.message : String(error)}`, 'Show Output')
              .then(choice => { if (choice) server.output.show(); });
          }
          return false;
        }
      });
    if (done) await server.restart();
  }

  const commands: Record<string, (...args: never[]) => unknown> = {
    run: (about?: About) => asking.run(about),
    runOnLoan: (about?: About) => asking.runOnLoan(about),
    runFile: () => asking.runFile(),
    why: (about?: About) => asking.why(about),
    matches: (about?: About) => asking.matches(about),
    matchSelection: () => asking.matchSelection(),
    witnesses: (about?: About) => asking.witnesses(about),
    report: (resource?: vscode.Uri) => asking.report(resource),
    dryRun: (resource?: vscode.Uri) => asking.dryRun(resource),
    clear: () => inline.clear(),
    chooseSample: () => choices.chooseSample(),
    chooseStore: () => choices.chooseStore(),
    newPack: (resource?: vscode.Uri) => newPack(resource),
    restart: () => server.restart(),
    output: () => server.output.show(),
    install: () => installServer(),
    chooseInterpreter: () => choices.chooseInterpreter(),
    walkthrough: () => vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#first`, false),
  };

  /** Carry a question out; what the server refuses is shown as it is. */
  async function told<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof vscode.CancellationError) return undefined;
      const message = error instanceof Error ? error.message : String(error);
      const store = /\bstore\b/.test(message) ? ['Choose Store…'] : [];
      void vscode.window.showErrorMessage(message, ...store).then(choice => { if (choice) void told(() => choices.chooseStore()); });
      return undefined;
    }
  }

  context.subscriptions.push(
    server, panels, inline, status, examples,
    ...Object.entries(commands).map(([name, work]) =>
      vscode.commands.registerCommand(`cljrules.editor.${name}`, (...args: never[]) => told(() => work(...args)))),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (OF_THE_SERVER.some(name => event.affectsConfiguration(`cljrules.${name}`))) void server.restart();
      if (event.affectsConfiguration('cljrules.sampleLoan')) inline.clear();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some(uri => uri.path.endsWith('.rules.clj') && vscode.languages.getDiagnostics(uri).length > 0)) {
        void vscode.commands.executeCommand('setContext', 'cljrules.finding', true);
      }
    }),
  );
  void server.restart();
  return { server, panels, inline, examples, status, asking, choices, writePack, isRules };
}
