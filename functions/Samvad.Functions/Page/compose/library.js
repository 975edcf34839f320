import { html, useState } from '../html.js';
import { post, useOnce } from '../api.js';
import { named, t } from '../i18n.js';
import { useMay } from '../me.js';
import { Asked, Badge, Empty, Field, Phone, useAction } from '../ui.js';

const spoken = ['mr', 'hi', 'en'];

/** The safety tips and service notices that may be told. */
export function Library({ at: [id] }) {
  const asked = useOnce('library');
  const [filter, setFilter] = useState({ kind: '', season: '' });
  return html`<${Asked} of=${asked}>${data => {
    const shown = data.items.filter(item => (!filter.kind || item.kind === filter.kind) && (!filter.season || item.seasons.includes(filter.season)));
    const open = data.items.find(item => item.id === id);
    return html`<form class="filters" onSubmit=${event => event.preventDefault()}>
        <${Field} label=${t('type')}><select value=${filter.kind} onChange=${event => setFilter({ ...filter, kind: event.target.value })}><option value="">${t('all')}</option>
          ${['tip', 'notice'].map(one => html`<option value=${one}>${t(`library.${one}`)}</option>`)}</select><//>
        <${Field} label=${t('season')}><select value=${filter.season} onChange=${event => setFilter({ ...filter, season: event.target.value })}><option value="">${t('all')}</option>
          ${data.seasons.map(one => html`<option value=${one}>${t(`season.${one}`)}</option>`)}</select><//></form>
      ${open && html`<${Item} item=${open} changed=${asked.reload} key=${open.id + open.version} />`}
      ${shown.length === 0 ? html`<${Empty}>${t('library.none')}<//>` : html`<ul class="cards">${shown.map(item => html`<li class="card" key=${item.id}>
        <h3><a href=${`#/compose/library/${item.id}`}>${named(item.title)}</a></h3>
        <p><${Badge}>${t(`library.${item.kind}`)}<//> <${Badge} kind=${item.category === 'marketing' ? 'warn' : ''}>${t(`library.${item.category}`)}<//> ${!item.enabled && html`<${Badge} kind="bad">${t('library.off')}<//>`}</p>
        <p>${named(item.text)}</p><p class="dim">${item.seasons.map(one => t(`season.${one}`)).join(', ')}</p></li>`)}</ul>`}`;
  }}<//>`;
}

function Item({ item, changed }) {
  const may = useMay();
  const [busy, run] = useAction();
  const [form, setForm] = useState({ title: item.title, text: item.text });
  const body = more => ({ kind: item.kind, category: item.category, seasons: item.seasons, title: form.title, text: form.text, parameters: item.parameters, image: item.image, enabled: item.enabled, version: item.version, ...more });
  const keep = async more => (await run(() => post(`library/${item.id}`, body(more), 'PUT'), t('library.kept'))) && changed();
  const set = (name, one, value) => setForm({ ...form, [name]: { ...form[name], [one]: value } });
  return html`<article class="card columns-2"><form onSubmit=${event => { event.preventDefault(); keep({}); }}>
      ${spoken.map(one => html`<fieldset><legend>${t(`language.${one}`)}</legend>
        <${Field} label=${t('library.title')}><input required lang=${one} value=${form.title[one]} disabled=${!may('PutLibraryItem')} onInput=${event => set('title', one, event.target.value)} /><//>
        <${Field} label=${t('library.text')}><textarea required rows="4" lang=${one} value=${form.text[one]} disabled=${!may('PutLibraryItem')} onInput=${event => set('text', one, event.target.value)}></textarea><//></fieldset>`)}
      ${may('PutLibraryItem') && html`<div class="actions"><button class="main" disabled=${busy}>${t('library.keep')}</button>
        <button type="button" disabled=${busy} onClick=${() => keep({ enabled: !item.enabled })}>${item.enabled ? t('library.disable') : t('library.enable')}</button></div>`}
      ${may('MakeAnnouncement') && html`<a class="button" href=${`#/compose/broadcast/${item.id}`}>${t('compose.broadcast')}</a>`}</form>
    <div><${Phone} texts=${item.preview} /><p class="dim">${Object.entries(item.states ?? {}).map(([where, state]) => `${where}: ${state}`).join(' · ')}</p></div></article>`;
}
