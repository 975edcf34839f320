import { html, useState } from '../html.js';
import { download, post, useOnce, usePoll } from '../api.js';
import { number, time, toInput } from '../format.js';
import { t } from '../i18n.js';
import { useMay } from '../me.js';
import { ask, Asked, Badge, Field, say, Table, Tabs, useAction } from '../ui.js';

/** Whether everything went right, and who did what. */
export function Trust({ at: [part = 'dead-letters'] }) {
  const may = useMay();
  const tabs = [['dead-letters', 'ListDeadLetters'], ['channels', 'ListChannels'], ['audit', 'ListAudit'], ['access', 'ListKeys'], ['settings', 'ListSettings']].filter(([, endpoint]) => may(endpoint));
  const View = { 'dead-letters': DeadLetters, channels: Channels, audit: Audit, access: Access, settings: Settings }[part] ?? DeadLetters;
  return html`<h1>${t('nav.trust')}</h1><${Tabs} label=${t('nav.trust')} tabs=${tabs.map(([id]) => [`#/trust/${id}`, t(`trust.${id}`)])} at=${`#/trust/${part}`} /><${View} />`;
}

function DeadLetters() {
  const asked = usePoll('dead-letters?top=100', 5);
  const may = useMay();
  const [busy, run] = useAction();
  const replay = async (path, body, count) => {
    if (!await ask({ title: t('replay.title', { n: number(count) }), text: t('replay.text'), action: t('replay') })) return;
    if (await run(() => post(path, body), result => t('replay.done', { n: number(result.replayed), left: number(result.remaining) }))) asked.reload();
  };
  return html`<${Asked} of=${asked}>${data => html`
    ${data.deadLetters.length > 1 && may('ReplayDeadLetters') && html`<div class="actions">${[...new Set(data.deadLetters.map(one => `${one.queue} ${one.code}`))].map(pair => {
      const [queue, code] = pair.split(' ');
      const count = data.deadLetters.filter(one => one.queue === queue && one.code === code).length;
      return html`<button disabled=${busy} onClick=${() => replay('dead-letters/replay', { queue, code }, count)}>${t('replay.all', { queue, code, n: number(count) })}</button>`;
    })}</div>`}
    <${Table} caption=${t('trust.dead-letters')} empty=${t('dead-letters.none')} heads=${[t('queue'), t('what'), t('reason'), t('remedy'), t('when'), t('actions')]}
      rows=${data.deadLetters.map(one => ({ key: one.id, cells: [one.queue, subjectOf(one.what), `${one.code}${one.reason ? `: ${one.reason}` : ''}`, one.remedy, time(one.lastFailedAt ?? one.enqueuedAt),
        may('ReplayDeadLetter') && html`<button disabled=${busy} onClick=${() => replay(`dead-letters/${encodeURIComponent(one.id)}/replay`, undefined, 1)}>${t('replay')}<span class="unseen"> ${one.id}</span></button>`] }))} />`}<//>`;
}

const subjectOf = what => (what ? Object.entries(what).filter(([, value]) => value != null).map(([name, value]) => `${name} ${value}`).join(', ') : '–');

function Channels() {
  const asked = usePoll('channels', 4);
  const may = useMay();
  const [busy, run] = useAction();
  const set = async (channel, state) => {
    if (!await ask({ title: t(`channel.${state}.title`, { channel: channel.id }), text: t(`channel.${state}.text`), action: t(`channel.${state}.do`), danger: state === 'stopped' })) return;
    if (await run(() => post(`channels/${encodeURIComponent(channel.id)}`, { state }, 'PUT'), t('channel.changed'))) asked.reload();
  };
  return html`<${Asked} of=${asked}>${data => html`<${Table} caption=${t('trust.channels')} empty=${t('channels.none')}
    heads=${[t('channel'), t('provider'), t('rate'), t('limit'), t('state'), t('actions')]}
    rows=${data.channels.map(one => ({ key: one.id, cells: [one.id, one.provider, one.messagesPerSecond === 0 ? t('unthrottled') : number(one.messagesPerSecond),
      one.dailyLimit === 0 ? t('unlimited') : `${number(one.peopleInLastDay)} / ${number(one.dailyLimit)}`,
      html`<${Badge} kind=${{ active: 'good', draining: 'warn', stopped: 'bad' }[one.state]}>${t(`channel.${one.state}`)}<//> ${one.reason ?? ''} ${one.remedy ?? ''}`,
      may('PutChannel') && html`<div class="actions">${['active', 'draining', 'stopped'].filter(state => state !== one.state).map(state => html`<button class=${state === 'stopped' ? 'danger' : ''} disabled=${busy} onClick=${() => set(one, state)}>${t(`channel.${state}.do`)}</button>`)}</div>`] }))} />`}<//>`;
}

