import { html, useState } from '../html.js';
import { post, useOnce, usePoll } from '../api.js';
import { day, time, toInput } from '../format.js';
import { language, named, t } from '../i18n.js';
import { useMay } from '../me.js';
import { useOffices } from '../offices.js';
import { ask, Asked, Badge, Empty, Field, Table, useAction } from '../ui.js';
import { Audience, audienceOf, nobody } from './audience.js';

const kinds = { active: 'good', waiting: 'warn', paused: 'warn', refused: 'bad', missed: 'bad', announced: 'good', due: '' };
const weekdays = [1, 2, 3, 4, 5, 6, 0];
const inDays = days => toInput(new Date(Date.now() + days * 86_400_000)).slice(0, 10);

/** What is sent by itself: a month of runs, the schedules, and a new one. */
export function Schedules() {
  const asked = usePoll(`schedules?from=${inDays(-7)}&to=${inDays(31)}`, 15);
  const may = useMay();
  const [busy, run] = useAction();
  const act = async (schedule, action) => {
    if (action === 'delete' && !await ask({ title: t('schedule.delete.title', { name: schedule.name }), action: t('schedule.delete'), danger: true })) return;
    const path = `schedules/${encodeURIComponent(schedule.id)}`;
    if (await run(() => (action === 'delete' ? post(path, undefined, 'DELETE') : post(`${path}/${action}`, {})), t(`schedule.${action}.done`))) asked.reload();
  };
  return html`<${Asked} of=${asked}>${data => html`
    <h2>${t('schedule.calendar')}</h2><${Calendar} runs=${data.runs} />
    <h2>${t('compose.schedules')}</h2>
    <${Table} caption=${t('compose.schedules')} empty=${t('schedules.none')} heads=${[t('name'), t('when'), t('schedule.next'), t('state'), t('actions')]}
      rows=${data.schedules.map(one => ({ key: one.id, cells: [one.name, one.once ? time(one.once) : html`<code>${one.cron}</code> ${one.window ?? ''}`, time(one.nextDue), html`<${Badge} kind=${kinds[one.state]}>${t(`schedule.${one.state}`)}<//>`,
        may('ControlSchedule', 'PutSchedule') && html`<div class="actions">${one.state === 'paused' ? html`<button disabled=${busy} onClick=${() => act(one, 'resume')}>${t('resume')}</button>` : html`<button disabled=${busy} onClick=${() => act(one, 'pause')}>${t('pause')}</button>`}
          <button class="danger" disabled=${busy} onClick=${() => act(one, 'delete')}>${t('schedule.delete')}</button></div>`] }))} />`}<//>
    ${may('PutSchedule') && html`<${New} made=${asked.reload} />`}`;
}

function Calendar({ runs }) {
  if (runs.length === 0) return html`<${Empty}>${t('schedule.empty')}<//>`;
  const byDay = new Map();
  for (const one of runs) {
    const on = toInput(new Date(one.due)).slice(0, 10);
    byDay.set(on, [...(byDay.get(on) ?? []), one]);
  }
  const first = -((new Date(`${inDays(0)}T00:00Z`).getUTCDay() + 6) % 7);
  const names = weekdays.map(at => new Intl.DateTimeFormat(language.get(), { weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, 7 + at))));
  return html`<ol class="calendar" aria-label=${t('schedule.calendar')}>
    ${names.map(name => html`<li class="weekday" aria-hidden="true">${name}</li>`)}
    ${Array.from({ length: 35 }, (_, at) => inDays(first + at)).map(on => html`<li key=${on} class=${on === inDays(0) ? 'today' : ''}><span>${day(`${on}T12:00Z`).replace(/,? ?\d{4}$/, '')}</span>
      ${(byDay.get(on) ?? []).map(one => html`<div><${Badge} kind=${kinds[one.state]}>${toInput(new Date(one.due)).slice(11)}<//> ${one.announcement ? html`<a href=${`#/announcement/${one.announcement}`}>${one.name}</a>` : one.name} <small>${t(`run.${one.state}`)}</small></div>`)}</li>`)}</ol>`;
}

function New({ made }) {
  const library = useOnce('library');
  const offices = useOffices();
  const [busy, run] = useAction();
  const [picked, setPicked] = useState(nobody);
  const [form, setForm] = useState({ name: '', weekday: '1', hour: '10:00', item: '', until: '' });
  const set = (name, value) => setForm({ ...form, [name]: value });
  const items = (library.data?.items ?? []).filter(item => item.enabled && item.parameters.length === 0);
  const make = async event => {
    event.preventDefault();
    const [hour, minute] = form.hour.split(':').map(Number);
    const id = `s-${Date.now().toString(36)}`;
    const answer = await run(() => post(`schedules/${id}`, {
      name: form.name, cron: `${minute} ${hour} * * ${form.weekday}`, skipHolidays: true, ...(form.until && { until: form.until }),
      ...(form.item ? { items: [form.item] } : { rotate: { kind: 'tip', inSeason: true } }), audience: audienceOf(picked),
    }, 'PUT'), one => t(one.approval ? 'schedule.asked' : 'schedule.made'));
    if (answer) { set('name', ''); made(); }
  };
  return html`<details><summary>${t('schedule.new')}</summary><form class="card" onSubmit=${make}>
    <${Field} label=${t('name')}><input required maxlength="100" value=${form.name} onInput=${event => set('name', event.target.value)} /><//>
    <${Field} label=${t('schedule.day')}><select value=${form.weekday} onChange=${event => set('weekday', event.target.value)}><option value="*">${t('schedule.daily')}</option>
      ${weekdays.map(at => html`<option value=${at}>${new Intl.DateTimeFormat(language.get(), { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, 7 + at)))}</option>`)}</select><//>
    <${Field} label=${t('schedule.hour')}><input type="time" required value=${form.hour} onInput=${event => set('hour', event.target.value)} /><//>
    <${Field} label=${t('schedule.until')}><input type="date" value=${form.until} onInput=${event => set('until', event.target.value)} /><//>
    <${Field} label=${t('library.item')}><select value=${form.item} onChange=${event => set('item', event.target.value)}><option value="">${t('schedule.rotate')}</option>${items.map(one => html`<option value=${one.id}>${named(one.title)}</option>`)}</select><//>
    <${Audience} picked=${picked} offices=${offices} onChange=${setPicked} />
    <button class="main" disabled=${busy}>${t('schedule.make')}</button></form></details>`;
}
