import { html, useState } from '../html.js';
import { post, useOnce } from '../api.js';
import { fromInput, toInput } from '../format.js';
import { language, named, t } from '../i18n.js';
import { useOffices } from '../offices.js';
import { ask, Asked, Empty, Field, Phone, useAction } from '../ui.js';
import { Audience, audienceOf, nobody } from './audience.js';
import { DryRun, rehearse } from './dryrun.js';

const spoken = ['mr', 'hi', 'en'];

/** A tip or notice of the library: chosen, filled in, rehearsed; then told, or handed to whoever approves it. */
export function Broadcast({ at: [chosen] }) {
  const library = useOnce('library');
  return html`<${Asked} of=${library}>${data => html`<${Form} items=${data.items.filter(item => item.enabled)} chosen=${chosen} key=${chosen} />`}<//>`;
}

function Form({ items, chosen }) {
  const offices = useOffices();
  const [busy, run] = useAction();
  const [item, setItem] = useState(items.find(one => one.id === chosen) ?? items[0]);
  const [picked, setPicked] = useState(nobody);
  const [values, setValues] = useState({});
  const [expires, setExpires] = useState(toInput(new Date(Date.now() + 2 * 86_400_000)));
  const [reference, setReference] = useState(`B-${toInput(new Date()).replace(/\D/g, '').slice(2)}`);
  const [dry, setDry] = useState(null);
  if (!item) return html`<${Empty}>${t('library.none')}<//>`;
  const changed = change => value => { change(value); setDry(null); };
  const asked = () => ({
    externalId: reference, item: item.id, audience: audienceOf(picked), expiresAt: fromInput(expires),
    ...(item.parameters.length && { values: Object.fromEntries(spoken.map(one => [one, item.parameters.map(({ name }) => values[`${name}.${one}`] ?? '')])) }),
  });
  const look = event => {
    event.preventDefault();
    run(async () => setDry(await rehearse({ announcement: asked() }, setDry)));
  };
  const people = dry?.result?.people ?? 0;
  const tell = async () => {
    if (!await ask({ title: t('compose.tell.title'), people, text: dry.result.texts?.[language.get()], action: t('compose.tell') })) return;
    const answer = await run(() => post('announcements', asked()), told => t(told.approval ? 'compose.asked' : 'compose.told'));
    if (answer) setTimeout(() => { location.hash = answer.approval ? '#/compose/approvals' : `#/announcement/${answer.id}`; }, 800);
  };
  return html`<div class="columns-2"><form class="card" onSubmit=${look}>
      <${Field} label=${t('library.item')}><select value=${item.id} onChange=${event => changed(setItem)(items.find(one => one.id === event.target.value))}>
        ${['tip', 'notice'].map(kind => html`<optgroup label=${t(`library.${kind}`)}>${items.filter(one => one.kind === kind).map(one => html`<option value=${one.id}>${named(one.title)}</option>`)}</optgroup>`)}</select><//>
      ${item.parameters.map(({ name, samples }) => html`<fieldset key=${name}><legend>${name}</legend>${spoken.map(one => html`<${Field} label=${t(`language.${one}`)} hint=${samples[one]}>
        <input required maxlength="200" lang=${one} value=${values[`${name}.${one}`] ?? ''} onInput=${event => changed(setValues)({ ...values, [`${name}.${one}`]: event.target.value })} /><//>`)}</fieldset>`)}
      <${Audience} picked=${picked} offices=${offices} onChange=${changed(setPicked)} />
      <${Field} label=${t('compose.expires')}><input type="datetime-local" required value=${expires} onInput=${event => changed(setExpires)(event.target.value)} /><//>
      <${Field} label=${t('reference')}><input required maxlength="64" pattern="[A-Za-z0-9._\\-]+" value=${reference} onInput=${event => changed(setReference)(event.target.value)} /><//>
      <button class="main" disabled=${busy}>${t('compose.look')}</button></form>
    <div aria-live="polite">${dry ? html`<${DryRun} run=${dry} offices=${offices} />
        ${dry.state === 'finished' && html`<button class="main" disabled=${busy || people === 0} onClick=${tell}>${t('compose.tell')}</button>`}`
      : html`<h2>${t('phone')}</h2><${Phone} texts=${item.preview} /><${Empty}>${t('compose.first')}<//>`}</div></div>`;
}
