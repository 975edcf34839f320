import { html, useState } from '../html.js';
import { download, usePoll } from '../api.js';
import { duration, seconds, time } from '../format.js';
import { t } from '../i18n.js';
import { useOffices } from '../offices.js';
import { Age, Asked, Badge, Empty, Field, useAction } from '../ui.js';
import { Ticket } from './ticket.js';

const columns = ['open', 'reopened', 'accepted', 'resolved', 'closed'];

/** The board, and beside it the ticket that is open. */
export function Tickets({ at: [id] }) {
  const [filter, setFilter] = useState({ office: '', type: '', overdue: false });
  const query = new URLSearchParams({ top: 200, ...(filter.office && { office: filter.office }), ...(filter.type && { type: filter.type }), ...(filter.overdue && { overdue: true }) });
  const board = usePoll(`tickets?${query}`, 5);
  const offices = useOffices();
  const [busy, run] = useAction();
  const set = (name, value) => setFilter({ ...filter, [name]: value });
  return html`<div class="head"><h1>${t('nav.tickets')}</h1><${Age} of=${board} /></div>
    <form class="filters" onSubmit=${event => event.preventDefault()}>
      <${Field} label=${t('office')}><select value=${filter.office} onChange=${event => set('office', event.target.value)}>
        <option value="">${t('all')}</option>${offices.all.map(one => html`<option value=${one.code}>${offices.name(one.code)}</option>`)}</select><//>
      <${Field} label=${t('type')}><select value=${filter.type} onChange=${event => set('type', event.target.value)}>
        <option value="">${t('all')}</option>${['hazard', 'no-supply', 'complaint'].map(type => html`<option value=${type}>${t(`ticket.${type}`)}</option>`)}</select><//>
      <label class="check"><input type="checkbox" checked=${filter.overdue} onChange=${event => set('overdue', event.target.checked)} /> ${t('overdue.only')}</label>
      <button disabled=${busy} onClick=${() => run(() => download(`tickets?${query}&format=csv`, 'tickets.csv'), t('downloaded'))}>CSV</button>
    </form>
    <div class=${id ? 'beside' : ''}>
      <${Asked} of=${board}>${data => (data.tickets.length === 0 ? html`<${Empty}>${t('tickets.none')}<//>`
        : html`<div class="board">${columns.map(state => {
            const of = data.tickets.filter(ticket => ticket.state === state);
            return html`<section key=${state} aria-labelledby=${`column-${state}`}><h2 id=${`column-${state}`}>${t(`ticket.${state}`)} <${Badge}>${of.length}<//></h2>
              <ul>${of.map(ticket => html`<${Card} key=${ticket.service_request_id} ticket=${ticket} offices=${offices} at=${id} />`)}</ul></section>`;
          })}</div>${data.continuation && html`<p>${t('tickets.more')}</p>`}`)}<//>
      ${id && html`<${Ticket} id=${id} offices=${offices} changed=${board.reload} key=${id} />`}
    </div>`;
}

export function Clock({ ticket }) {
  if (!ticket.expected_datetime || ticket.status === 'closed') return html`<span>${time(ticket.updated_datetime)}</span>`;
  const left = seconds(ticket.expected_datetime);
  return left < 0 ? html`<${Badge} kind="bad">${t('due.late', { time: duration(left) })}<//>`
    : html`<${Badge} kind=${left < 3600 ? 'warn' : 'good'}>${t('due.left', { time: duration(left) })}<//>`;
}

const Card = ({ ticket, offices, at }) => html`<li class=${`card ${ticket.type} ${ticket.service_request_id === at ? 'chosen' : ''}`}>
  <a href=${`#/tickets/${ticket.service_request_id}`}>${ticket.service_request_id}</a>
  <p>${t(`ticket.${ticket.type}`)}${ticket.media_url ? ' · 📷' : ''}</p>
  <p class="dim">${offices.name(ticket.agency_responsible)}</p>
  <p><${Clock} ticket=${ticket} /></p></li>`;
