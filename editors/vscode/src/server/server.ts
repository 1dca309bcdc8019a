// The server's life: found, started, started again when it dies, asked.
import * as vscode from 'vscode';
import {
  CloseAction, ErrorAction, LanguageClient, State,
  type CloseHandlerResult, type ErrorHandlerResult, type ExecuteCommandSignature, type LanguageClientOptions, type ServerOptions,
} from 'vscode-languageclient/node';
import { read } from '../settings';
import { locate, type Found, type Where } from './locate';

/** Deaths within `WITHIN` milliseconds after which the server is not started again by itself. */
const MOST_DEATHS = 4;
const WITHIN = 180_000;

export type Standing = 'starting' | 'running' | 'restarting' | 'stopped' | 'missing' | 'failed';

export class Server implements vscode.Disposable {
  readonly output: vscode.LogOutputChannel;
  private client?: LanguageClient;
  private deaths: number[] = [];
  private said = '';
  private standing: Standing = 'stopped';
  private work: Promise<void> = Promise.resolve();
  private readonly changed = new vscode.EventEmitter<Standing>();
  readonly onStanding = this.changed.event;

  /** `onCommand` carries out the commands that lenses give. */
  constructor(
    private readonly own: string,
    private readonly onCommand: (command: string, args: unknown[], next: ExecuteCommandSignature) => unknown,
  ) {
    this.output = vscode.window.createOutputChannel('cljrules', { log: true });
  }

  get state(): Standing { return this.standing; }
  get from(): string { return this.said; }
  get languageClient(): LanguageClient | undefined { return this.client; }

  /** Start, or start anew with the settings as they are now. One after another, never two at once. */
  restart(): Promise<void> {
    this.work = this.work.then(() => this.startAnew()).catch((error: unknown) => { this.output.error(String(error)); });
    return this.work;
  }

  /** Carry out a command of the server; what it refuses is an Error whose message is for the user. */
  async ask<T>(command: string, argument: object, token?: vscode.CancellationToken): Promise<T> {
    await this.work;
    if (!this.client?.isRunning()) throw new Error(this.standing === 'missing' ? 'the server of cljrules was not found' : 'the server of cljrules does not run');
    const params = { command, arguments: [argument] };
    return token ? this.client.sendRequest('workspace/executeCommand', params, token) : this.client.sendRequest('workspace/executeCommand', params);
  }

  /** The address of a document as the server knows it. */
  uri(of: vscode.Uri): string {
    return this.client ? this.client.code2ProtocolConverter.asUri(of) : of.toString();
  }

  async dispose(): Promise<void> {
    await this.stop();
    this.output.dispose();
    this.changed.dispose();
  }

  async where(): Promise<Where> {
    const trusted = vscode.workspace.isTrusted;
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(folder => folder.uri.scheme === 'file').map(folder => folder.uri.fsPath);
    return {
      command: read<string[]>('server.command') ?? [],
      interpreter: read<string>('interpreter') ?? '',
      folders: trusted ? folders : [],
      chosen: trusted ? await chosenForPython() : undefined,
      own: this.own,
      env: this.env(),
      platform: process.platform,
    };
  }

  env(): NodeJS.ProcessEnv {
    return { ...process.env, PYTHONUTF8: '1', PYTHONUNBUFFERED: '1', ...read<Record<string, string>>('server.environment') };
  }

