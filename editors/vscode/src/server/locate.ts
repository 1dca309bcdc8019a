// Finding the program that serves: candidates in order, each tried before it is taken.
// Knows nothing of VS Code.
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';

/** How to start the server. */
export interface Command { command: string; args: string[]; said: string }
/** A place that was looked at, and why it does not serve. */
export interface Tried { said: string; why: string }
export interface Found { command?: Command; tried: Tried[] }

export interface Where {
  /** The whole command line, as the settings name it. */
  command: string[];
  /** The interpreter, as the settings name it. */
  interpreter: string;
  /** Folders of the workspace, the first one first; none where it is not trusted. */
  folders: string[];
  /** The interpreter that was chosen for Python in this workspace. */
  chosen?: string;
  /** The folder of the environment that the extension made. */
  own: string;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
}

const PROBE = [
  'import sys',
  'from importlib.util import find_spec as f',
  'sys.exit(4 if sys.version_info < (3, 11) else 5 if not f("cljrules") else 6 if not f("pygls") else 0)',
].join('; ');
const WHY: Record<number, string> = {
  4: 'is older than Python 3.11',
  5: 'does not have the package `cljrules`',
  6: 'has `cljrules` without its extra `lsp`',
};
/** The server's program, where it is on the path. */
const PROGRAM = 'cljrules';
/** Milliseconds after which an interpreter that does not answer is given up. */
const PATIENCE = 20_000;

/** The interpreter of a virtual environment. */
export function pythonIn(environment: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? path.join(environment, 'Scripts', 'python.exe') : path.join(environment, 'bin', 'python');
}

/** A path with `~` and `${workspaceFolder}` written out. */
export function expanded(text: string, folders: string[]): string {
  const home = text.replace(/^~(?=$|[\\/])/, os.homedir());
  return home.replaceAll('${workspaceFolder}', folders[0] ?? '');
}

/** Look for the server. Nothing is guessed past a setting: what the user named is taken, or said to be wrong. */
export async function locate(where: Where): Promise<Found> {
  const tried: Tried[] = [];
  if (where.command.length > 0) {
    const [command, ...args] = where.command.map(part => expanded(part, where.folders));
    const file = await whole(command, where);
    if (file) return { command: { command: file, args, said: 'the setting `cljrules.server.command`' }, tried };
    return { tried: [{ said: 'the setting `cljrules.server.command`', why: `\`${command}\` cannot be run` }] };
  }
  const named = where.interpreter ? expanded(where.interpreter, where.folders) : '';
  const candidates: [string, string][] = named ? [[named, 'the setting `cljrules.interpreter`']] : interpreters(where);
  for (const [candidate, said] of candidates) {
    const file = await whole(candidate, where);
    if (!file) {
      if (named) tried.push({ said, why: `\`${candidate}\` cannot be run` });
      continue;
    }
    const program = candidate === PROGRAM;
    const why = await fault(file, program ? ['lsp', '--help'] : ['-c', PROBE], where.env);
    if (why === undefined) return { command: { command: file, args: program ? ['lsp'] : ['-m', 'cljrules', 'lsp'], said }, tried };
    tried.push({ said: `${said} (${file})`, why });
  }
  return { tried };
}

function interpreters(where: Where): [string, string][] {
  const found: [string, string][] = [];
  for (const folder of where.folders) {
    for (const name of ['.venv', 'venv']) found.push([pythonIn(path.join(folder, name), where.platform), `\`${name}\` of the workspace`]);
  }
  if (where.chosen) found.push([where.chosen, 'the interpreter chosen for Python']);
  for (const name of [PROGRAM, 'python3', 'python']) found.push([name, `\`${name}\` on the path`]);
  found.push([pythonIn(where.own, where.platform), 'the environment that the extension made']);
  return found;
}

/** Where a program of this name would lie on the path. */
function onPath(name: string, where: Where): string[] {
  const folders = (where.env.PATH ?? where.env.Path ?? '').split(where.platform === 'win32' ? ';' : ':').filter(Boolean);
  const endings = where.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  return folders.flatMap(folder => endings.map(ending => path.join(folder, name + ending)));
}

/** The file that a command is, if it can be run. */
async function whole(command: string, where: Where): Promise<string | undefined> {
  const places = path.isAbsolute(command) || command.includes('/') || command.includes('\\') ? [command] : onPath(command, where);
  for (const place of places) {
    try {
      await access(place, where.platform === 'win32' ? constants.F_OK : constants.X_OK);
      return place;
    } catch { /* not here */ }
  }
  return undefined;
}

/** Why a program does not serve; undefined where it does. */
async function fault(file: string, args: string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile(file, args, { env, timeout: PATIENCE, windowsHide: true }, error => {
      if (!error) return resolve(undefined);
      const code = typeof error.code === 'number' ? error.code : undefined;
      resolve(code !== undefined && WHY[code] ? WHY[code] : error.killed ? 'does not answer' : 'does not run');
    });
  });
}
