// The settings of the extension, and where each is written.
import * as vscode from 'vscode';

export function read<T>(name: string, scope?: vscode.Uri): T | undefined {
  return vscode.workspace.getConfiguration('cljrules', scope).get<T>(name);
}

/** Write a setting: for the workspace where there is one, for the user else. An empty text takes it away. */
export async function write(name: string, value: string): Promise<void> {
  const target = vscode.workspace.workspaceFolders?.length ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('cljrules').update(name, value === '' ? undefined : value, target);
}

export function isRules(document: vscode.TextDocument): boolean {
  return document.languageId === 'cljrules' || document.fileName.endsWith('.rules.clj');
}
