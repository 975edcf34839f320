import { html, useState } from '../html.js';
import { post, usePoll } from '../api.js';
import { fromInput, number, time, toInput } from '../format.js';
import { t } from '../i18n.js';
import { useMay } from '../me.js';
import { useOffices } from '../offices.js';
import { causeOf, Etr, flat, outagePath } from '../parts/outages.js';
import { Asked, ask, Badge, Empty, Field, Table, useAction } from '../ui.js';

/** One outage: what is known, what people were told, who says that it is back; and the operator's hands. */
export function Outage({ at: [source, externalId] }) {
  const path = outagePath({ source, externalId });
  const outage = usePoll(path, 4);
  const replies = usePoll(`${path}/replies`, 10);
  const offices = useOffices();
  return html`<p class="path"><a href="#/now">← ${t('nav.now')}</a></p>
    <h1>${externalId}</h1>
    <${Asked} of=${outage}>${data => html`
      <p><${Badge} kind=${['restored', 'cancelled'].includes(flat(data.state)) ? 'good' : 'warn'}>${t(`outage.${flat(data.state)}`)}<//> ${causeOf(data)}</p>
      <dl class="facts">
        <dt>${t('source')}</dt><dd>${data.source}</dd>
        <dt>${t('since')}</dt><dd>${time(data.start)}</dd>
        <dt>${t('etr')}</dt><dd>${data.restoredAt ? t('back', { at: time(data.restoredAt) }) : html`<${Etr} etr=${data.etr} />`}</dd>
        <dt>${t('affected')}</dt><dd>${[...data.offices.map(offices.name), ...data.feeders, ...data.transformers].slice(0, 12).join(', ') || t('consumers.single', { n: data.consumerNumbers.length })}</dd>
      </dl>
      <${Hands} outage=${data} path=${path} changed=${outage.reload} />
      <h2>${t('told')}</h2>
      <${Table} caption=${t('told')} heads=${[t('when'), t('what'), t('etr'), t('actions')]} empty=${t('told.none')}
        rows=${[...data.announced].reverse().map(said => ({ key: said.id, cells: [time(said.at), t(`notice.${flat(said.notice)}`), time(said.etr),
          html`<a href=${`#/announcement/${said.id}`}>${t('open')}<span class="unseen"> ${said.id}</span></a>`] }))} />
      <h2>${t('revisions')}</h2>
      <${Table} caption=${t('revisions')} heads=${['#', t('state'), t('received'), t('reporter')]} empty=${t('none')}
        rows=${data.revisions.map(one => ({ key: `${one.revision} ${one.amendedAt}`, cells: [one.revision, t(`outage.${flat(one.state)}`) + (one.ignored ? ` (${t('ignored')})` : ''), time(one.receivedAt), one.by ?? ''] }))} />`}<//>
    <h2>${t('replies')}</h2>
    <${Asked} of=${replies}>${data => (data.yes + data.no === 0 ? html`<${Empty}>${t('replies.none')}<//>`
      : html`<p>${t('replies.sum', { yes: number(data.yes), no: number(data.no) })}</p>
        <${Table} caption=${t('replies')} heads=${[t('transformer'), t('yes'), t('no')]} empty=""
          rows=${data.transformers.slice(0, 50).map(one => ({ key: one.transformer, cells: [one.transformer, number(one.yes), number(one.no)] }))} />`)}<//>`;
}

function Hands({ outage, path, changed }) {
  const may = useMay();
  const [busy, run] = useAction();
  const [etr, setEtr] = useState(toInput(new Date(Date.now() + 2 * 3600_000)));
  if (['restored', 'cancelled'].includes(flat(outage.state)) || !may('RestoreOutage')) return null;
  const act = async (name, body) => {
    const dry = await run(() => post(`${path}/${name}?dryRun=true`, body));
    if (!dry) return;
    const told = dry.dryRun?.[0]?.announcement;
    const yes = await ask({
      title: t(`${name}.ask`), people: told?.people ?? 0, danger: name === 'cancel', action: t(name),
      text: told ? told.texts?.[document.documentElement.lang] : t('ask.nobody'),
    });
    if (yes && await run(() => post(`${path}/${name}`, body), t(`${name}.done`))) setTimeout(changed, 700);
  };
  return html`<form class="hands" onSubmit=${event => { event.preventDefault(); act('etr', { etr: fromInput(etr) }); }}>
    <${Field} label=${t('etr.new')}><input type="datetime-local" required value=${etr} onInput=${event => setEtr(event.target.value)} /><//>
    <button disabled=${busy}>${t('etr.set')}</button>
    <button type="button" class="main" disabled=${busy} onClick=${() => act('restore', {})}>${t('restore')}</button>
    <button type="button" class="danger" disabled=${busy} onClick=${() => act('cancel')}>${t('cancel')}</button>
  </form>`;
}
