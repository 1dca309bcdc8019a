// The smallest loans on which rules fire and do not, as a page.
import type { Witness, Witnesses } from '../protocol';
import { html, says, type Html } from './html';

const OUTCOMES: Record<string, [string, string]> = {
  never: ['never fires', 'fails'], always: ['always fires', 'fails'], sometimes: ['fires on some loans', 'holds'],
  unproven: ['is not proven', 'unread'],
};

export function witnessPage(rules: Witnesses[]): Html {
  return html`<header><h1>The smallest loans</h1></header>${rules.map(rule)}`;
}

function rule(of: Witnesses): Html {
  const [said, state] = OUTCOMES[of.outcome] ?? [of.outcome, 'unread'];
  const row = (label: string, witness: Witness | null) => witness && html`<tr><th>${label}</th><td>${told(witness.told)}</td>
<td><button ${says({ type: 'why', uri: of.uri, rule: of.rule, set: witness.set })}>Why?</button></td></tr>`;
  return html`<section><h2><button class="link" ${says({ type: 'open', uri: of.uri, range: of.range })}>${of.rule}</button> <span class="verdict ${state}">${said}</span></h2>
${of.error && html`<p class="error">${of.error}</p>`}
<table><tbody>${row('fires', of.fires)}${row('does not fire', of.quiet)}${row('ends in an error', of.fails)}</tbody></table>
${of.boundaries.length > 0 && html`<h3>On either side of each bound</h3><table><thead><tr><th>Comparison</th><th>Just inside</th><th>Just outside</th></tr></thead>
<tbody>${of.boundaries.map(one => html`<tr><td><button class="link code" ${says({ type: 'open', uri: of.uri, range: one.range })}>${one.text}</button></td>
<td>${one.inside ? told(one.inside.told) : '—'}</td><td>${one.outside ? told(one.outside.told) : '—'}</td></tr>`)}</tbody></table>`}
${of.doubts.map(doubt => html`<p class="quiet">${doubt}</p>`)}</section>`;
}

/** A sentence in which words in backticks are code. */
export function told(sentence: string): Html {
  return html`${sentence.split('`').map((part, n) => n % 2 ? html`<code>${part}</code>` : part)}`;
}
