import { html } from '../html.js';
import { usePoll } from '../api.js';
import { number, percent, time } from '../format.js';
import { known, t, templateName } from '../i18n.js';
import { useOffices } from '../offices.js';
import { OutageCards } from '../parts/outages.js';
import { Tiles } from '../parts/map.js';
import { ProgressBar, ProgressWords, State } from '../parts/progress.js';
import { Age, Asked, Badge, Bar, Empty, Failed, Loading, Stat } from '../ui.js';

/** What the control room looks at. */
export function Now({ at: [office] }) {
  const now = usePoll('now', 2);
  const offices = useOffices();
  if (offices.error && !offices.ready) return html`<${Failed} error=${offices.error} retry=${offices.reload} />`;
  return html`<div class="head"><h1>${t('nav.now')}</h1><${Age} of=${now} /></div>
    <${Asked} of=${now}>${data => html`<${Network} data=${data} offices=${offices} code=${office} />`}<//>`;
}

function Network({ data, offices, code }) {
  const office = offices.find(code);
  const figures = new Map(data.offices.map(one => [one.code, one]));
  const of = one => figures.get(one) ?? { consumers: 0, without: 0 };
  const tops = offices.children('');
  // One office above all others is the whole: what is below it is shown at once.
  const shown = office ? offices.children(code) : tops.length === 1 ? offices.children(tops[0].code) : tops;
  const whole = office ? of(code) : { consumers: data.consumers, without: data.without };
  const within = office ? offices.below(code) : null;
  const outages = within ? data.outages.filter(outage => outage.offices.some(one => within.has(one))) : data.outages;
  const storms = within ? data.storms.filter(storm => within.has(storm.office)) : data.storms;
  return html`
    ${storms.map(storm => html`<p class="storm" role="status" key=${storm.office}><strong>${t('storm')}</strong>
      ${t('storm.at', { office: offices.name(storm.office), outages: number(storm.outages), since: time(storm.since) })}
      ${storm.digestAt && t('storm.next', { at: time(storm.digestAt) })}</p>`)}
    <div class="stats">
      <${Stat} kind=${whole.without > 0 ? 'bad' : 'good'} value=${number(whole.without)} label=${t('now.without', { share: percent(whole.consumers ? whole.without / whole.consumers : 0) })} />
      <${Stat} value=${number(outages.length + (within ? 0 : data.moreOutages))} label=${t('now.outages')} />
      <${Stat} value=${number(whole.consumers)} label=${t('now.consumers')} />
    </div>
    <section aria-labelledby="network">
      <h2 id="network">${t('now.network')}</h2>
      <nav class="path" aria-label=${t('path')}><ol>
        <li><a href="#/now" aria-current=${office ? undefined : 'location'}>${t('now.all')}</a></li>
        ${offices.path(code).map(one => html`<li><a href=${`#/now/${one.code}`} aria-current=${one.code === code ? 'location' : undefined}>${offices.name(one.code)}</a></li>`)}
      </ol></nav>
      ${!offices.ready ? html`<${Loading} />`
        : data.consumers === 0 ? html`<${Empty}>${t('now.empty')} <a href="#/registry">${t('nav.registry')}</a><//>`
        : shown.length > 0 ? html`<${Tiles} label=${t('now.network')} items=${shown.map(one => ({
            key: one.code, href: `#/now/${one.code}`, name: offices.name(one.code), ...of(one.code) }))} />`
        : office && html`<${Feeders} office=${code} />`}
    </section>
    <section aria-labelledby="running"><h2 id="running">${t('now.running')}</h2>
      <${OutageCards} outages=${outages} offices=${offices} />
      ${data.moreOutages > 0 && !within && html`<p>${t('now.more', { n: number(data.moreOutages) })}</p>`}</section>
    ${!within && html`<section aria-labelledby="telling"><h2 id="telling">${t('now.telling')}</h2><${Telling} announcing=${data.announcing} /></section>
      <section aria-labelledby="health"><h2 id="health">${t('now.health')}</h2><${Health} data=${data} /></section>`}`;
}

function Feeders({ office }) {
  const asked = usePoll(`now/${encodeURIComponent(office)}`, 4);
  return html`<${Asked} of=${asked}>${data => (data.feeders.length === 0 ? html`<${Empty}>${t('now.nofeeders')}<//>`
    : html`<ul class="feeders">${data.feeders.map(feeder => html`<li key=${feeder.code}><details>
      <summary><span class="name">${feeder.code || t('feeder.unknown')}</span>
        <${Bar} share=${feeder.consumers ? feeder.without / feeder.consumers : 0} label=${t('now.without', { share: '' })} kind="bad" />
        <span>${number(feeder.without)} / ${number(feeder.consumers)}</span></summary>
      <ul>${feeder.transformers.map(one => html`<li><span>${one.code || t('transformer.none')}</span>
        <span class=${one.without ? 'bad' : ''}>${number(one.without)} / ${number(one.consumers)}</span></li>`)}</ul>
    </details></li>`)}</ul>`)}<//>`;
}

const Telling = ({ announcing }) => (announcing.length === 0 ? html`<${Empty}>${t('now.silent')}<//>`
  : html`<ul class="telling">${announcing.slice(0, 8).map(one => html`<li key=${one.id}>
      <a href=${`#/announcement/${one.id}`}>${one.reference}</a> ${templateName(one.template)} <${State} state=${one.state} />
      <${ProgressBar} counts=${one.counts} label=${one.reference} />
      <${ProgressWords} counts=${one.counts} perSecond=${one.perSecond} eta=${one.eta} state=${one.state} /></li>`)}</ul>`);

function Health({ data }) {
  const channelKind = { active: 'good', draining: 'warn', stopped: 'bad' };
  return html`
    ${data.alerts.map(alert => html`<p class="failed" role="alert" key=${alert.kind + alert.subject}><strong>${known(`alert.${alert.kind}`) ? t(`alert.${alert.kind}`) : alert.kind}</strong> ${alert.subject}: ${alert.text} <small>${time(alert.raisedAt)}</small></p>`)}
    <ul class="health">
      ${data.channels.map(channel => html`<li key=${channel.id}>${t('channel')} ${channel.id.slice(0, 12)} <${Badge} kind=${channelKind[channel.state]}>${t(`channel.${channel.state}`)}<//>
        ${channel.reason && html` <span>${channel.reason}: ${channel.remedy}</span>`}</li>`)}
      ${data.feeds.map(feed => html`<li key=${feed.name}>${t('feed')} ${feed.name} <${Badge} kind=${feed.lastError ? 'bad' : 'good'}>${feed.lastError ? t('feed.failing', { n: feed.failures }) : t('feed.fine')}<//>
        ${' '}${t('feed.last', { at: time(feed.lastSuccess) })} ${feed.lastError}</li>`)}
    </ul>`;
}
