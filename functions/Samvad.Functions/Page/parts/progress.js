import { html } from '../html.js';
import { clock, number, percent, sum } from '../format.js';
import { t } from '../i18n.js';
import { Badge } from '../ui.js';

const kinds = { planned: 'good', accepted: 'good', finished: '', paused: 'warn', parked: 'bad', cancelled: 'bad' };

export const State = ({ state }) => html`<${Badge} kind=${kinds[state]}>${t(`state.${state}`)}<//>`;

/** Where the people of an announcement are, as one bar. */
export function ProgressBar({ counts, label }) {
  const all = counts.audience || 1;
  const parts = [
    ['read', counts.read ?? 0],
    ['delivered', (counts.delivered ?? 0) - (counts.read ?? 0)],
    ['sent', (counts.sent ?? 0) - (counts.delivered ?? 0)],
    ['failed', sum(counts.failed)],
    ['skipped', sum(counts.skipped)],
  ].filter(([, people]) => people > 0);
  const done = (all - (counts.queued ?? 0)) / all;
  let left = 0;
  return html`<div class="progress" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.floor(done * 100)} aria-label=${label}>
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">${parts.map(([kind, people]) => {
      const wide = (people / all) * 100;
      left += wide;
      return html`<rect class=${kind} x=${left - wide} width=${wide} height="4" />`;
    })}</svg></div>`;
}

export function ProgressWords({ counts, perSecond, eta, state }) {
  const all = counts.audience ?? 0;
  const done = all - (counts.queued ?? 0);
  const moving = state === 'planned' || state === 'accepted';
  return html`<span class="words">${t('progress', { done: number(done), all: number(all), share: percent(all ? done / all : 1) })}
    ${moving && perSecond > 0 && ` · ${t('progress.rate', { rate: number(perSecond) })}`}
    ${moving && eta && ` · ${t('progress.eta', { at: clock(eta) })}`}</span>`;
}

/** Audience, sent, delivered, read: each a part of the one before. */
export function Funnel({ counts }) {
  const steps = [['audience', counts.audience], ['sent', counts.sent], ['delivered', counts.delivered], ['read', counts.read]];
  return html`<figure class="bars funnel"><figcaption>${t('funnel')}</figcaption>
    <ol>${steps.map(([kind, people = 0]) => html`<li><span class="name">${t(`count.${kind}`)}</span>
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" width="100" height="10" />
        <rect class=${kind} width=${(people / (counts.audience || 1)) * 100} height="10" /></svg>
      <span class="value">${number(people)} · ${percent(people / (counts.audience || 1))}</span></li>`)}</ol></figure>`;
}

export const Legend = () => html`<ul class="legend">${['read', 'delivered', 'sent', 'failed', 'skipped'].map(kind =>
  html`<li><span class=${`key ${kind}`} aria-hidden="true"></span>${t(`count.${kind}`)}</li>`)}</ul>`;
