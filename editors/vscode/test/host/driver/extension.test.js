const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const run = (...args) => vscode.commands.executeCommand(...args);
const pause = ms => new Promise(resolve => { setTimeout(resolve, ms); });
/** The first value that is not false, asked for again and again. */
async function until(what, ask, ms = 25_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await ask();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await pause(60);
  }
}
const root = () => vscode.workspace.workspaceFolders[0].uri;
const file = (...names) => vscode.Uri.joinPath(root(), ...names);
const found = uri => vscode.languages.getDiagnostics(uri);
const place = (document, text, by = 0) => document.positionAt(document.getText().indexOf(text) + by);

async function replace(document, text, by) {
  const at = document.getText().indexOf(text);
  assert.notEqual(at, -1, `there is no ${text}`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + text.length)), by);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

suite('in VS Code', () => {
  let api, document, editor, extension;

  suiteSetup(async () => {
    extension = vscode.extensions.getExtension('cljrules.cljrules');
    assert.ok(extension, 'the packaged extension is installed');
    api = await extension.activate();
    document = await vscode.workspace.openTextDocument(file('acme', 'collections.rules.clj'));
    editor = await vscode.window.showTextDocument(document);
    await until('a running server', () => api.server.state === 'running');
  });

  teardown(async () => {
    const disk = fs.readFileSync(document.uri.fsPath, 'utf8');
    if (document.getText() !== disk) await run('workbench.action.files.revert');
  });

  test('rules have their language, other Clojure files keep theirs', async () => {
    assert.equal(document.languageId, 'cljrules');
    const other = await vscode.workspace.openTextDocument({ language: 'clojure', content: '(+ 1 2)' });
    assert.equal(other.languageId, 'clojure');
    fs.writeFileSync(file('plain.clj').fsPath, '(defn f [x] x)\n');
    const plain = await vscode.workspace.openTextDocument(file('plain.clj'));
    assert.equal(plain.languageId, 'clojure');
    assert.deepEqual(found(plain.uri), []);
  });

  test('every command of the manifest is there, and no other is called ours', async () => {
    const declared = extension.packageJSON.contributes.commands.map(one => one.command).sort();
    const ours = (await vscode.commands.getCommands(true)).filter(name => name.startsWith('cljrules.editor.')).sort();
    assert.deepEqual(ours, declared);
  });

  test('a correct pack has no findings; a flipped comparator has one, with a fix', async () => {
    await until('no findings', () => found(document.uri).length === 0);
    await replace(document, '(>= status-days-past-due 60)', '(<= status-days-past-due 60)');
    const [one] = await until('a finding', () => {
      const all = found(document.uri).filter(item => (item.code?.value ?? item.code) === 'comparator-reversed');
      return all.length && all;
    });
    assert.equal(one.source, 'cljrules');
    assert.ok(document.getText(one.range).includes('<='), document.getText(one.range));
    assert.ok(one.code.target, 'the code leads to its page');
    const actions = await run('vscode.executeCodeActionProvider', document.uri, one.range, vscode.CodeActionKind.QuickFix.value, 20);
    const fix = actions.find(action => action.edit && action.isPreferred) ?? actions.find(action => action.edit);
    assert.ok(fix, JSON.stringify(actions.map(action => action.title)));
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.ok(document.getText().includes('(>= status-days-past-due 60)'), document.getText().slice(0, 2000));
    await until('no findings', () => found(document.uri).length === 0);
  });

  test('completion: a variable with its documentation, a word of the vocabulary', async () => {
    const at = place(document, 'status-days-past-due 15', 'status-days'.length);
    const list = await run('vscode.executeCompletionItemProvider', document.uri, at, undefined, 5);
    const label = item => item.label.label ?? item.label;
    const item = list.items.find(one => label(one) === 'status-days-past-due');
    assert.ok(item, list.items.map(label).slice(0, 20).join());
    assert.match(String(item.documentation?.value ?? item.detail), /day/);
    const words = await run('vscode.executeCompletionItemProvider', document.uri, place(document, '"Open"', 1));
    assert.ok(words.items.map(label).some(text => text.includes('Repossessed')), words.items.map(label).join());
  });

  test('hover says what a variable is, and criteria in English', async () => {
    const hovers = await run('vscode.executeHoverProvider', document.uri, place(document, 'status-days-past-due', 3));
    assert.match(hovers.flatMap(one => one.contents.map(part => part.value)).join('\n'), /past due/);
  });

  test('hints in the line', async () => {
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const labels = await until('hints', async () => {
      const hints = await run('vscode.executeInlayHintProvider', document.uri, all);
      return hints.length && hints.map(hint => String(hint.label));
    });
    assert.ok(labels.includes('15 days and up'), labels.join());
    await until('counts of the portfolio', async () => {
      const hints = await run('vscode.executeInlayHintProvider', document.uri, all);
      return hints.some(hint => /of \d+ loans/.test(String(hint.label)));
    });
  });

  test('a lens runs its rule, with the answer in the line until the text is edited', async () => {
    const lenses = await run('vscode.executeCodeLensProvider', document.uri, 50);
    const lens = lenses.find(one => one.command?.command === 'cljrules.runOnSample' && one.command.arguments[0].rule === 'early-collections');
    assert.match(lens.command.title, /does not fire/);
    await run(lens.command.command, ...lens.command.arguments);
    assert.match(api.inline.shown(document.uri).get('early-collections'), /^✗ .*does not fire/);
    await replace(document, ';; The ladder', ';; A ladder');
    assert.equal(api.inline.shown(document.uri).size, 0);
  });

  test('the rule at the cursor runs on a loan of the store', async () => {
    editor = await vscode.window.showTextDocument(document);
    const at = place(document, '(> status-amount-due 50M)');
    editor.selection = new vscode.Selection(at, at);
    const matches = await api.asking.matches();
    assert.equal(matches.rule, 'early-collections');
    assert.ok(matches.matches > 0 && matches.rows.length === matches.matches, JSON.stringify(matches));
    const loan = /\d+/.exec(matches.rows[0][0])[0];
    await vscode.window.showTextDocument(document);
    const answer = await api.asking.run(undefined, loan);
    assert.equal(answer.results[0].fires, true);
    assert.match(api.inline.shown(document.uri).get('early-collections'), new RegExp(`^✓ loan ${loan}: fires`));
    assert.match(api.panels.page('matches'), new RegExp(`loan ${loan}</button>`));
  });

  test('the why panel: conditions, what would turn it round, and trying that out', async () => {
    const answer = await run('cljrules.editor.why', { uri: api.server.uri(document.uri), rule: 'early-collections' });
    assert.equal(answer.fires, false);
    const page = () => api.panels.page('why');
    assert.match(page(), /does not fire/);
    assert.match(page(), /at least 15 days past due/);
    assert.match(page(), /default-src &#39;none&#39;/);
    const set = Object.fromEntries(answer.changes.map(change => [change.place, change.value]));
    await api.panels.take('why', { type: 'try', set });
    assert.match(page(), /class="verdict holds">fires</);
    assert.match(page(), /Tried out/);
    await api.panels.take('why', { type: 'untry', place: Object.keys(set)[0] });
    assert.match(page(), /does not fire/);
  });

  test('a question about an unknown rule is an answer in words, not a fault', async () => {
    await assert.rejects(api.server.ask('cljrules.why', { uri: api.server.uri(document.uri), rule: 'no-such-rule' }), /no-such-rule/);
  });

  test('the report on a pack, the dry run, the smallest loans', async () => {
    const report = await run('cljrules.editor.report', file('acme', 'cljrules.toml'));
    assert.equal(report.rules, 20);
    assert.match(api.panels.page('report'), /32 of 32 examples pass/);
    const refused = await run('cljrules.editor.dryRun', file('planted', 'cljrules.toml'));
    assert.equal(refused.would_deploy, false);
    assert.match(api.panels.page('dryRun'), /would be refused/);
    assert.match(api.panels.page('dryRun'), /has no option/);
    const allowed = await run('cljrules.editor.dryRun', file('acme', 'cljrules.toml'));
    assert.equal(allowed.would_deploy, true);
    assert.match(api.panels.page('dryRun'), /One night/);
    const [smallest] = await run('cljrules.editor.witnesses', { uri: api.server.uri(document.uri), rule: 'late-collections' });
    assert.equal(smallest.outcome, 'sometimes');
    assert.match(api.panels.page('witnesses'), /On either side of each bound/);
  });

  test('definition, references and rename', async () => {
    await vscode.window.showTextDocument(document);
    const edit = await run('vscode.executeDocumentRenameProvider', document.uri, place(document, 'in-portfolio?', 2), 'has-portfolio?');
    const files = edit.entries().map(([uri]) => path.basename(uri.path));
    assert.ok(files.includes('collections.rules.clj'), files.join());
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(!document.getText().includes('in-portfolio?') && document.getText().includes('(defn has-portfolio?'));
    await run('undo');
  });

  test('formatting puts a rule in order, and changes no rule that is in order', async () => {
    const none = await run('vscode.executeFormatDocumentProvider', document.uri, { tabSize: 2, insertSpaces: true });
    assert.deepEqual(none ?? [], []);
    await replace(document, '             (>= status-days-past-due 15)', '   (>=    status-days-past-due 15)');
    const edits = await run('vscode.executeFormatDocumentProvider', document.uri, { tabSize: 2, insertSpaces: true });
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText(), fs.readFileSync(document.uri.fsPath, 'utf8'));
  });

  test('examples stand in the Test Explorer; one that does not hold fails', async () => {
    const item = await until('examples', () => api.examples.controller.items.get(document.uri.toString()));
    const rule = await until('the rule', () => item.children.get(`${document.uri.toString()}#late-collections`));
    assert.equal(rule.children.size, 2);
    const runs = [];
    const create = api.examples.controller.createTestRun.bind(api.examples.controller);
    api.examples.controller.createTestRun = request => {
      const made = create(request), seen = { passed: [], failed: [] };
      runs.push(seen);
      const { passed, failed } = { passed: made.passed.bind(made), failed: made.failed.bind(made) };
      made.passed = (one, ms) => { seen.passed.push(one.label); passed(one, ms); };
      made.failed = (one, message, ms) => { seen.failed.push(message); failed(one, message, ms); };
      return made;
    };
    try {
      await api.examples.runItems([rule]);
      assert.equal(runs[0].passed.length, 2);
      await replace(document, '{:loan-status "Open" :status-days-past-due 60} :fires true', '{:loan-status "Open" :status-days-past-due 58} :fires true');
      await api.examples.runItems([item.children.get(`${document.uri.toString()}#late-collections`)]);
      assert.equal(runs[1].passed.length, 1);
      const [message] = runs[1].failed;
      assert.match(message.expectedOutput, /^fires/);
      assert.match(message.actualOutput, /^does not fire/);
      assert.ok(document.getText(message.location.range).includes('58'));
    } finally {
      api.examples.controller.createTestRun = create;
    }
  });

  test('snippets give forms without errors', async () => {
    const snippets = JSON.parse(fs.readFileSync(path.join(extension.extensionPath, 'snippets', 'cljrules.json'), 'utf8'));
    fs.writeFileSync(file('acme', 'new.rules.clj').fsPath, '');
    const manifest = file('acme', 'cljrules.toml').fsPath, before = fs.readFileSync(manifest, 'utf8');
    fs.writeFileSync(manifest, before.replace('"closing.rules.clj"', '"closing.rules.clj", "new.rules.clj"'));
    const fresh = await vscode.workspace.openTextDocument(file('acme', 'new.rules.clj'));
    const shown = await vscode.window.showTextDocument(fresh);
    for (const [name, { body }] of Object.entries(snippets)) {
      if (!body[0].startsWith('(')) continue;
      await shown.insertSnippet(new vscode.SnippetString(body.join('\n')));
      await run('leaveSnippet');
      const end = fresh.positionAt(fresh.getText().length);
      await shown.edit(edit => edit.insert(end, '\n\n'));
      shown.selection = new vscode.Selection(fresh.lineCount, 0, fresh.lineCount, 0);
      assert.ok(fresh.getText().includes('(def'), name);
    }
    await pause(1500);
    const errors = found(fresh.uri).filter(one => one.severity === vscode.DiagnosticSeverity.Error);
    assert.deepEqual(errors.map(one => one.message), [], fresh.getText());
    await run('workbench.action.files.save');
    await run('workbench.action.closeActiveEditor');
    fs.rmSync(file('acme', 'new.rules.clj').fsPath);
    fs.writeFileSync(manifest, before);
  });

  test('a new pack passes its check', async () => {
    const made = await api.writePack(file('fresh'), 'fresh');
    const opened = await vscode.workspace.openTextDocument(made);
    await until('examples of the new pack', () => api.examples.controller.items.get(made.toString()));
    assert.deepEqual(found(opened.uri).map(one => one.message), []);
    assert.deepEqual(found(file('fresh', 'cljrules.toml')).map(one => one.message), []);
    assert.equal(await api.writePack(file('fresh'), 'fresh'), undefined, 'nothing is written over');
  });

  test('the sample loan and the store are settings, seen in the status bar and in lenses', async () => {
    await vscode.window.showTextDocument(document);
    const settings = vscode.workspace.getConfiguration('cljrules');
    await settings.update('sampleLoan', '30-late', vscode.ConfigurationTarget.Workspace);
    assert.match(api.status.texts[0], /30-late/);
    assert.match(api.status.texts[1], /loans\.db/);
    await until('a lens of the other loan', async () => {
      const lenses = await run('vscode.executeCodeLensProvider', document.uri, 50);
      return lenses.some(one => one.command?.title === '30-late: fires');
    });
    await settings.update('sampleLoan', undefined, vscode.ConfigurationTarget.Workspace);
  });

  test('files that are mapped to Clojure are served as well', async () => {
    const other = await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(file('planted', 'collections.rules.clj')), 'clojure');
    assert.equal(other.languageId, 'clojure');
    await until('the planted finding', () => found(other.uri).some(one => /has no option/.test(one.message)));
  });

  test('a server that is killed is started again, and findings come back', async () => {
    const pid = () => api.server.languageClient?._serverProcess?.pid;
    const before = pid();
    assert.ok(before);
    process.kill(before, 'SIGKILL');
    await until('another server', () => pid() && pid() !== before && api.server.state === 'running');
    await vscode.window.showTextDocument(document);
    await replace(document, '(>= status-days-past-due 60)', '(<= status-days-past-due 60)');
    await until('a finding', () => found(document.uri).length > 0);
  });

  test('an interpreter without the server is named in words, and mended by the setting', async () => {
    const settings = vscode.workspace.getConfiguration('cljrules');
    await settings.update('interpreter', '/no/such/python', vscode.ConfigurationTarget.Workspace);
    await until('the server is missing', () => api.server.state === 'missing');
    await assert.rejects(api.server.ask('cljrules.status', {}), /was not found/);
    await settings.update('interpreter', undefined, vscode.ConfigurationTarget.Workspace);
    await until('the server runs', () => api.server.state === 'running');
  });
});
