// Where the tests find things, and a workspace for each: copies of the demo packs and a store made for them.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

export const EXTENSION = path.resolve(import.meta.dirname, '..');
export const PROJECT = path.resolve(EXTENSION, '../..');
export const HOME = path.resolve(process.env.VSCODE_HOME ?? path.join(EXTENSION, '.vscode-home'));
export const SHOTS = path.resolve(process.env.SHOTS ?? path.join(EXTENSION, '.shots'));
export const VSIX = path.join(EXTENSION, 'dist/cljrules.vsix');
export const PYTHON = process.env.CLJRULES_PYTHON ?? path.join(PROJECT, '.venv/bin/python');
export const DAY = '2026-11-22';

/** Run the project's Python; its standard output. */
export function python(...args) {
  return execFileSync(PYTHON, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A workspace with the demo pack in `acme`, a pack that does not pass in `planted`, and a store of 200 loans. */
export function workspace(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const demo = path.join(PROJECT, 'examples/demo');
  fs.cpSync(path.join(demo, 'acme-collections'), path.join(folder, 'acme'), { recursive: true });
  fs.cpSync(path.join(demo, 'planted'), path.join(folder, 'planted'), { recursive: true });
  const store = path.join(folder, 'loans.db');
  const runtime = (...args) => python('-c', 'from runtime.cli import main; main()', '--store', store, '--today', DAY, ...args);
  runtime('init');
  runtime('generate', '--loans', '200');
  runtime('deploy', path.join(folder, 'acme'));
  return { folder, store };
}
