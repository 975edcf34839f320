import { html, useMemo, useState } from '../html.js';
import { post, useOnce, usePoll } from '../api.js';
import { time } from '../format.js';
import { known, t } from '../i18n.js';
import { me, useMay } from '../me.js';
import { Asked, ask, Badge, Empty, Field, say, useAction } from '../ui.js';
import { Clock } from './tickets.js';

/** One ticket: place, pictures before and after, what happened, what was said; and what can be done. */
export function Ticket({ id, offices, changed }) {
  const asked = usePoll(`tickets/${id}`, 4);
  const may = useMay();
  const reload = () => { asked.reload(); changed(); };
  return html`<article class="side" aria-label=${id}>
    <div class="head"><h2>${id}</h2><a class="close" href="#/tickets" aria-label=${t('close')}>×</a></div>
    <${Asked} of=${asked}>${data => html`
      <p><${Badge} kind=${data.ticket.status === 'open' ? 'warn' : 'good'}>${t(`ticket.${data.ticket.state}`)}<//> ${t(`ticket.${data.ticket.type}`)} · <${Clock} ticket=${data.ticket} /></p>
      <p class="said-text">${data.ticket.description}</p>
      <dl class="facts">
        <dt>${t('place')}</dt><dd>${placeOf(data.ticket) || t('place.unknown')}</dd>
        <dt>${t('office')}</dt><dd>${offices.name(data.ticket.agency_responsible)}</dd>
        <dt>${t('owner')}</dt><dd>${data.ticket.owner ?? t('owner.none')}</dd>
        <dt>${t('reporter')}</dt><dd>${data.ticket.reporter}${data.followers ? ` + ${data.followers}` : ''}</dd>
        <dt>${t('opened')}</dt><dd>${time(data.ticket.requested_datetime)}</dd>
      </dl>
      <${Hands} ticket=${data.ticket} above=${data.above} offices=${offices} changed=${reload} />
      <h3>${t('pictures')}</h3>
      ${data.media.length === 0 && !data.resolution ? html`<${Empty}>${t('pictures.none')}<//>` : html`<div class="pictures">
        ${data.media.map(link => html`<figure><img src=${link} alt=${t('picture.before')} loading="lazy" /><figcaption>${t('picture.before')}</figcaption></figure>`)}
        ${data.resolution && html`<figure><img src=${data.resolution} alt=${t('picture.after')} loading="lazy" /><figcaption>${t('picture.after')}</figcaption></figure>`}</div>`}
      ${may('ShowTicketConversation') && html`<h3>${t('conversation')}</h3><${Conversation} id=${id} />`}
      <h3>${t('history')}</h3>
      <ol class="history">${[...data.history].reverse().map(one => html`<li><time>${time(one.at)}</time> ${t(`act.${one.act}`)} · ${one.by === 'clock' ? t('by.clock') : one.by}${one.note ? `: ${one.note}` : ''}</li>`)}</ol>`}<//>
  </article>`;
}

const placeOf = ticket => [ticket.address, ticket.feeder, ticket.transformer, ticket.consumer_number && `${t('consumer')} ${ticket.consumer_number}`,
  ticket.lat != null && `${ticket.lat.toFixed(5)}, ${ticket.long.toFixed(5)}`].filter(Boolean).join(' · ');

function Conversation({ id }) {
  const asked = usePoll(`tickets/${id}/conversation`, 5);
  return html`<${Asked} of=${asked}>${data => (data.lines.length === 0 ? html`<${Empty}>${t('conversation.none')}<//>`
    : html`<ul class="chat">${data.lines.map(one => html`<li class=${one.from === 'utility' ? 'ours' : 'theirs'}><p>${one.text}</p>
        ${one.media && html`<a href=${one.media}>${t('picture')}</a>`} <time>${time(one.at)}</time></li>`)}</ul>`)}<//>`;
}

function Hands({ ticket, above, offices, changed }) {
  const may = useMay();
  const [busy, run] = useAction();
  const [note, setNote] = useState('');
  const [to, setTo] = useState('');
  const staff = useOnce(may('ListStaff') ? 'staff' : null);
  const path = useMemo(() => offices.path(ticket.agency_responsible).map(one => one.code).reverse(), [offices.ready, ticket.agency_responsible]);
  const choices = useMemo(() => (staff.data ?? []).filter(one => path.includes(one.office))
    .sort((one, other) => path.indexOf(one.office) - path.indexOf(other.office)), [staff.data, path]);
  const by = me.get()?.name ?? '';
  if (!may('ChangeTicket')) return null;
  const act = async (action, body) => {
    if (await run(() => post(`tickets/${ticket.service_request_id}/${action}`, { by, ...body }), t(`ticket.${action}.done`))) {
      setNote('');
      changed();
    }
  };
  const withNote = action => (note.trim() ? act(action, { note }) : say(t('note.needed'), 'failed'));
  const open = ticket.status === 'open';
  const escalate = async () => {
    const title = t('escalate.title', { office: offices.name(above.office) });
    if (await ask({ title, text: t('escalate.text', { people: above.people.join(', ') }), action: t('escalate') })) act('escalate', { level: above.level, ...(note && { note }) });
  };
  return html`<div class="hands">
    ${open && choices.length > 0 && html`<${Field} label=${t('assign.to')}><select value=${to} onChange=${event => setTo(event.target.value)}>
        <option value="">–</option>${choices.map(one => html`<option value=${one.id}>${one.name} · ${offices.name(one.office)} (${t(`role.${one.role}`)})</option>`)}</select><//>
      <button disabled=${busy || !to} onClick=${() => act('assign', { to, ...(note && { note }) })}>${t('assign')}</button>`}
    <${Field} label=${t('note')}><input value=${note} maxlength="1000" onInput=${event => setNote(event.target.value)} /><//>
    <div class="actions">
      <button disabled=${busy} onClick=${() => withNote('note')}>${t('note.add')}</button>
      ${['open', 'reopened'].includes(ticket.state) && html`<button disabled=${busy} onClick=${() => act('accept')}>${t('accept')}</button>`}
      ${above && html`<button disabled=${busy} onClick=${escalate}>${t('escalate')}</button>`}
      ${open && html`<button class="main" disabled=${busy} onClick=${() => withNote('resolve')}>${t('resolve')}</button>`}
      ${!open && html`<button disabled=${busy} onClick=${() => withNote('reopen')}>${t('reopen')}</button>`}
    </div></div>`;
}