function Audit() {
  const [filter, setFilter] = useState({ who: '', what: '', from: toInput(new Date(Date.now() - 6 * 86_400_000)).slice(0, 10) });
  const [asked, setAsked] = useState(filter);
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  const entries = useOnce(`audit?${query}`);
  const [busy, run] = useAction();
  const input = (name, type = 'text') => html`<${Field} label=${t(`audit.${name}`)}><input type=${type} value=${filter[name]} onInput=${event => setFilter({ ...filter, [name]: event.target.value })} /><//>`;
  return html`<form class="filters" onSubmit=${event => { event.preventDefault(); setAsked(filter); }}>${input('from', 'date')}${input('who')}${input('what')}
      <button class="main">${t('find')}</button>
      <button type="button" disabled=${busy} onClick=${() => run(() => download(`audit?${query}&format=csv`, 'audit.csv'), t('downloaded'))}>CSV</button></form>
    <${Asked} of=${entries}>${data => html`<${Table} caption=${t('trust.audit')} empty=${t('audit.none')} heads=${[t('when'), t('audit.who'), t('audit.what'), t('audit.subject'), t('audit.change')]}
      rows=${data.entries.map(one => ({ key: one.id, cells: [time(one.at), one.name, one.what, one.subject, html`<small>${changeOf(one)}</small>`] }))} />`}<//>`;
}

const changeOf = ({ before, after, status }) => {
  const text = value => (value == null ? '' : JSON.stringify(value).slice(0, 160));
  return before || after ? `${text(before)} → ${text(after)}` : String(status ?? '');
};

function Access() {
  const asked = usePoll('keys', 10);
  const [name, setName] = useState('');
  const [endpoint, setEndpoint] = useState('ReportOutages');
  const [made, setMade] = useState(null);
  const [busy, run] = useAction();
  const make = async event => {
    event.preventDefault();
    const key = await run(() => post('keys', { name, endpoints: [endpoint] }), t('key.made'));
    if (!key) return;
    setMade(key.value);
    setName('');
    asked.reload();
  };
  const revoke = async key => {
    if (!await ask({ title: t('key.revoke.title', { name: key.name }), text: t('key.revoke.text'), action: t('key.revoke'), danger: true })) return;
    if (await run(() => post(`keys/${key.id}`, undefined, 'DELETE'), t('key.revoked'))) asked.reload();
  };
  const copy = () => navigator.clipboard.writeText(made).then(() => say(t('copied')), () => say(t('copy.failed'), 'failed'));
  return html`<form class="filters" onSubmit=${make}>
      <${Field} label=${t('key.name')}><input required maxlength="64" value=${name} onInput=${event => setName(event.target.value)} /><//>
      <${Field} label=${t('key.for')}><select value=${endpoint} onChange=${event => setEndpoint(event.target.value)}>
        ${['ReportOutages', 'ShowOutage', 'ListOutages', 'MakeAnnouncement', 'ListAnnouncements', 'StartImport', 'ListTickets'].map(one => html`<option>${one}</option>`)}</select><//>
      <button class="main" disabled=${busy}>${t('key.make')}</button></form>
    ${made && html`<div class="card" role="status"><p>${t('key.once')}</p><p><code>${made}</code> <button onClick=${copy}>${t('copy')}</button></p></div>`}
    <${Asked} of=${asked}>${data => html`<${Table} caption=${t('trust.access')} empty=${t('keys.none')} heads=${[t('name'), t('key.for'), t('office'), t('state'), t('actions')]}
      rows=${data.keys.map(one => ({ key: one.id, cells: [one.name, one.endpoints.join(', '), one.office ?? t('all'), one.revokedAt ? t('key.ended', { at: time(one.revokedAt) }) : one.expiresAt ? t('expires.at', { at: time(one.expiresAt) }) : t('key.valid'),
        !one.revokedAt && html`<button class="danger" disabled=${busy} onClick=${() => revoke(one)}>${t('key.revoke')}<span class="unseen"> ${one.name}</span></button>`] }))} />`}<//>`;
}

function Settings() {
  const asked = useOnce('settings');
  const [changed, setChanged] = useState(false);
  return html`<label class="check"><input type="checkbox" checked=${changed} onChange=${event => setChanged(event.target.checked)} /> ${t('settings.changed')}</label>
    <${Asked} of=${asked}>${data => html`<${Table} caption=${t('trust.settings')} empty=${t('none')} heads=${[t('setting'), t('value'), t('default')]}
      rows=${data.settings.filter(one => !changed || one.changed).map(one => ({ key: one.name, cells: [html`<code>${one.name}</code>`, one.secret ? (one.value ? t('secret.set') : t('secret.none')) : one.value ?? '–', one.default ?? '–'] }))} />`}<//>`;
}
