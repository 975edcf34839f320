import { html } from '../html.js';
import { get, post } from '../api.js';
import { number, time } from '../format.js';
import { known, t } from '../i18n.js';
import { Bar, Phone, Stat, Table } from '../ui.js';

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Has the app count, and shows how far it is; gives the finished run. */
export async function rehearse(asked, show) {
  const { id } = await post('dry-runs', asked);
  for (;;) {
    const run = await get(`dry-runs/${id}`);
    show(run);
    if (run.state === 'finished') return run;
    if (run.state === 'failed') throw new Error(run.reason);
    await pause(500);
  }
}

const explained = code => (known(`skip.${code}`) ? t(`skip.${code}`) : code);

/** Whom it would tell, through what, for how much, in which words; and what to look at first. */
export function DryRun({ run, offices }) {
  const figures = run.result;
  if (!figures) return html`<p class="card" role="status">${t('dry.counting')} <${Bar} share=${(run.percent ?? 0) / 100} label=${t('dry.counting')} /></p>`;
  return html`<div class="card">
    ${run.state !== 'finished' && html`<p role="status">${t('dry.counting')} <${Bar} share=${(run.percent ?? 0) / 100} label=${t('dry.counting')} /></p>`}
    <div class="stats"><${Stat} value=${number(figures.people)} label=${t('people')} /><${Stat} value=${number(figures.groups)} label=${t('groups')} />
      ${figures.costs.map(cost => html`<${Stat} value=${`₹ ${number(cost.amount, 0)}`} label=${t('dry.cost', { provider: cost.provider, each: number(cost.perMessage, 2) })} />`)}
      ${figures.channels.map(channel => html`<${Stat} value=${channel.minutes == null ? '–' : number(channel.minutes, 0)} label=${t('dry.minutes', { channel: channel.channel.slice(0, 12) })} />`)}</div>
    ${figures.warnings.map(warning => html`<p class="storm" key=${warning.code}>${known(`warning.${warning.code}`) ? t(`warning.${warning.code}`, { people: number(warning.people) }) : warning.text}</p>`)}
    <p>${Object.entries(figures.languages).map(([code, people]) => `${t(`language.${code}`)}: ${number(people)}`).join(' · ')}
      ${Object.entries(figures.skipped).map(([code, people]) => ` · ${explained(code)}: ${number(people)}`)}</p>
    ${figures.texts && html`<${Phone} texts=${figures.texts} />`}
    ${offices && html`<details><summary>${t('by.office')}</summary><${Table} caption=${t('by.office')} empty=${t('none')} heads=${[t('office'), t('people')]}
      rows=${figures.offices.slice(0, 200).map(one => ({ key: one.office, cells: [offices.name(one.office), number(one.people)] }))} /></details>`}
    <p class="dim">${figures.expiresAt && t('expires.at', { at: time(figures.expiresAt) })}</p></div>`;
}
