// A new pack: a folder with a manifest and a first rule that passes the check.
import * as vscode from 'vscode';

const NAME = /^[a-z][a-z0-9-]*$/;

export function manifest(name: string, today: string, zone: string): string {
  return `[pack]
name = "${name}"
version = "${today.slice(0, 7).replace('-', '.')}.0"
description = "What these rules are for, in a sentence."
files = ["first.rules.clj"]
timezone = "${zone}"

[vocabulary]
loan-status = { Open = ["Repaying"], Closed = ["Settled", "Charged Off"], "Paid Off" = ["Paid in Full"] }
portfolios = { "Watch" = [] }
`;
}

export const RULES = `;; Rules are evaluated from top to bottom; a later rule sees what an earlier one changed.

(defrule watch-late-accounts
  "More than 30 days past due: put the account on the watch list."
  :when (and (= loan-status "Open") (> status-days-past-due 30))
  :then [(loan/set {:add-portfolios ["Watch"]})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 31} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 30} :fires false}])
`;

/** Ask for a name and a place, write the pack, open its rules. */
export async function newPack(resource?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const within = resource ?? vscode.workspace.workspaceFolders?.[0]?.uri
    ?? (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: 'Make the Pack Here' }))?.[0];
  if (!within) return undefined;
  const name = await vscode.window.showInputBox({
    prompt: 'What the pack is called', value: 'my-rules',
    validateInput: text => NAME.test(text) ? undefined : 'small letters, digits and hyphens, such as late-accounts',
  });
  return name ? writePack(vscode.Uri.joinPath(within, name), name) : undefined;
}

export async function writePack(folder: vscode.Uri, name: string): Promise<vscode.Uri | undefined> {
  const file = vscode.Uri.joinPath(folder, 'first.rules.clj');
  const settings = vscode.Uri.joinPath(folder, 'cljrules.toml');
  for (const one of [file, settings]) {
    if (await vscode.workspace.fs.stat(one).then(() => true, () => false)) {
      void vscode.window.showErrorMessage(`${vscode.workspace.asRelativePath(one)} is there already; choose another name.`);
      return undefined;
    }
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  const encoder = new TextEncoder();
  await vscode.workspace.fs.writeFile(settings, encoder.encode(manifest(name, new Date().toISOString(), zone)));
  await vscode.workspace.fs.writeFile(file, encoder.encode(RULES));
  await vscode.window.showTextDocument(file);
  return file;
}
