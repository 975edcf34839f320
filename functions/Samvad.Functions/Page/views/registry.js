import { html, useRef, useState } from '../html.js';
import { get, post, upload, useOnce, usePoll } from '../api.js';
import { bytes, number, time } from '../format.js';
import { t } from '../i18n.js';
import { useMay } from '../me.js';
import { useOffices } from '../offices.js';
import { ask, Asked, Badge, Bar, Empty, Field, Table, Tabs, useAction } from '../ui.js';
import { keepFile } from '../parts/rejected.js';

/** Who is told: offices, groups, people (masked), and the files that bring them in. */
export function Registry({ at: [part = 'offices', ...rest] }) {
  const may = useMay();
  const tabs = [['#/registry/offices', t('offices')], ...(may('GetPerson') ? [['#/registry/people', t('people')]] : []),
    ...(may('ListImports') ? [['#/registry/imports', t('imports')]] : []), ...(may('ListStaff') ? [['#/registry/staff', t('staff')]] : [])];
  const View = { offices: Tree, people: Person, imports: Imports, staff: Staff }[part] ?? Tree;
  return html`<h1>${t('nav.registry')}</h1><${Tabs} label=${t('nav.registry')} tabs=${tabs} at=${`#/registry/${part}`} /><${View} at=${rest} />`;
}

