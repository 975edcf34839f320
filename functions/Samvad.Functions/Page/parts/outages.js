import { html } from '../html.js';
import { duration, number, seconds, time } from '../format.js';
import { known, t } from '../i18n.js';
import { Badge, Empty } from '../ui.js';

export const causeOf = outage => (outage.causeCode && known(`cause.${outage.causeCode}`) ? t(`cause.${outage.causeCode}`)
  : outage.causeText ?? outage.causeCode ?? t('cause.unknown'));

export const outagePath = outage => `outages/${encodeURIComponent(outage.source)}/${encodeURIComponent(outage.externalId)}`;

export const outageHref = outage => `#/outage/${encodeURIComponent(outage.source)}/${encodeURIComponent(outage.externalId)}`;

/** Names by PascalCase, camelCase or kebab-case alike: `EtrChanged` and `etr-changed` are `etrchanged`. */
export const flat = name => String(name ?? '').replace(/-/g, '').toLowerCase();

/** How much of the time that the standard of performance leaves is left. */
export function Due({ due, late }) {
  if (!due) return html`<span>–</span>`;
  const left = seconds(due);
  return left < 0
    ? html`<${Badge} kind="bad">${t('due.late', { time: duration(left) })}${late ? ` · ${number(late)}` : ''}<//>`
    : html`<${Badge} kind=${left < 1800 ? 'warn' : 'good'}>${t('due.left', { time: duration(left) })}<//>`;
}

/** When supply is expected back. */
export function Etr({ etr }) {
  if (!etr) return html`<${Badge} kind="warn">${t('etr.none')}<//>`;
  return seconds(etr) < 0 ? html`<${Badge} kind="bad">${t('etr.passed', { time: time(etr) })}<//>` : html`<span>${time(etr)}</span>`;
}

/** The running outages, the largest first. */
export function OutageCards({ outages, offices }) {
  if (outages.length === 0) return html`<${Empty}>${t('now.none')}<//>`;
  return html`<ul class="cards">${outages.map(outage => html`<li class="card" key=${`${outage.source}~${outage.externalId}`}>
    <h3><a href=${outageHref(outage)}>${outage.feeders[0] ?? outage.externalId}</a>
      ${flat(outage.kind) === 'planned' && html` <${Badge}>${t('planned')}<//>`}</h3>
    <p>${causeOf(outage)} · ${outage.offices.slice(0, 3).map(offices.name).join(', ')}${outage.offices.length > 3 ? '…' : ''}</p>
    <dl>
      <dt>${t('without')}</dt><dd><strong>${number(outage.out)}</strong> / ${number(outage.consumers)}</dd>
      <dt>${t('since')}</dt><dd>${time(outage.start)}</dd>
      <dt>${t('etr')}</dt><dd><${Etr} etr=${outage.etr} /></dd>
      <dt>${t('due')}</dt><dd><${Due} due=${outage.due} late=${outage.late} /></dd>
      <dt>${t('told')}</dt><dd>${outage.told.length === 0 ? t('told.none') : html`<a href=${`#/announcement/${outage.told[0].id}`}>
        ${outage.told[0].audience == null ? time(outage.told[0].at) : t('told.people', { sent: number(outage.told[0].sent), audience: number(outage.told[0].audience), at: time(outage.told[0].at) })}</a>`}</dd>
    </dl></li>`)}</ul>`;
}
