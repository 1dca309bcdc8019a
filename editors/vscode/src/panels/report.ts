// A whole pack, and what deploying it would change, as pages.
import { isRefusal, type DryRunAnswer, type Finding, type Night, type Portfolio, type ReportAnswer, type RuleOnPortfolio } from '../protocol';
import { count, html, says, share, type Html } from './html';
import { told } from './witnesses';

export function reportPage(answer: ReportAnswer): Html {
  const proofs = answer.proofs;
  return html`<header><h1>${answer.pack} <span class="quiet">${answer.version}</span></h1>
<p>${count(answer.rules, 'rule')}, ${count(answer.notifications, 'notification')}, ${count(answer.scenarios, 'promise scenario')};
<span class="${answer.errors ? 'error' : 'holds'}">${count(answer.errors, 'error')}</span>, ${count(answer.warnings, 'warning')};
<span class="${answer.examples.passed < answer.examples.examples ? 'error' : 'holds'}">${answer.examples.passed} of ${count(answer.examples.examples, 'example')} pass</span></p>
<p class="bar"><button ${says({ type: 'again' })}>Look again</button></p></header>
${findings('Findings', answer.findings)}
${failed(answer)}
${onPortfolio(answer.portfolio, false)}
${proofs && findings('What the proofs found', proofs.findings)}
<section><h2>The rules in plain English</h2>${answer.readings.map(one => {
    const proof = proofs?.rules.find(rule => rule.name === one.name);
    return html`<details><summary><b>${one.name}</b> <span class="quiet">${one.doc}</span></summary>
${one.sentence && html`<p>${one.sentence}</p>`}<ul>${one.actions.map(action => html`<li>${action}</li>`)}</ul>
<p class="quiet">${one.terms.join(' ')}</p>
${proof && html`<table><tbody>${proof.fires && html`<tr><th>fires on</th><td>${told(proof.fires.told)}</td></tr>`}${proof.does_not_fire && html`<tr><th>does not on</th><td>${told(proof.does_not_fire.told)}</td></tr>`}
${proof.outcome !== 'sometimes' && html`<tr><th>outcome</th><td class="error">${proof.outcome}</td></tr>`}</tbody></table>`}</details>`;
  })}</section>`;
}

export function dryRunPage(answer: DryRunAnswer): Html {
  return html`<header><h1>${answer.pack} <span class="quiet">${answer.version}</span>
<span class="verdict ${answer.would_deploy ? 'holds' : 'fails'}">${answer.would_deploy ? 'could be deployed' : 'would be refused'}</span></h1>
<p class="quiet">A dry run: nothing was deployed and nothing was changed.</p>
<p class="bar"><button ${says({ type: 'again' })}>Look again</button></p></header>
${findings('Why it would be refused', answer.errors)}
${onPortfolio(answer.portfolio, true)}
${answer.night && night(answer.night)}
${findings('Warnings', answer.warnings)}`;
}

function failed(answer: ReportAnswer): Html | false {
  const rows = answer.examples.rules.flatMap(rule => rule.examples.filter(one => !one.passed).map(one => html`<li>
<button class="link" ${says({ type: 'open', uri: rule.uri, range: one.range })}>${rule.rule}, example ${one.number}</button>: ${one.failure}</li>`));
  return rows.length > 0 && html`<section><h2>Examples that do not pass</h2><ul>${rows}</ul></section>`;
}

function findings(title: string, found: Finding[]): Html | false {
  if (found.length === 0) return false;
  return html`<section><h2>${title}</h2><ul class="findings">${found.map(one => html`<li class="${one.severity}">
<button class="link" ${says({ type: 'file', file: one.file, line: one.line, column: one.column })}>${one.file.split(/[\\/]/).at(-1)}:${one.line}</button>
${told(one.message)} <code class="quiet">${one.code}</code>${one.help && html`<div class="help">${told(one.help)}</div>`}${one.evidence.map(said => html`<div class="quiet">${told(said)}</div>`)}</li>`)}</ul></section>`;
}