function Tree({ at: [code, group] }) {
  const offices = useOffices();
  const groups = useOnce(code ? `groups?office=${encodeURIComponent(code)}` : null);
  return html`
    <nav class="path" aria-label=${t('path')}><ol><li><a href="#/registry/offices">${t('offices')}</a></li>
      ${offices.path(code).map(one => html`<li><a href=${`#/registry/offices/${one.code}`}>${offices.name(one.code)}</a></li>`)}</ol></nav>
    ${offices.ready && offices.all.length === 0 && html`<${Empty}>${t('registry.empty')}<//>`}
    ${offices.children(code).length > 0 && html`<ul class="links">${offices.children(code).map(one => html`<li><a href=${`#/registry/offices/${one.code}`}>${offices.name(one.code)}</a> <small>${one.code} · ${t(`level.${one.level}`)}</small></li>`)}</ul>`}
    ${code && html`<h2>${t('groups')}</h2><${Asked} of=${groups}>${data => html`<${Table} caption=${t('groups')} empty=${t('groups.none')}
      heads=${[t('group'), t('name'), t('office'), t('area'), t('people'), t('lineman')]}
      rows=${data.slice(0, 300).map(one => ({ key: one.id, cells: [html`<a href=${`#/registry/offices/${code}/${one.id}`}>${one.id}</a>`, one.name, offices.name(one.office), t(`area.${one.area}`), number(one.members), one.lineman ?? '–'] }))} />
      ${data.length > 300 && html`<p>${t('groups.more', { n: number(data.length) })}</p>`}`}<//>`}
    ${group && html`<${Members} group=${group} key=${group} />`}`;
}

function Members({ group }) {
  const asked = useOnce(`groups/${encodeURIComponent(group)}/members`);
  const [more, setMore] = useState([]);
  const [next, setNext] = useState(undefined);
  const [busy, run] = useAction();
  return html`<h2>${t('group')} ${group}</h2><${Asked} of=${asked}>${data => {
    const go = next === undefined ? data.continuation : next;
    return html`<${Table} caption=${`${t('people')} ${group}`} empty=${t('members.none')} heads=${[t('person'), t('language'), t('category'), t('consumer'), t('feeder'), t('consent')]}
      rows=${[...data.members, ...more].map(one => ({ key: one.id, cells: [one.address, one.language, t(`category.${one.category}`), one.consumerNumber ?? '–', `${one.feeder ?? '–'} ${one.transformer ?? ''}`,
        consentOf(one.consent)] }))} />
      ${go && html`<button disabled=${busy} onClick=${() => run(async () => {
        const page = await get(`groups/${encodeURIComponent(group)}/members?continuation=${encodeURIComponent(go)}`);
        setMore([...more, ...page.members]);
        setNext(page.continuation ?? null);
      })}>${t('more')}</button>`}`;
  }}<//>`;
}

const topics = ['outage', 'planned', 'safety', 'service'];

function consentOf(consent) {
  const given = typeof consent === 'number' ? topics.filter((_, bit) => consent & (1 << bit))
    : String(consent ?? '').toLowerCase().split(/,\s*/).filter(topic => topics.includes(topic));
  return given.length === 0 ? t('consent.none') : given.map(topic => t(`topic.${topic}`)).join(', ');
}

function Person() {
  const [phone, setPhone] = useState('');
  const [person, setPerson] = useState(null);
  const [busy, run] = useAction();
  const may = useMay();
  const masked = person && person.address.replace(/.(?=..)/g, '•');
  const find = async event => {
    event.preventDefault();
    setPerson(null);
    const found = await run(() => get(`people/${encodeURIComponent(phone.trim())}`));
    if (found) setPerson(found);
  };
  const erase = async () => {
    if (!await ask({ title: t('erase.title'), people: 1, text: t('erase.text', { person: masked }), action: t('erase'), danger: true })) return;
    if (await run(() => post(`people/${encodeURIComponent(person.address)}`, undefined, 'DELETE'), t('erase.done'))) setPerson(null);
  };
  const choose = body => run(async () => setPerson(await post(`people/${encodeURIComponent(person.address)}`, body, 'PUT')), t('person.saved'));
  return html`<form class="filters" onSubmit=${find}>
      <${Field} label=${t('phone.number')} hint=${t('phone.hint')}><input type="tel" required value=${phone} autocomplete="off" onInput=${event => setPhone(event.target.value)} /><//>
      <button class="main" disabled=${busy}>${t('find')}</button></form>
    ${person && html`<article class="card"><h2>${masked}</h2>
      <dl class="facts"><dt>${t('language')}</dt><dd><select aria-label=${t('language')} value=${person.language} disabled=${!may('PutPerson')} onChange=${event => choose({ language: event.target.value })}>
          ${['mr', 'hi', 'en'].map(one => html`<option value=${one}>${one}</option>`)}</select></dd>
        <dt>${t('quiet')}</dt><dd>${person.quietHours ?? '–'}</dd>
        <dt>${t('unreachable')}</dt><dd>${person.unreachableSince ? time(person.unreachableSince) : '–'}</dd>
        <dt>${t('groups')}</dt><dd>${person.seats.map(seat => seat.group).join(', ') || '–'}</dd></dl>
      <${Table} caption=${t('consent')} empty=${t('consent.none')} heads=${[t('topic'), t('consent'), t('when'), t('source'), '']}
        rows=${topics.map(topic => [topic, person.consent[topic]]).filter(([, one]) => one).map(([topic, one]) => ({ key: topic, cells: [t(`topic.${topic}`), one.given ? t('yes') : t('no'), time(one.at), one.source,
          may('PutPerson') && html`<button class="quiet" disabled=${busy} onClick=${() => choose({ consent: { [topic]: { given: !one.given, source: 'page' } } })}>${one.given ? t('withdraw') : t('give')}<span class="unseen"> ${t(`topic.${topic}`)}</span></button>`] }))} />
      ${may('DeletePerson') && html`<button class="danger" disabled=${busy} onClick=${erase}>${t('erase')}</button>`}</article>`}`;
}

function Imports() {
  const asked = usePoll('imports', 3);
  const may = useMay();
  const file = useRef();
  const [kind, setKind] = useState('');
  const [sent, setSent] = useState(null);
  const [busy, run] = useAction();
  const start = async event => {
    event.preventDefault();
    const [chosen] = file.current.files;
    setSent(0);
    const started = await run(() => upload(`imports${kind ? `?kind=${kind}` : ''}`, chosen, setSent), t('import.started'));
    setSent(null);
    if (!started) return;
    keepFile(started.id, chosen);
    location.hash = `#/import/${started.id}`;
  };
  return html`${may('StartImport') && html`<form class="card filters" onSubmit=${start}>
      <${Field} label=${t('import.file')} hint=${t('import.hint')}><input ref=${file} type="file" accept=".csv,text/csv" required /><//>
      <${Field} label=${t('import.kind')}><select value=${kind} onChange=${event => setKind(event.target.value)}><option value="">${t('import.guess')}</option>
        ${['offices', 'groups', 'members', 'staff'].map(one => html`<option value=${one}>${t(one)}</option>`)}</select><//>
      <button class="main" disabled=${busy}>${t('import.start')}</button>
      ${sent !== null && html`<${Bar} share=${sent} label=${t('import.sending')} />`}</form>`}
    <${Asked} of=${asked}>${data => html`<${Table} caption=${t('imports')} empty=${t('imports.none')}
      heads=${[t('import'), t('state'), t('progress.head'), t('rows'), t('rejected'), t('when')]}
      rows=${data.map(one => ({ key: one.id, cells: [html`<a href=${`#/import/${one.id}`}>${t(one.kind)}<span class="unseen"> ${one.id}</span></a>`, html`<${ImportState} status=${one.status} />`,
        html`<${Bar} share=${one.status === 'finished' ? 1 : one.bytes ? one.offset / one.bytes : 0} label=${t(one.kind)} /> <small>${bytes(one.bytes)}</small>`, number(one.read), number(one.rejected), time(one.queued)] }))} />`}<//>`;
}

export const ImportState = ({ status }) => html`<${Badge} kind=${{ failed: 'bad', running: 'warn', queued: 'warn', finished: 'good' }[status]}>${t(`import.${status}`)}<//>`;

function Staff() {
  const offices = useOffices();
  const asked = useOnce('staff');
  return html`<${Asked} of=${asked}>${data => html`<${Table} caption=${t('staff')} empty=${t('staff.none')} heads=${[t('name'), t('role'), t('office'), t('group'), t('phone.number')]}
    rows=${data.slice(0, 500).map(one => ({ key: one.id + one.group, cells: [one.name, t(`role.${one.role}`), offices.name(one.office), one.group ?? '–', one.phone] }))} />`}<//>`;
}
