import { html, useState } from '../html.js';
import { get, save, usePoll } from '../api.js';
import { bytes, duration, number, percent } from '../format.js';
import { t } from '../i18n.js';
import { fileOf, keepFile, rejectedRows } from '../parts/rejected.js';
import { Asked, Bar, Failed, Field, Stat, Table, useAction } from '../ui.js';
import { ImportState } from './registry.js';

/** One import: how far it is, and the rows that were rejected, to be mended and sent again. */
export function Import({ at: [id] }) {
  const asked = usePoll(`imports/${id}`, 1);
  return html`<p class="path"><a href="#/registry/imports">← ${t('imports')}</a></p>
    <${Asked} of=${asked}>${data => {
      const share = data.status === 'finished' ? 1 : data.bytes ? data.offset / data.bytes : 0;
      const spent = data.started ? (new Date(data.finished ?? Date.now()) - new Date(data.started)) / 1000 : 0;
      return html`<div class="head"><h1>${t('import')}: ${t(data.kind)}</h1><${ImportState} status=${data.status} /></div>
        <${Bar} share=${share} label=${t('progress.head')} />
        <p>${percent(share)} · ${bytes(data.bytes)} · ${duration(spent)} · ${t('rows.rate', { n: number(spent ? data.read / spent : 0) })}</p>
        ${data.reason && html`<${Failed} error=${new Error(data.reason)} />`}
        <div class="stats"><${Stat} value=${number(data.read)} label=${t('rows')} /><${Stat} kind="good" value=${number(data.accepted)} label=${t('accepted')} />
          <${Stat} value=${number(data.unchanged)} label=${t('unchanged')} /><${Stat} kind=${data.rejected ? 'bad' : ''} value=${number(data.rejected)} label=${t('rejected')} /></div>
        ${data.rejected > 0 && html`<${Rejected} data=${data} />`}`;
    }}<//>`;
}

function Rejected({ data }) {
  const [file, setFile] = useState(fileOf(data.id));
  const [busy, run] = useAction();
  const all = async () => {
    const faults = [];
    let page = await get(`imports/${data.id}`);
    for (;;) {
      faults.push(...page.errors);
      if (!page.continuation) return faults;
      page = await get(`imports/${data.id}?continuation=${encodeURIComponent(page.continuation)}`);
    }
  };
  const take = async () => save(await rejectedRows(file, await all()), `${data.kind}-mend.csv`);
  return html`<h2>${t('rejected')}</h2><p>${t('rejected.how')}</p>
    ${file ? html`<button class="main" disabled=${busy || data.status === 'running'} onClick=${() => run(take, t('downloaded'))}>${t('rejected.download')}</button>`
      : html`<${Field} label=${t('rejected.again')}><input type="file" accept=".csv,text/csv" onChange=${event => { keepFile(data.id, event.target.files[0]); setFile(event.target.files[0]); }} /><//>`}
    <${Table} caption=${t('rejected')} empty=${t('none')} heads=${[t('line'), t('column'), t('value'), t('remedy')]}
      rows=${data.errors.slice(0, 200).map((one, at) => ({ key: at, cells: [number(one.line), one.field, one.value ?? '–', one.remedy] }))} />
    ${data.errors.length > 200 && html`<p>${t('rejected.more')}</p>`}`;
}
