import { html } from '../html.js';
import { useOnce } from '../api.js';
import { t } from '../i18n.js';
import { Field } from '../ui.js';

export const categories = ['domestic', 'commercial', 'industrial-lt', 'industrial-ht', 'agricultural', 'public-representative', 'housing-society',
  'commercial-complex', 'important', 'small-industry-association', 'estate-association', 'midc', 'sarpanch', 'deputy-sarpanch', 'gramsevak', 'police-patil'];

export const OfficeSelect = ({ offices, value, onChange, required }) => html`<select value=${value} required=${required} onChange=${event => onChange(event.target.value)}>
  <option value="">–</option>
  ${offices.all.map(one => html`<option value=${one.code}>${'\u2003'.repeat(Math.max(0, offices.path(one.code).length - 1))}${offices.name(one.code)} (${one.code})</option>`)}</select>`;

const Choices = ({ label, of, values, chosen, onChange }) => html`<fieldset class="choices"><legend>${label}</legend>
  ${values.map(value => html`<label class="check" key=${value}><input type="checkbox" checked=${chosen.includes(value)}
    onChange=${event => onChange(event.target.checked ? [...chosen, value] : chosen.filter(one => one !== value))} /> ${t(`${of}.${value}`)}</label>`)}</fieldset>`;

export const nobody = { saved: '', office: '', categories: [], languages: [], areas: [], exclude: [] };

/** As the app takes it. */
export const audienceOf = picked => (picked.saved ? { saved: picked.saved } : {
  offices: [picked.office],
  ...(picked.categories.length && { categories: picked.categories }), ...(picked.languages.length && { languages: picked.languages }),
  ...(picked.areas.length && { areas: picked.areas }), ...(picked.exclude.length && { exclude: { categories: picked.exclude } }),
});

/** Who is meant: an office with all below it, narrowed; or an audience that was saved. */
export function Audience({ picked, offices, onChange }) {
  const saved = useOnce('audiences');
  const set = (name, value) => onChange({ ...picked, [name]: value });
  const kept = saved.data?.audiences ?? [];
  return html`<fieldset><legend>${t('audience')}</legend>
    ${kept.length > 0 && html`<${Field} label=${t('audience.saved')}><select value=${picked.saved} onChange=${event => set('saved', event.target.value)}>
      <option value="">–</option>${kept.map(one => html`<option value=${one.id}>${one.name}</option>`)}</select><//>`}
    ${!picked.saved && html`
      <${Field} label=${t('office')} hint=${t('audience.office')}><${OfficeSelect} offices=${offices} value=${picked.office} required=${true} onChange=${value => set('office', value)} /><//>
      <details><summary>${t('audience.narrow')}</summary>
        <${Choices} label=${t('language')} of="language" values=${['mr', 'hi', 'en']} chosen=${picked.languages} onChange=${value => set('languages', value)} />
        <${Choices} label=${t('area')} of="area" values=${['urban', 'rural']} chosen=${picked.areas} onChange=${value => set('areas', value)} />
        <${Choices} label=${t('category')} of="category" values=${categories} chosen=${picked.categories} onChange=${value => set('categories', value)} />
        <${Choices} label=${t('audience.exclude')} of="category" values=${categories} chosen=${picked.exclude} onChange=${value => set('exclude', value)} />
      </details>`}</fieldset>`;
}