  private async startAnew(): Promise<void> {
    await this.stop();
    this.stand('starting');
    const found = await locate(await this.where());
    for (const { said, why } of found.tried) this.output.info(`${said} ${why}`);
    if (!found.command) {
      this.stand('missing');
      void this.tellMissing(found);
      return;
    }
    const { command, args, said } = found.command;
    this.said = said;
    this.output.info(`starting ${[command, ...args].join(' ')}: ${said}`);
    const serverOptions: ServerOptions = { command, args, options: { env: this.env(), cwd: (await this.where()).folders[0] } };
    const client = new LanguageClient('cljrules', 'cljrules', serverOptions, this.options());
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) return;
      if (newState === State.Running) this.stand('running');
    });
    try {
      await client.start();
    } catch (error) {
      this.output.error(String(error));
      this.stand('failed');
      void this.tellFailed(`The server of cljrules could not be started with ${command} (${said}).`);
    }
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (!client) return;
    try { await client.dispose(2_000); } catch (error) { this.output.debug(String(error)); }
    this.stand('stopped');
  }

  private stand(standing: Standing): void {
    this.standing = standing;
    void vscode.commands.executeCommand('setContext', 'cljrules.running', standing === 'running');
    this.changed.fire(standing);
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: [
        { language: 'cljrules' },
        { scheme: 'file', language: 'clojure', pattern: '**/*.rules.clj' },
        { scheme: 'file', pattern: '**/cljrules.toml' },
      ],
      outputChannel: this.output,
      synchronize: { configurationSection: 'cljrules' },
      diagnosticPullOptions: { onChange: true, onSave: true, onTabs: true },
      errorHandler: { error: () => this.errored(), closed: () => this.closed() },
      middleware: {
        executeCommand: (command, args, next) => this.onCommand(command, args, next) as ReturnType<ExecuteCommandSignature>,
        workspace: {
          configuration: async (params, token, next) => {
            const settings = await next(params, token);
            if (vscode.workspace.isTrusted || !Array.isArray(settings)) return settings;
            return settings.map(one => one && typeof one === 'object' ? { ...one, runExtensions: false } : one);
          },
        },
      },
    };
  }

  private errored(): ErrorHandlerResult {
    return { action: ErrorAction.Continue, handled: true };
  }

  private closed(): CloseHandlerResult {
    const now = Date.now();
    this.deaths = [...this.deaths.filter(at => now - at < WITHIN), now];
    if (this.deaths.length <= MOST_DEATHS) {
      this.output.warn(`the server ended; starting it again (${this.deaths.length} of ${MOST_DEATHS})`);
      this.stand('restarting');
      return { action: CloseAction.Restart, handled: true };
    }
    this.deaths = [];
    this.stand('failed');
    void this.tellFailed(`The server of cljrules ended ${MOST_DEATHS + 1} times in three minutes, and is not started again by itself.`);
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private async tellFailed(message: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(message, 'Start Again', 'Show Output');
    if (choice === 'Start Again') await this.restart();
    if (choice === 'Show Output') this.output.show();
  }

  private async tellMissing(found: Found): Promise<void> {
    const reasons = found.tried.map(({ said, why }) => `${said} ${why}`);
    const detail = reasons.length ? ` ${reasons[0][0].toUpperCase()}${reasons[0].slice(1)}${reasons.length > 1 ? `, and ${reasons.length - 1} more` : ''}.` : '';
    const choice = await vscode.window.showErrorMessage(
      `cljrules is not installed where it was looked for, so rules are not checked.${detail}`, 'Install Server', 'Choose Interpreter', 'Show Output');
    if (choice === 'Install Server') await vscode.commands.executeCommand('cljrules.editor.install');
    if (choice === 'Choose Interpreter') await vscode.commands.executeCommand('cljrules.editor.chooseInterpreter');
    if (choice === 'Show Output') this.output.show();
  }
}

interface PythonApi {
  environments?: { getActiveEnvironmentPath(): { path: string }; resolveEnvironment(of: unknown): Promise<{ executable?: { uri?: vscode.Uri } } | undefined> };
}

/** The interpreter chosen in the extension for Python, where there is one; it is never waited for long. */
async function chosenForPython(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
  if (!extension) return undefined;
  const asked = (async () => {
    const api = extension.isActive ? extension.exports : await extension.activate();
    const environment = await api.environments?.resolveEnvironment(api.environments.getActiveEnvironmentPath());
    return environment?.executable?.uri?.fsPath;
  })();
  const late = new Promise<undefined>(resolve => { setTimeout(() => resolve(undefined), 3_000); });
  return Promise.race([asked, late]).catch(() => undefined);
}
