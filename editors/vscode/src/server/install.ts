// Making an environment of the extension's own with the server in it. Knows nothing of VS Code.
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { pythonIn } from './locate';

export interface Installing {
  /** Interpreters to make it with, the best first. */
  pythons: string[];
  /** The folder of the environment. */
  environment: string;
  /** What pip installs. */
  package: string;
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  told: (line: string) => void;
  signal?: AbortSignal;
}

/** Make the environment and install into it; throws an Error that says what went wrong. */
export async function install(wanted: Installing): Promise<string> {
  const python = await newEnough(wanted);
  wanted.told(`making ${wanted.environment} with ${python}`);
  await run(python, ['-m', 'venv', '--clear', wanted.environment], wanted);
  const inside = pythonIn(wanted.environment, wanted.platform);
  await run(inside, ['-m', 'pip', 'install', '--disable-pip-version-check', wanted.package], wanted);
  await run(inside, ['-c', 'import cljrules, pygls'], wanted);
  return inside;
}

async function newEnough(wanted: Installing): Promise<string> {
  for (const python of wanted.pythons) {
    try {
      await run(python, ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 11))'], { ...wanted, told: () => undefined });
      return python;
    } catch { /* the next one */ }
  }
  throw new Error('there is no Python 3.11 or newer here; install one, then try again');
}

function run(command: string, args: string[], { env, told, signal }: Installing): Promise<void> {
  return new Promise((resolve, reject) => {
    let last = '';
    const child = spawn(command, args, { env, signal, windowsHide: true });
    const take = (data: Buffer) => {
      for (const line of data.toString().split(/\r?\n/).filter(Boolean)) { last = line; told(line); }
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', error => reject(new Error(`\`${path.basename(command)}\` cannot be run: ${error.message}`)));
    child.on('close', code => code === 0 ? resolve() : reject(new Error(last || `\`${path.basename(command)} ${args.join(' ')}\` ended with ${code}`)));
  });
}
