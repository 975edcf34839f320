import { html, useState } from '../html.js';
import { post, useOnce } from '../api.js';
import { t } from '../i18n.js';
import { useMay } from '../me.js';
import { ask, Field, useAction } from '../ui.js';

const categories = ['domestic', 'commercial', 'industrial-lt', 'industrial-ht', 'agricultural', 'public-representative', 'housing-society',
  'commercial-complex', 'important', 'small-industry-association', 'estate-association', 'midc', 'sarpanch', 'deputy-sarpanch', 'gramsevak', 'police-patil'];

/** What people have in common wherever they live: how it is labelled, and its values. */
const traits = {
  groupKinds: { of: 'group-kind', values: ['janamitra', 'section', 'subdivision', 'division', 'circle', 'zone', 'region'] },
  languages: { of: 'language', values: ['mr', 'hi', 'en'] },
  areas: { of: 'area', values: ['urban', 'rural'] },
  categories: { of: 'category', values: categories },
};

/** The places that are named by their codes, and how they are labelled. */
const coded = { feeders: 'feeders', transformers: 'transformers', groups: 'groups', consumerNumbers: 'consumer.numbers' };

export const codes = text => text.split(/[\s,;]+/).filter(Boolean);

export const OfficeSelect = ({ offices, value, onChange, required }) => html`<select value=${value} required=${required} onChange=${event => onChange(event.target.value)}>
  <option value="">–</option>
  ${offices.all.map(one => html`<option value=${one.code}>${'\u2003'.repeat(Math.max(0, offices.path(one.code).length - 1))}${offices.name(one.code)} (${one.code})</option>`)}</select>`;

const Choices = ({ label, of, values, chosen, onChange }) => html`<fieldset class="choices"><legend>${label}</legend>
  ${values.map(value => html`<label class="check" key=${value}><input type="checkbox" checked=${chosen.includes(value)}
    onChange=${event => onChange(event.target.checked ? [...chosen, value] : chosen.filter(one => one !== value))} /> ${t(`${of}.${value}`)}</label>`)}</fieldset>`;

const unpicked = {
  office: '', feeders: '', transformers: '', groups: '', consumerNumbers: '', groupKinds: [], languages: [], areas: [], categories: [],
};

export const nobody = { saved: '', ...unpicked, exclude: unpicked };

const hasPlace = people => Boolean(people.office) || Object.keys(coded).some(name => codes(people[name]).length > 0);

const peopleOf = people => Object.fromEntries([
  ['offices', people.office ? [people.office] : []],
  ...Object.keys(coded).map(name => [name, codes(people[name])]),
  ...Object.keys(traits).map(name => [name, people[name]]),
].filter(([, list]) => list.length > 0));

/** As the app takes it. */
export function audienceOf(picked) {
  if (picked.saved) return { saved: picked.saved };
  const exclude = peopleOf(picked.exclude);
  return { ...peopleOf(picked), ...(Object.keys(exclude).length > 0 && { exclude }) };
}

/** Whom a saved audience names, in words. */
const wordsOf = (people, offices) => [
  ...(people.offices ?? []).map(offices.name), ...['feeders', 'transformers', 'groups'].flatMap(name => people[name] ?? []),
  ...(people.consumerNumbers ? [t('consumers.single', { n: people.consumerNumbers.length })] : []),
  ...Object.entries(traits).flatMap(([name, { of }]) => (people[name] ?? []).map(one => t(`${of}.${one}`))),
].join(' · ');

