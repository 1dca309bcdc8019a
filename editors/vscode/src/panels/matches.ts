// Which loans match, as a table.
import type { MatchAnswer } from '../protocol';
import { count, html, says, share, type Html } from './html';

/** The number of a loan in the first column: "loan 27". */
export function loanNumber(cell: string): string | undefined {
  return /^loan (\d+)/.exec(cell)?.[1];
}

/** A value of the table as people read it: texts without their quotes. */
function plain(cell: string): string {
  return /^".*"$/s.test(cell) ? cell.slice(1, -1).replace(/\\(["\\])/g, '$1') : cell;
}

function isNumber(cell: string): boolean {
  return /^-?\d+(\.\d+)?[MN]?$/.test(cell);
}

/** The rows as comma-separated values. */
export function csv(answer: MatchAnswer): string {
  const cell = (value: string) => /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  return [answer.columns, ...answer.rows.map(row => row.map(plain))].map(row => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

export function matchPage(answer: MatchAnswer): Html {
  const what = answer.rule ?? answer.expression ?? '';
  const matched = answer.matches === 1 ? '1 loan' : `${answer.matches.toLocaleString('en-US')} loans`;
  return html`<header>
<h1>${answer.rule ? what : html`<code>${what}</code>`} <span class="verdict">${matched}</span></h1>
<p class="quiet">of ${count(answer.accounts, 'account')} in ${answer.store} as of ${answer.as_of}: ${share(answer.share)}</p>
${answer.errors > 0 && html`<p class="error">${count(answer.errors, 'account')} ended in an error</p>`}
<p class="bar">${answer.rows.length > 0 && html`<input type="search" id="filter" placeholder="Filter the rows" aria-label="Filter the rows">
<button ${says({ type: 'csv' })}>Copy as CSV</button>`} ${answer.more > 0 && html`<button ${says({ type: 'more' })}>Show more (${answer.more.toLocaleString('en-US')} left)</button>`}
<button ${says({ type: 'again' })}>Look again</button></p>
</header>
${answer.rows.length === 0 ? html`<p>No loan of the store matches.</p>` : table(answer)}`;
}

function table(answer: MatchAnswer): Html {
  return html`<table class="sortable" id="rows"><thead><tr>${answer.columns.map(column => html`<th><button class="link sort">${column}</button></th>`)}</tr></thead>
<tbody>${answer.rows.map(row => html`<tr>${row.map((cell, n) => {
    const loan = n === 0 ? loanNumber(cell) : undefined;
    if (loan && answer.rule) return html`<td data-sort="${loan}"><button class="link" ${says({ type: 'why', loan })} title="Why does the rule fire on this loan?">${cell}</button></td>`;
    return html`<td${isNumber(cell) && html` class="number" data-sort="${cell.replace(/[MN]$/, '')}"`}>${plain(cell)}</td>`;
  })}</tr>`)}</tbody></table>`;
}
