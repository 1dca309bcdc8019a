// Why a rule fires on a loan or does not, as a page: conditions with their values, what would turn the answer round,
// and the trace of every expression.
import type { Change, Given, Point, Step, WhyAnswer } from '../protocol';
import { html, says, type Html } from './html';

const MARKS: Record<string, [string, string]> = {
  holds: ['✓', 'holds'], fails: ['✗', 'fails'], error: ['!', 'error'], 'not looked at': ['·', 'unread'],
};

/** The body of the page; `given` are the values that were tried out in place of the loan's own. */
export function whyPage(answer: WhyAnswer, given: Given): Html {
  const state = answer.fires === null ? 'error' : answer.fires ? 'holds' : 'fails';
  const verdict = answer.fires === null ? 'ends in an error' : answer.fires ? 'fires' : 'does not fire';
  return html`<header>
<h1><button class="link" ${says({ type: 'open', uri: answer.uri, range: answer.range })}>${answer.name}</button> <span class="verdict ${state}">${verdict}</span></h1>
<p class="quiet">on ${answer.loan}, as of ${answer.as_of}</p>
${answer.sentence && html`<p>${answer.sentence}</p>`}
${answer.error && html`<p class="error">${answer.error}</p>`}
<p class="bar"><button ${says({ type: 'sample' })}>Another loan…</button> <button ${says({ type: 'again' })}>Ask again</button></p>
</header>
${triedOut(given)}
<section><h2>Conditions</h2><ul class="tree">${answer.points.map(point)}</ul></section>
${turning(answer.changes, answer.fires)}
<section><h2>Every expression</h2><ul class="tree trace">${answer.trace.map(step)}</ul></section>`;
}

function triedOut(given: Given): Html | false {
  const names = Object.keys(given);
  return names.length > 0 && html`<section class="tried"><h2>Tried out</h2><ul>${names.map(name => html`<li><code>${name}</code> = <code>${given[name]}</code>
<button ${says({ type: 'untry', place: name })} title="Take the loan's own value">take back</button></li>`)}</ul></section>`;
}

function point(of: Point): Html {
  const [mark, state] = MARKS[of.state] ?? MARKS['not looked at'];
  const values = of.values.map(one => html` <span class="value" title="${one.code} = ${one.value}">${one.label}: <b>${one.said}</b></span>`);
  const said = html`<span class="mark ${state}" title="${of.state}">${mark}</span> <span class="${state}">${of.said}</span>${values}`;
  if (of.points.length === 0) return html`<li>${said}</li>`;
  return html`<li><details open><summary>${said}</summary><ul>${of.points.map(point)}</ul></details></li>`;
}

function turning(changes: Change[] | null, fires: boolean | null): Html | false {
  if (!changes || changes.length === 0) return false;
  const set = Object.fromEntries(changes.map(change => [change.place, change.value]));
  return html`<section><h2>What would make it ${fires ? 'not fire' : 'fire'}</h2>
<table><thead><tr><th>Variable</th><th>Now</th><th>Then</th></tr></thead><tbody>${changes.map(change => html`<tr>
<td title="${change.place}">${change.label}</td><td>${change.now}</td><td><b>${change.then}</b></td></tr>`)}</tbody></table>
<p><button class="first" ${says({ type: 'try', set })}>Try it out</button></p></section>`;
}

function step(of: Step): Html {
  const gives = of.error ? html`<span class="error">${of.error}</span>` : of.looked_at ? html`<b>${of.value}</b>` : html`<span class="quiet">not looked at</span>`;
  const said = html`<button class="link code" ${says({ type: 'open', uri: of.uri, range: of.range })}>${of.text}</button> <span class="gives">→</span> ${gives}`;
  if (of.steps.length === 0) return html`<li class="${of.looked_at ? '' : 'unread'}">${said}</li>`;
  return html`<li class="${of.looked_at ? '' : 'unread'}"><details open><summary>${said}</summary><ul>${of.steps.map(step)}</ul></details></li>`;
}
