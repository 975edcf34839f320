import { html, useState } from '../html.js';
import { download, useOnce } from '../api.js';
import { Bars, Columns } from '../charts.js';
import { number, percent, toInput } from '../format.js';
import { t } from '../i18n.js';
import { useMay } from '../me.js';
import { useOffices } from '../offices.js';
import { Asked, Empty, Field, Stat, Table, useAction } from '../ui.js';

/** What the regulator asks for: how often and how long supply was out, and whether people were told in time. */
export function Reports() {
  const [month, setMonth] = useState(toInput(new Date()).slice(0, 7));
  const [by, setBy] = useState('office');
  const may = useMay();
  const [busy, run] = useAction();
  const query = `reliability?month=${month}&by=${by}`;
  const csv = (path, name) => html`<button disabled=${busy} onClick=${() => run(() => download(`${path}${path.includes('?') ? '&' : '?'}format=csv`, name), t('downloaded'))}>CSV · ${t(`csv.${name.split(/[-.]/)[0]}`)}</button>`;
  return html`<h1>${t('nav.reports')}</h1>
    <section aria-labelledby="reliability"><h2 id="reliability">${t('reliability')}</h2>
      <form class="filters" onSubmit=${event => event.preventDefault()}>
        <${Field} label=${t('month')}><input type="month" required value=${month} onInput=${event => event.target.value && setMonth(event.target.value)} /><//>
        <${Field} label=${t('by')}><select value=${by} onChange=${event => setBy(event.target.value)}><option value="office">${t('office')}</option><option value="feeder">${t('feeder')}</option></select><//>
        ${csv(query, `reliability-${month}.csv`)} ${csv('outages', 'outages.csv')}
      </form>
      <${Reliability} query=${query} /></section>
    ${may('ShowQuality') && html`<section aria-labelledby="quality"><h2 id="quality">${t('quality')} ${csv('quality', 'quality.csv')}</h2><${Quality} /></section>`}`;
}

function Reliability({ query }) {
  const asked = useOnce(query);
  const offices = useOffices();
  const label = line => (line.feeder !== undefined && line.feeder !== null ? line.feeder || t('feeder.unknown') : offices.name(line.office));
  return html`<${Asked} of=${asked}>${data => {
    if (!data.whole) return html`<${Empty}>${t('reliability.none')}<//>`;
    const worst = [...data.lines].sort((one, other) => (other.saidi ?? 0) - (one.saidi ?? 0));
    return html`<div class="stats"><${Stat} value=${number(data.whole.saifi, 2)} label=${t('saifi')} /><${Stat} value=${number(data.whole.saidi, 0)} label=${t('saidi')} />
        <${Stat} value=${number(data.whole.caidi, 0)} label=${t('caidi')} /><${Stat} value=${number(data.whole.maifi, 2)} label=${t('maifi')} /></div>
      ${worst.some(line => line.saidi > 0) ? html`<${Bars} label=${t('saidi.worst')} unit=${t('minutes')} rows=${worst.slice(0, 10).map(line => ({ label: label(line), value: line.saidi ?? 0, text: number(line.saidi, 0) }))} />`
        : html`<${Empty}>${t('reliability.good')}<//>`}
      <details><summary>${t('table')}</summary><${Table} caption=${t('reliability')} empty=${t('none')} heads=${[t('what'), t('now.consumers'), 'SAIFI', 'SAIDI', 'CAIDI', 'MAIFI']}
        rows=${worst.slice(0, 200).map(line => ({ key: `${line.office}${line.feeder}`, cells: [label(line), number(line.consumers), number(line.saifi, 2), number(line.saidi, 0), number(line.caidi, 0), number(line.maifi, 2)] }))} /></details>`;
  }}<//>`;
}

function Quality() {
  const asked = useOnce('quality');
  return html`<${Asked} of=${asked}>${data => {
    const all = data.months.reduce((sum, month) => ({ audience: sum.audience + month.audience, delivered: sum.delivered + month.delivered, sent: sum.sent + month.sent }), { audience: 0, delivered: 0, sent: 0 });
    if (all.audience === 0) return html`<${Empty}>${t('quality.none')}<//>`;
    return html`<div class="stats"><${Stat} value=${number(all.sent)} label=${t('count.sent')} /><${Stat} value=${percent(all.sent ? all.delivered / all.sent : 0)} label=${t('quality.delivered')} /></div>
      <${Columns} label=${t('quality.chart')} columns=${data.months.map(month => ({ label: month.month.slice(5), parts: [
        { kind: 'read', value: month.read, name: t('count.read') }, { kind: 'delivered', value: month.delivered - month.read, name: t('count.delivered') },
        { kind: 'sent', value: month.sent - month.delivered, name: t('count.sent') }, { kind: 'failed', value: month.failed, name: t('count.failed') }] }))} />
      <${Table} caption=${t('quality')} empty=${t('none')} heads=${[t('month'), t('nav.announcements'), t('count.audience'), t('count.sent'), t('count.delivered'), t('count.read'), t('count.failed'), t('planned.notices'), t('planned.lead'), t('planned.late')]}
        rows=${[...data.months].reverse().filter(month => month.announcements > 0).map(month => ({ key: month.month, cells: [month.month, ...[month.announcements, month.audience, month.sent, month.delivered, month.read, month.failed, month.plannedNotices].map(value => number(value)),
          month.leadHours == null ? '–' : `${number(month.leadHours, 1)} h`, number(month.lateNotices)] }))} />`;
  }}<//>`;
}