/** Who is meant: places, narrowed, without those left out; or an audience that was saved. */
export function Audience({ picked, offices, onChange }) {
  const saved = useOnce('audiences');
  const kept = saved.data?.audiences ?? [];
  const chosen = kept.find(one => one.id === picked.saved);
  const set = (name, value) => onChange({ ...picked, [name]: value });
  return html`<fieldset><legend>${t('audience')}</legend>
    ${kept.length > 0 && html`<${Field} label=${t('audience.saved')}><select value=${picked.saved} onChange=${event => set('saved', event.target.value)}>
      <option value="">–</option>${kept.map(one => html`<option value=${one.id}>${one.name}</option>`)}</select><//>`}
    ${picked.saved ? chosen && html`<${Saved} one=${chosen} offices=${offices} deleted=${() => { saved.reload(); onChange(nobody); }} />`
    : html`<${Places} people=${picked} offices=${offices} required=${!hasPlace(picked)} onChange=${onChange} />
      <details><summary>${t('audience.narrow')}</summary><${Traits} people=${picked} onChange=${onChange} /></details>
      <details><summary>${t('audience.exclude')}</summary>
        <${Places} people=${picked.exclude} offices=${offices} onChange=${value => set('exclude', value)} />
        <${Traits} people=${picked.exclude} onChange=${value => set('exclude', value)} /></details>
      <${Keep} picked=${picked} kept=${kept} done=${id => { saved.reload(); set('saved', id); }} />`}</fieldset>`;
}

const Places = ({ people, offices, required, onChange }) => html`
  <${Field} label=${t('office')} hint=${t('audience.office')}><${OfficeSelect} offices=${offices} value=${people.office} required=${required}
    onChange=${value => onChange({ ...people, office: value })} /><//>
  ${Object.entries(coded).map(([name, label]) => html`<${Field} label=${t(label)} hint=${t('compose.codes')} key=${name}>
    <input value=${people[name]} onInput=${event => onChange({ ...people, [name]: event.target.value })} /><//>`)}`;

const Traits = ({ people, onChange }) => Object.entries(traits).map(([name, { of, values }]) => html`<${Choices} key=${name} label=${t(of)} of=${of}
  values=${values} chosen=${people[name]} onChange=${value => onChange({ ...people, [name]: value })} />`);

function Saved({ one, offices, deleted }) {
  const may = useMay();
  const [busy, run] = useAction();
  const remove = async () => {
    const title = t('audience.delete.title', { name: one.name });
    if (!await ask({ title, text: t('audience.delete.text'), action: t('audience.delete'), danger: true })) return;
    if (await run(() => post(`audiences/${encodeURIComponent(one.id)}`, undefined, 'DELETE'), t('audience.deleted'))) deleted();
  };
  const without = wordsOf(one.audience.exclude ?? {}, offices);
  return html`<p>${wordsOf(one.audience, offices)}</p>${without && html`<p>${t('audience.exclude')}: ${without}</p>`}
    ${may('DeleteAudience') && html`<button type="button" class="danger" disabled=${busy} onClick=${remove}>${t('audience.delete')}</button>`}`;
}

/** Keeps what is picked under a name; a name that is taken is asked about. */
function Keep({ picked, kept, done }) {
  const may = useMay();
  const [busy, run] = useAction();
  const [name, setName] = useState('');
  if (!may('PutAudience')) return null;
  const known = kept.find(one => one.name === name.trim());
  const ready = name.trim() && hasPlace(picked);
  const keep = async () => {
    if (known && !await ask({ title: t('audience.replace.title', { name: known.name }), action: t('audience.replace'), danger: true })) return;
    const id = known?.id ?? `a-${Date.now().toString(36)}`;
    const body = { name: name.trim(), audience: audienceOf(picked) };
    if (await run(() => post(`audiences/${encodeURIComponent(id)}`, body, 'PUT'), t('audience.kept'))) done(id);
  };
  // The form around it would take Enter for its own.
  const enter = event => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (ready && !busy) keep();
  };
  return html`<details><summary>${t('audience.keep.as')}</summary>
    <${Field} label=${t('audience.name')}><input maxlength="100" value=${name} onInput=${event => setName(event.target.value)} onKeyDown=${enter} /><//>
    <button type="button" disabled=${busy || !ready} onClick=${keep}>${t('audience.keep')}</button></details>`;
}
