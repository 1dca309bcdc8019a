// What VS Code's extension host calls: run() fails when a test fails.
const fs = require('node:fs');
const path = require('node:path');
const util = require('node:util');
const Mocha = require(require.resolve('mocha', { paths: [process.env.VSCODE_HOME] }));

exports.run = () => new Promise((resolve, reject) => {
  const out = fs.createWriteStream(process.env.HOST_OUT);
  Mocha.reporters.Base.consoleLog = (...args) => out.write(`${util.format(...args)}\n`);
  Mocha.reporters.Base.useColors = false;
  const mocha = new Mocha({ ui: 'tdd', timeout: 40_000, reporter: 'spec', grep: process.env.HOST_GREP || undefined });
  for (const file of fs.readdirSync(__dirname).filter(name => name.endsWith('.test.js')).sort()) mocha.addFile(path.join(__dirname, file));
  mocha.run(failures => out.end(() => (failures ? reject(new Error(`${failures} failed`)) : resolve())));
});