function onPortfolio(portfolio: Portfolio | { refused: string; help?: string | null }, changesFirst: boolean): Html {
  if (isRefusal(portfolio)) return html`<section><h2>In the portfolio</h2><p>${told(portfolio.refused)}${portfolio.help && html`; ${told(portfolio.help)}`}</p>
<p><button ${says({ type: 'store' })}>Choose Store…</button></p></section>`;
  const changed = (rule: RuleOnPortfolio) => rule.newly > 0 || rule.no_longer > 0 || rule.errors > 0;
  const rules = changesFirst ? [...portfolio.rules].sort((a, b) => Number(changed(b)) - Number(changed(a))) : portfolio.rules;
  const unchanged = changesFirst && !rules.some(changed);
  return html`<section><h2>In the portfolio</h2><p class="quiet">${portfolio.store} as of ${portfolio.as_of}</p>
${unchanged && html`<p>No rule hits other loans than the deployed version.</p>`}
<table class="sortable"><thead><tr>${['Rule', 'Matches', 'Share', 'Deployed', 'Newly hit', 'No longer', 'Errors'].map(head => html`<th><button class="link sort">${head}</button></th>`)}</tr></thead>
<tbody>${rules.map(rule => html`<tr class="${changed(rule) ? 'changed' : ''}"><td><button class="link" ${says({ type: 'open', uri: rule.uri, range: rule.range })}>${rule.rule}</button></td>
<td class="number" data-sort="${rule.matches}"><button class="link" ${says({ type: 'matches', uri: rule.uri, rule: rule.rule })}>${rule.matches.toLocaleString('en-US')}</button></td><td class="number" data-sort="${rule.share}">${share(rule.share)}</td>
<td class="number" data-sort="${rule.deployed ?? -1}">${rule.deployed === null ? '—' : rule.deployed.toLocaleString('en-US')}</td>
${moved(rule.newly, rule.newly_named, '+')}${moved(rule.no_longer, rule.no_longer_named, '−')}
<td class="number${rule.errors ? ' error' : ''}" data-sort="${rule.errors}">${rule.errors}</td></tr>`)}</tbody></table></section>`;
}

function moved(number: number, named: string[], sign: string): Html {
  const names = named.length ? `${named.join(', ')}${number > named.length ? `, and ${number - named.length} more` : ''}` : '';
  return html`<td class="number" data-sort="${number}" title="${names}">${number > 0 ? html`<b>${sign}${number.toLocaleString('en-US')}</b>` : 0}</td>`;
}

function night(of: Night | { refused: string; help?: string | null }): Html {
  if (isRefusal(of)) return html`<section><h2>One night</h2><p>${told(of.refused)}</p></section>`;
  const rules = Object.entries(of.rules).filter(([, rule]) => rule.fired || rule.errors || rule.deployed?.fired);
  return html`<section><h2>One night</h2><p class="quiet">${count(of.accounts, 'account')}, ${of.from === of.to ? of.from : `${of.from} to ${of.to}`}${of.against && html`; beside the deployed ${of.against}`}</p>
${rules.length === 0 ? html`<p>No rule fires.</p>` : html`<table class="sortable"><thead><tr>${['Rule', 'Fires', 'Changes', 'Deployed fires', 'Newly', 'No longer', 'Credited', 'Charged off', 'Errors'].map(head => html`<th><button class="link sort">${head}</button></th>`)}</tr></thead>
<tbody>${rules.map(([name, rule]) => html`<tr><td>${name}</td>${[rule.fired, rule.changed, rule.deployed ? rule.deployed.fired : '—', rule.newly_hit ?? '—', rule.no_longer_hit ?? '—'].map(number => html`<td class="number">${number}</td>`)}
<td class="number">${rule.credited}</td><td class="number">${rule.charged_off}</td><td class="number">${rule.errors}</td></tr>`)}</tbody></table>`}
${of.how.map(said => html`<p class="quiet">${said}</p>`)}</section>`;
}
