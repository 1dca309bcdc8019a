// Runs driver/*.test.js inside VS Code's real extension host, against the packaged extension.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { EXTENSION, HOME, PYTHON, VSIX, workspace } from '../places.mjs';
import { knows, launchBrowser, startServer } from '../vscode.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cljrules-host-'));
const out = path.join(folder, 'out.txt');
const { folder: opened, store } = workspace(path.join(folder, 'ws'));
Object.assign(process.env, { HOST_OUT: out, VSCODE_HOME: HOME, TEST_STORE: store, TEST_PYTHON: PYTHON });
const server = await startServer({
  // recent workbenches take the two paths of tests below only with this flag
  flags: knows('vscode-option') ? ['--vscode-option', 'enable-smoke-test-driver'] : [],
  vsix: [VSIX],
  settings: { 'cljrules.interpreter': PYTHON, 'cljrules.store': store },
});
let code = 1, browser;
try {
  browser = await launchBrowser();
  const page = await browser.newPage();
  if (process.env.VERBOSE) page.on('console', message => console.error('[page]', message.text().slice(0, 400)));
  const exited = new Promise(resolve => page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', (type, args) => process.env.VERBOSE && console.error(`[${type}]`, ...args));
  const remote = file => `vscode-remote://${server.authority}${file}`;
  const driver = path.join(EXTENSION, 'test/host/driver');
  const query = new URLSearchParams({
    folder: opened,
    payload: JSON.stringify([['extensionDevelopmentPath', remote(driver)], ['extensionTestsPath', remote(path.join(driver, 'index.js'))]]),
  });
  await page.goto(`${server.origin}/?${query}`);
  const late = new Promise(resolve => { setTimeout(() => resolve('too late'), 240_000).unref(); });
  code = await Promise.race([exited, late]);
} finally {
  if (fs.existsSync(out)) process.stdout.write(fs.readFileSync(out, 'utf8'));
  if (code !== 0) console.log('the extension host ended with', code);
  await browser?.close();
  await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exit(code === 0 ? 0 : 1);
