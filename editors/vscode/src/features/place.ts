// Which rule the cursor stands in. Knows nothing of VS Code.

const TOP = /^\((?:defrule|defnotification|defpromise-scenario)\s+(?:\^\S+\s+)?([^\s()[\]{}"]+)/;

/** The name of the form that a line belongs to: that which begins at it or last before it, in column 0. */
export function ruleAt(lines: readonly string[], line: number): string | undefined {
  for (let at = Math.min(line, lines.length - 1); at >= 0; at--) {
    const found = TOP.exec(lines[at]);
    if (found) return found[1];
    if (at < line && lines[at].startsWith('(')) return undefined;
  }
  return undefined;
}
