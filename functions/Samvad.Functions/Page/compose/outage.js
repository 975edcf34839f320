import { html, useState } from '../html.js';
import { post } from '../api.js';
import { fromInput, number, toInput } from '../format.js';
import { language, t } from '../i18n.js';
import { useOffices } from '../offices.js';
import { ask, Empty, Field, Phone, Stat, useAction } from '../ui.js';
import { codes, OfficeSelect } from './audience.js';

const causes = ['lineDown', 'poleDown', 'treeDown', 'lightning', 'animal', 'storm', 'transformerFault', 'cableFault', 'feederTrip', 'substationFault',
  'overload', 'supplyFailure', 'plannedMaintenance', 'unknown'];

const fresh = () => ({
  id: `H-${toInput(new Date()).replace(/\D/g, '').slice(2)}`, kind: 'unplanned', cause: 'lineDown', start: toInput(new Date()),
  etr: toInput(new Date(Date.now() + 2 * 3600_000)), office: '', feeders: '', transformers: '',
});

/** An outage that no system reports: entered, looked at dry, then told. */
export function OutageEntry() {
  const offices = useOffices();
  const [busy, run] = useAction();
  const [dry, setDry] = useState(null);
  const [form, setForm] = useState(fresh);
  const set = (name, value) => { setForm({ ...form, [name]: value }); setDry(null); };
  const input = (name, type = 'text', more = {}) => html`<input type=${type} value=${form[name]} ...${more} onInput=${event => set(name, event.target.value)} />`;
  const report = () => ({
    source: 'manual', externalId: form.id, revision: 1, kind: form.kind, state: form.kind === 'planned' ? 'scheduled' : 'confirmed', causeCode: form.cause,
    start: fromInput(form.start), ...(form.etr && { etr: fromInput(form.etr) }), ...(form.office && { offices: [form.office] }),
    ...(form.feeders.trim() && { feeders: codes(form.feeders) }), ...(form.transformers.trim() && { transformers: codes(form.transformers) }),
  });
  const look = async event => {
    event.preventDefault();
    const answer = await run(() => post('outages?dryRun=true', report()));
    if (answer) setDry(answer.dryRun[0]);
  };
  const tell = async () => {
    const told = dry.announcement;
    if (!await ask({ title: t('compose.tell.title'), people: told?.people ?? 0, text: told?.texts?.[language.get()], action: t('compose.tell') })) return;
    if (await run(() => post('outages', report()), t('compose.told'))) setTimeout(() => { location.hash = `#/outage/manual/${encodeURIComponent(form.id)}`; }, 800);
  };
  return html`<div class="columns-2"><form class="card" onSubmit=${look}>
      <${Field} label=${t('compose.id')}>${input('id', 'text', { required: true, maxlength: 80, pattern: '[A-Za-z0-9._\\-]+' })}<//>
      <${Field} label=${t('compose.kind')}><select value=${form.kind} onChange=${event => set('kind', event.target.value)}>
        <option value="unplanned">${t('unplanned')}</option><option value="planned">${t('planned')}</option></select><//>
      <${Field} label=${t('cause')}><select value=${form.cause} onChange=${event => set('cause', event.target.value)}>
        ${causes.map(one => html`<option value=${one}>${t(`cause.${one}`)}</option>`)}</select><//>
      <${Field} label=${t('since')}>${input('start', 'datetime-local', { required: true })}<//>
      <${Field} label=${t('etr')} hint=${t('compose.etr.hint')}>${input('etr', 'datetime-local')}<//>
      <fieldset><legend>${t('affected')}</legend>
        <${Field} label=${t('office')}><${OfficeSelect} offices=${offices} value=${form.office} onChange=${value => set('office', value)} /><//>
        <${Field} label=${t('feeders')} hint=${t('compose.codes')}>${input('feeders')}<//>
        <${Field} label=${t('transformers')} hint=${t('compose.codes')}>${input('transformers')}<//></fieldset>
      <button class="main" disabled=${busy || !(form.office || form.feeders.trim() || form.transformers.trim())}>${t('compose.look')}</button>
    </form>
    <div aria-live="polite">${dry === null ? html`<${Empty}>${t('compose.first')}<//>` : html`<${Told} dry=${dry} />
      <button class="main" disabled=${busy} onClick=${tell}>${dry.announcement ? t('compose.tell') : t('compose.enter')}</button>`}</div></div>`;
}

function Told({ dry }) {
  const told = dry.announcement;
  if (!told) return html`<p class="card">${dry.nothing}</p>`;
  return html`<div class="card"><div class="stats"><${Stat} value=${number(told.people)} label=${t('people')} /><${Stat} value=${number(told.groups)} label=${t('groups')} />
      ${Object.entries(told.skipped).map(([code, people]) => html`<${Stat} value=${number(people)} label=${t(`skip.${code}`)} />`)}</div>
    <p>${Object.entries(told.languages).map(([code, people]) => `${code}: ${number(people)}`).join(' · ')}</p>
    <${Phone} texts=${told.texts} /></div>`;
}
